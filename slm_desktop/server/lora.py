"""Adapters by their numbers, as llama-server tells them and takes their scales."""

from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.adapters import (
    DEFAULT_SCALE,
    HIGHEST_SCALE,
    LOWEST_SCALE,
    Adapter,
    ScaleChange,
    initial_scales,
)
from slm_desktop.core.engines.events import Loaded
from slm_desktop.errors import Fault
from slm_desktop.server.answers import Answers
from slm_desktop.server.problems import Problem
from slm_desktop.server.sse import Json


def scales_asked(lora: list[Any] | None, loaded: Loaded) -> tuple[ScaleChange, ...]:
    """The scales that a request names; an adapter that it leaves out has 0. Raise Problem for an unknown one."""
    if lora is None:
        return ()
    scales = {one.name: 0.0 for one in loaded.adapters}
    for at, entry in enumerate(lora):
        number, scale = _entry(entry, f"lora[{at}]")
        if number >= len(loaded.adapters):
            count = len(loaded.adapters)
            raise Problem(400, f"There is no adapter {number}: the model has {count}.", param=f"lora[{at}].id")
        scales[loaded.adapters[number].name] = scale
    return initial_scales(loaded.adapters, scales)


def _entry(entry: object, param: str) -> tuple[int, float]:
    number, scale = (entry.get("id"), entry.get("scale")) if isinstance(entry, dict) else (None, None)
    if not isinstance(number, int) or number < 0 or not isinstance(scale, int | float):
        raise Problem(400, "Each adapter is an object with a whole number `id` and a number `scale`.", param=param)
    if not LOWEST_SCALE <= scale <= HIGHEST_SCALE:
        raise Problem(400, f"scale must be between {LOWEST_SCALE} and {HIGHEST_SCALE}.", param=f"{param}.scale")
    return number, float(scale)


async def _list(http: HttpRequest) -> Response:
    """The adapters of a model that is loaded."""
    answers: Answers = http.app.state.answers
    name = http.query_params.get("model", "")
    return Json([_told(at, one) for at, one in enumerate(await answers.call(lambda: _adapters(answers, name)))])


def _adapters(answers: Answers, name: str) -> tuple[Adapter, ...]:
    try:
        engine = answers.serving.engine_of(answers.serving.models.find(name).choice)
    except Fault as fault:
        raise Problem.of(fault) from None
    return engine.adapters if engine else ()


def _told(number: int, adapter: Adapter) -> dict[str, Any]:
    return {"id": number, "path": adapter.path, "name": adapter.name, "scale": DEFAULT_SCALE}


ROUTES = {("GET", "/lora-adapters"): _list}
