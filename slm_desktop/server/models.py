"""The list of models."""

from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.serve.offered import Offered
from slm_desktop.core.serve.serving import Serving
from slm_desktop.errors import Fault
from slm_desktop.server.answers import Answers
from slm_desktop.server.problems import Problem
from slm_desktop.server.sse import Json

OWNER = "slm-desktop"


async def _all(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    serving = answers.serving
    found = await answers.call(lambda: [_told(one, serving) for one in serving.models.all()])
    # Anthropic's clients page through the same list.
    pages = {
        "has_more": False,
        "first_id": found[0]["id"] if found else None,
        "last_id": found[-1]["id"] if found else None,
    }
    return Json({"object": "list", "data": found, **pages})


async def _one(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    serving = answers.serving
    try:
        return Json(await answers.call(lambda: _told(serving.models.find(http.path_params["id"]), serving)))
    except Fault as fault:
        raise Problem.of(fault) from None


def _told(one: Offered, serving: Serving) -> dict[str, Any]:
    """A model; what only a loaded one tells is left out of others."""
    engine = serving.engine_of(one.choice)
    state = engine.state if engine else EngineState.EMPTY
    told: dict[str, Any] = {
        "id": one.id,
        "object": "model",
        "type": "model",
        "created": 0,
        "owned_by": OWNER,
        "display_name": one.choice.name,
        "state": state.value,
    }
    if engine and engine.loaded:
        loaded = engine.loaded
        told["meta"] = {
            "n_ctx": loaded.context,
            "n_ctx_train": loaded.trained_context,
            "n_params": loaded.parameters,
            "n_vocab": loaded.vocabulary,
            "quantization": loaded.quantisation,
            "vision": engine.can(Feature.PICTURES),
            "audio": engine.can(Feature.AUDIO),
            "infill": engine.can(Feature.INFILL),
        }
    return told


ROUTES = {("GET", "/v1/models"): _all, ("GET", "/v1/models/{id:path}"): _one}
