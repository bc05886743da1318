"""The results of an evaluation as promptfoo's file of results (its version 3)."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.answer_figures import TOKENS, TOTAL
from slm_desktop.core.evaluate.promptfoo import assertion_of, promptfoo_from_suite
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.evaluate.report import names
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Result, seen
from slm_desktop.errors import explain, why_failed

VERSION = 3


def to_promptfoo(session: EvaluationRun, machine: Machine, now: float) -> bytes:
    """All answers with their assertions. Each round of a prompt stands as a row of its own."""
    evaluation = session.evaluation
    config, _left_out = promptfoo_from_suite(evaluation.suite)
    labels = names(evaluation)
    config["providers"] = [
        {"id": _provider(one), "label": label} for one, label in zip(evaluation.candidates, labels, strict=True)
    ]
    results = [result for _task, result in sorted(session.results.items())]
    rows = [_row(session, result, config, labels[result.candidate]) for result in results]
    when = datetime.fromtimestamp(evaluation.created, UTC).isoformat().replace("+00:00", "Z")
    made = {
        "evalId": f"eval-slm-desktop-{evaluation.id}",
        "results": {
            "version": VERSION,
            "timestamp": when,
            "prompts": [_prompt(session, config, at, label) for at, label in enumerate(labels)],
            "results": rows,
            "stats": _stats(results),
        },
        "config": config,
        "shareableUrl": None,
        "metadata": {
            "exportedAt": datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z"),
            "platform": machine.system,
            "author": machine.app,
        },
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1)


def _provider(candidate: Candidate) -> str:
    return f"slm-desktop:{candidate.label}"


def _prompt(session: EvaluationRun, config: dict[str, Any], candidate: int, label: str) -> dict[str, Any]:
    """A column of promptfoo's table: its template, asked of one provider."""
    found = session.of(candidate)
    template = config["prompts"][0]
    return {
        "raw": template,
        "label": template,
        "provider": label,
        "metrics": {
            "score": float(sum(one.ok for one in found)),
            "testPassCount": sum(one.ok for one in found),
            "testFailCount": sum(not one.ok and not one.fault for one in found),
            "testErrorCount": sum(bool(one.fault) for one in found),
            "assertPassCount": sum(sum(one.passed) for one in found),
            "assertFailCount": sum(len(one.passed) - sum(one.passed) for one in found),
            "totalLatencyMs": round(1000 * sum(one.figure(TOTAL) for one in found)),
            "tokenUsage": _usage(found),
            "namedScores": {},
            "namedScoresCount": {},
            "cost": 0,
        },
    }


def _row(session: EvaluationRun, result: Result, config: dict[str, Any], label: str) -> dict[str, Any]:
    candidate = session.evaluation.candidates[result.candidate]
    test, rounds = config["tests"][result.prompt], session.evaluation.suite.rounds
    error = explain(result.fault, {}).title if result.fault else None
    return {
        "id": f"{session.evaluation.id}-{result.candidate}-{result.prompt}-{result.round}",
        "promptIdx": result.candidate,
        "testIdx": result.prompt * rounds + result.round,
        "testCase": test,
        "promptId": f"{session.evaluation.id}-{result.candidate}",
        "provider": {"id": _provider(candidate), "label": label},
        "prompt": {"raw": session.evaluation.suite.prompts[result.prompt].prompt, "label": config["prompts"][0]},
        "vars": test["vars"],
        "response": {"output": result.text, "tokenUsage": _usage([result])},
        **({"error": error} if error else {}),
        "failureReason": 2 if result.fault else int(not result.ok),
        "success": result.ok,
        "score": _score(result),
        "latencyMs": round(1000 * result.figure(TOTAL)),
        "gradingResult": _grading(session, result),
        "namedScores": {},
        "cost": 0,
        "metadata": {
            "seed": result.seed,
            "finish_reason": result.reason,
            "host": result.host,
            **seen(session.evaluation.suite.prompts[result.prompt]),
            **result.figures,
        },
    }


def _grading(session: EvaluationRun, result: Result) -> dict[str, Any]:
    """What each assertion said. Checks that promptfoo has no type for stand with ours."""
    checks = session.evaluation.suite.prompts[result.prompt].checks
    parts = [
        {
            "pass": passed,
            "score": float(passed),
            "reason": "Assertion passed" if passed else why_failed(why.code, why.details),
            "assertion": assertion_of(check) or {"type": f"slm-desktop:{check.kind}"},
        }
        for check, passed, why in zip(checks, result.passed, result.whys, strict=False)
    ]
    failed = next((part["reason"] for part in parts if not part["pass"]), "All assertions passed")
    return {"pass": result.ok, "score": _score(result), "reason": failed, "componentResults": parts, "namedScores": {}}


def _score(result: Result) -> float:
    if result.fault:
        return 0.0
    return sum(result.passed) / len(result.passed) if result.passed else 1.0


def _usage(results: list[Result]) -> dict[str, int]:
    """Tokens that were written; what the prompts had is not kept."""
    written = round(sum(one.figure(TOKENS) for one in results))
    return {"completion": written, "total": written}


def _stats(results: list[Result]) -> dict[str, Any]:
    return {
        "successes": sum(one.ok for one in results),
        "failures": sum(not one.ok and not one.fault for one in results),
        "errors": sum(bool(one.fault) for one in results),
        "tokenUsage": _usage(results),
    }
