"""Records of runs in files of version 1: their names as they are now, and what was measured as figures by name.

`store/migrations/m007_figures.py` does the same to the database.
"""

from typing import Any

RENAMED = {"plan": "batches"}
FIGURES = {
    "first_token": "first_token_seconds",
    "seconds": "total_seconds",
    "load_seconds": "load_seconds",
    "peak_memory": "peak_memory_bytes",
    "company": "concurrent_answers",
}


def renew_chats(chats: object) -> None:
    """Bring the records of exported chats up to date, in place; what is no chat is left for the decoder to refuse."""
    for message in _dicts(one.get("messages") for one in _dicts([chats])):
        run = message.get("run")
        if isinstance(run, dict):
            _renew_run(run)


def _renew_run(run: dict[str, Any]) -> None:
    for old, name in RENAMED.items():
        if old in run:
            run[name] = run.pop(old)
    figures = {name: run.pop(old) for old, name in FIGURES.items() if old in run}
    run["figures"] = {**figures, **_of_tokens(run.get("tokens"))}


def _of_tokens(tokens: object) -> dict[str, float]:
    """How many there are, and how fast they came: tokens are [id, text, setting, seconds]."""
    if not isinstance(tokens, list):
        return {}
    moments = [token[3] for token in tokens if isinstance(token, list) and len(token) > 3]
    if len(moments) < len(tokens) or not all(isinstance(at, int | float) for at in moments):
        return {}
    span = moments[-1] - moments[0] if moments else 0.0
    return {"tokens": len(tokens), "tokens_per_second": (len(tokens) - 1) / span if span > 0 else 0.0}


def _dicts(lists: Any) -> list[dict[str, Any]]:
    """All objects in some lists; whatever else is there is passed over."""
    return [one for some in lists if isinstance(some, list) for one in some if isinstance(one, dict)]
