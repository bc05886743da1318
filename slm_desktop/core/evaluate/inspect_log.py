"""The results of one model as a log of Inspect (its EvalLog, version 2), which its viewer and its tables read."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.answer_figures import TOKENS, TOTAL
from slm_desktop.core.evaluate.report import names
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import SURE, Result, rate, seen
from slm_desktop.errors import explain, why_failed

VERSION = 2
SCORER = "checks"
STOPS = {"length": "max_tokens", "context": "model_length"}
CORRECT, INCORRECT = "C", "I"


def to_inspect(session: EvaluationRun, candidate: int, machine: Machine, now: float) -> bytes:
    """The log of one candidate: a sample for each prompt, an epoch for each round.

    Answers without checks have no score.
    """
    evaluation, found = session.evaluation, session.of(candidate)
    label, id_ = names(evaluation)[candidate], f"slm-{evaluation.id}-{candidate}"
    began = _time(evaluation.created)
    whole = len(evaluation.suite.prompts) * evaluation.suite.rounds
    made = {
        "version": VERSION,
        "status": "success" if len(found) == whole else "cancelled",
        "eval": {
            "eval_id": id_,
            "run_id": f"slm-{evaluation.id}",
            "created": began,
            "task": evaluation.suite.title,
            "task_id": id_,
            "task_version": 0,
            "task_attribs": {},
            "task_args": {},
            "dataset": {
                "name": evaluation.suite.title,
                "samples": len(evaluation.suite.prompts),
                "sample_ids": [at + 1 for at in range(len(evaluation.suite.prompts))],
                "shuffled": False,
            },
            "model": f"slm-desktop/{label}",
            "model_generate_config": {},
            "model_args": dict(evaluation.candidates[candidate].sampling),
            "config": {"epochs": evaluation.suite.rounds},
            "packages": {"slm-desktop": machine.app},
            "metadata": {"machine": msgspec.to_builtins(machine), "sha256": evaluation.candidates[candidate].sha256},
        },
        "plan": {"name": "plan", "steps": [], "config": {}},
        "results": _results(found, whole),
        "stats": {"started_at": began, "completed_at": _time(now), "model_usage": {}},
        "samples": [_sample(session, result, label) for result in found],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _results(found: list[Result], whole: int) -> dict[str, Any]:
    """The share that passed, with the standard error that its interval of 95 % comes from."""
    passed = rate(found)
    values = {"accuracy": passed.share, "stderr": (passed.high - passed.low) / (2 * SURE)}
    metrics = {name: {"name": name, "value": value, "params": {}} for name, value in values.items()}
    score = {"name": SCORER, "scorer": SCORER, "params": {}, "metrics": metrics}
    return {"total_samples": whole, "completed_samples": len(found), "scores": [score] if passed.count else []}


def _sample(session: EvaluationRun, result: Result, label: str) -> dict[str, Any]:
    prompt = session.evaluation.suite.prompts[result.prompt]
    system = prompt.system or session.evaluation.candidates[result.candidate].system
    asked = [{"role": "system", "content": system}] if system else []
    answer = {"role": "assistant", "content": result.text, "source": "generate", "model": label}
    stop = STOPS.get(result.reason, "stop")
    tokens = round(result.figure(TOKENS))
    return {
        "id": result.prompt + 1,
        "epoch": result.round + 1,
        "input": prompt.prompt,
        "target": next((check.exact for check in prompt.checks if check.exact is not None), ""),
        "messages": [*asked, {"role": "user", "content": prompt.prompt}, *([] if result.fault else [answer])],
        "output": {
            "model": label,
            "choices": [] if result.fault else [{"message": answer, "stop_reason": stop}],
            "completion": result.text,
            "usage": {"input_tokens": 0, "output_tokens": tokens, "total_tokens": tokens},
            "time": result.figure(TOTAL),
            **({"error": explain(result.fault, {}).title} if result.fault else {}),
        },
        "scores": {SCORER: _score(result)} if result.counts else {},
        "metadata": {"seed": result.seed, "host": result.host, "name": prompt.label, **seen(prompt), **result.figures},
        "store": {},
        "events": [],
        "model_usage": {},
        "attachments": {},
    }


def _score(result: Result) -> dict[str, Any]:
    whys = [why_failed(why.code, why.details) for why in result.whys if why.code]
    if result.fault:
        whys = [explain(result.fault, {}).title]
    return {
        "value": CORRECT if result.ok else INCORRECT,
        "answer": result.text,
        "explanation": "; ".join(whys),
        "metadata": {"passed": list(result.passed)},
    }
