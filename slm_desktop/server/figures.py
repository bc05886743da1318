"""What is told of an answer beside its text: usage, times, why it ended."""

from typing import Any

from slm_desktop.core.engines.events import Prompting
from slm_desktop.core.engines.run import Run
from slm_desktop.core.serve.served_run import ServedRun

THOUSAND = 1000.0


def finish_reason(run: ServedRun) -> str | None:
    """stop or length, as OpenAI's protocols have it; None before the end."""
    if run.is_cut:
        return "length"
    return "stop" if run.is_over else None


def prompt_tokens(runs: list[ServedRun]) -> int:
    """Tokens of the prompt that the answers share, known as soon as some of them are decoded."""
    return next((total for run in runs if run.run and (total := run.run.progress[1])), 0)


def cached_tokens(runs: list[ServedRun]) -> int:
    """Those of the first answer's prompt that were in its slot's cache already."""
    return next((run.run.prompted.cached for run in runs if run.run and run.run.prompted), 0)


def answer_tokens(runs: list[ServedRun]) -> int:
    """Tokens of all answers together."""
    return sum(len(run.run.tokens) for run in runs if run.run)


def usage(runs: list[ServedRun]) -> dict[str, Any]:
    """As OpenAI's completions have it."""
    prompt, answer = prompt_tokens(runs), answer_tokens(runs)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
        "prompt_tokens_details": {"cached_tokens": cached_tokens(runs)},
    }


def timings(run: Run) -> dict[str, Any]:
    """As llama-server has it, in milliseconds; what is not known yet is left out."""
    found: dict[str, Any] = {}
    prompted = run.prompted
    if prompted:
        count = prompted.tokens - prompted.cached
        found |= {"cache_n": prompted.cached, "prompt_n": count, "prompt_ms": round(prompted.seconds * THOUSAND, 3)}
        if prompted.seconds > 0:
            found["prompt_per_second"] = round(count / prompted.seconds, 3)
    if run.tokens:
        found |= {"predicted_n": len(run.tokens), "predicted_ms": round((run.seconds - run.first_token) * THOUSAND, 3)}
    if run.speed:
        found["predicted_per_second"] = round(run.speed, 3)
    if run.drafts:
        found["draft_n"] = sum(len(draft.tokens) for draft in run.drafts)
        found["draft_n_accepted"] = sum(draft.accepted for draft in run.drafts)
    return found


def timings_of(runs: list[ServedRun]) -> dict[str, Any]:
    """The field with the times of the first answer; several share the engine, so that theirs say little."""
    run = runs[0].run
    return {"timings": timings(run)} if run and run.prompted else {}


def progress_of(happened: Prompting) -> dict[str, int]:
    """How far a prompt is decoded, in tokens, as llama-server tells it."""
    return {"total": happened.total, "processed": happened.done}
