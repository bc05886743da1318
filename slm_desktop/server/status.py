"""Whether the server is there, what it has loaded, and its counts for Prometheus."""

from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop import __version__
from slm_desktop.core.engines.commands import Tokenise
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Feature, Tokenised
from slm_desktop.core.sampling import complete
from slm_desktop.errors import Fault
from slm_desktop.server.answers import Answers
from slm_desktop.server.metrics import exposition
from slm_desktop.server.problems import Problem
from slm_desktop.server.sse import Json


async def _health(http: HttpRequest) -> Response:
    """As llama-server: loading until the first model is there, if one is on its way."""
    answers: Answers = http.app.state.answers
    if await answers.call(lambda: answers.serving.is_loading_first):
        raise Problem(503, "Loading model", code="loading")
    return Json({"status": "ok"})


async def _props(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    return Json(await answers.call(lambda: _told(answers, http.query_params.get("model", ""))))


def _told(answers: Answers, name: str) -> dict[str, Any]:
    """A model as llama-server tells it, as far as it is loaded."""
    try:
        offered = answers.serving.models.find(name)
    except Fault as fault:
        raise Problem.of(fault) from None
    engine = answers.serving.engine_of(offered.choice)
    loaded = engine.loaded if engine else None
    told: dict[str, Any] = {
        "model_alias": offered.id,
        "model_path": offered.choice.path,
        "build_info": f"slm-desktop {__version__}",
        "is_loaded": loaded is not None,
        "slm_desktop": __version__,
    }
    if engine and loaded:
        told["total_slots"] = loaded.slots
        told["build_info"] = f"slm-desktop {__version__}, llama.cpp {engine.hello.build if engine.hello else '?'}"
        told["default_generation_settings"] = {"n_ctx": loaded.context, "params": complete(loaded.recommended)}
        told["modalities"] = {"vision": engine.can(Feature.PICTURES), "audio": engine.can(Feature.AUDIO)}
        told["is_sleeping"] = engine.state != EngineState.READY
    return told


async def _tokenizer_info(http: HttpRequest) -> Response:
    """As vLLM: what marks the beginning and the end of a text. Programs that measure models ask for it."""
    answers: Answers = http.app.state.answers
    model = http.query_params.get("model", "")
    _found, loaded = await answers.text(model, lambda run: Tokenise(run, ""), Tokenised)
    names = {"bos_token": loaded.bos_token or None, "eos_token": loaded.eos_token or None}
    return Json({"tokenizer_class": "llama.cpp", **names})


async def _metrics(http: HttpRequest) -> Response:
    answers: Answers = http.app.state.answers
    text, kind = await answers.call(lambda: exposition(answers.serving))
    return Response(text, media_type=kind)


ROUTES = {
    ("GET", "/health"): _health,
    ("GET", "/props"): _props,
    ("GET", "/tokenizer_info"): _tokenizer_info,
    ("GET", "/metrics"): _metrics,
}
