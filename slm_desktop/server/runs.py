"""Answers by their ids, which nobody else has: what is known of one, and its sampling changed while it is written."""

import asyncio
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.commands import Change
from slm_desktop.core.engines.events import Token
from slm_desktop.core.serve.served_run import RunState, ServedRun
from slm_desktop.server.answers import Answers
from slm_desktop.server.bodies import read
from slm_desktop.server.figures import finish_reason, timings, usage
from slm_desktop.server.problems import Problem
from slm_desktop.server.sampling import SamplingFields, asked
from slm_desktop.server.sse import Json

CHANGE_SECONDS, TURN_SECONDS = 10.0, 0.02
"""How long is waited for the token from which a change holds, and how often it is looked for."""


async def _all(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    runs = await answers.call(lambda: [_head(run) for run in reversed(answers.serving.runs)])
    return Json({"object": "list", "data": runs})


async def _one(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    return Json(await answers.call(lambda: _record(_found(http, answers))))


async def _set_sampling(http: HttpRequest) -> Response:
    body = await read(http, SamplingFields)
    values = asked(body)
    if not values:
        raise Problem(400, "Name at least one sampling parameter.")
    answers: Answers = http.app.state.answers
    before = await answers.call(lambda: _change(_found(http, answers), values))
    change = await _made(http, answers, before)
    return Json(
        {
            "id": http.path_params["id"],
            "object": "run.sampling",
            "from_token": change.position if change else None,
            "sampling": change.values if change else None,
        }
    )


def _change(run: ServedRun, values: dict[str, float | str]) -> int:
    """Change the sampling of a run; return how many changes it had before. Raise Problem when it has none to come."""
    if run.state != RunState.RUNNING:
        raise Problem(409, f"This run is {run.state.value}: no token is to come.", code="run_not_running")
    run.set_sampling(values)
    return len(run.changes)


async def _made(http: HttpRequest, answers: Answers, before: int) -> Change | None:
    """The change once it holds; None when the answer ended before, or was asked for what it had already."""
    for _turn in range(int(CHANGE_SECONDS / TURN_SECONDS)):
        run = await answers.call(lambda: _found(http, answers))
        if len(run.changes) > before:
            return run.changes[-1]
        if run.is_over:
            return None
        await asyncio.sleep(TURN_SECONDS)
    return None


async def _stop(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    await answers.call(lambda: _found(http, answers).stop())
    return Json({"id": http.path_params["id"], "object": "run.stopped"})


def _found(http: HttpRequest, answers: Answers) -> ServedRun:
    run = answers.serving.find(http.path_params["id"])
    if run is None:
        raise Problem(404, "No run has this id, or it is too long ago.", code="run_not_found")
    return run


def _head(run: ServedRun) -> dict[str, Any]:
    """What is told of a run without its contents."""
    return {
        "id": run.id,
        "object": "run",
        "created": int(run.created),
        "model": run.model.id,
        "state": run.state.value,
        "endpoint": run.client.endpoint,
        "agent": run.client.agent,
        "tokens": len(run.run.tokens) if run.run else 0,
    }


def _record(run: ServedRun) -> dict[str, Any]:
    """All that is known of a run: `replay` is what makes the same tokens again."""
    told = _head(run)
    inner = run.run
    if inner is None:
        return told
    request = inner.request
    return {
        **told,
        "finish_reason": finish_reason(run) if run.is_over else None,
        "usage": usage([run]),
        "timings": timings(inner),
        "text": inner.text,
        "sampling": [{"from_token": change.position, "values": change.values} for change in run.changes],
        "tokens_by_setting": [_token(token) for token in inner.tokens],
        "replay": {
            "seed": request.seed,
            "formats": [{"from_token": one.position, "format": one.format} for one in request.formats],
            "model_sha256": run.sha256,
            "build": run.build,
            "batches": list(inner.prompted.batches) if inner.prompted else [],
            "threads": [list(one) for one in inner.threads],
            "drafts": inner.drafts,
            "exact": bool(getattr(inner.ending, "exact", False)),
        },
    }


def _token(token: Token) -> dict[str, Any]:
    return {"id": token.id, "text": token.text, "setting": token.setting, "seconds": token.at}


ROUTES = {
    ("GET", "/v1/runs"): _all,
    ("GET", "/v1/runs/{id}"): _one,
    ("POST", "/v1/runs/{id}/sampling"): _set_sampling,
    ("POST", "/v1/runs/{id}/stop"): _stop,
}
