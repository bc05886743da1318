"""A model that is shown pictures, or sounds, on another machine."""

from collections.abc import Iterator

from slm_desktop.core.engines.commands import Change, Generate, Request, Turn
from slm_desktop.core.engines.events import Finished, Logprobs, Prompted
from slm_desktop.core.engines.media import Media
from tests.engine.child import Child
from tests.engine.seeing import projector_of
from tests.llama_server import llama_server
from tests.remote.conftest import engine_at
from tests.served import served

NEAR = 0.25
"""How much two builds of llama.cpp may differ in a log probability, as they round otherwise."""


def engine_of(kind: str, model: str) -> Iterator[Child]:
    if kind == "own":
        with served("--model", model) as server:
            server.http.post("/v1/completions", json={"prompt": "x", "max_tokens": 1}).raise_for_status()
            made = engine_at(server.address)
            yield made
            made.host.close()
            assert made.host.join(30)
    else:
        with llama_server(model, slots=1, threads=1, projector=projector_of(model)) as other:
            made = engine_at(other.address.rstrip("/"))
            yield made
            made.host.close()
            assert made.host.join(30)


def impression(child: Child, text: str, *media: Media) -> tuple[int, bytes, float]:
    """The number of tokens of a prompt, the first token of its answer, and how likely that was."""
    child._next += 1
    request = Request(
        turns=(Turn("user", text, media=media),),
        changes=(Change(0, {"temperature": 0.0, "max_tokens": 2.0}),),
        seed=1,
        logprobs=1,
        conversation=child._next,
    )
    child.host.send(Generate(child._next, request))
    assert isinstance(child.end(child._next), Finished)
    own = [event for event in child.events if getattr(event, "run", None) == child._next]
    tokens = max(event.tokens for event in own if isinstance(event, Prompted))
    first = next(event.items[0].token for event in own if isinstance(event, Logprobs))
    return tokens, first.piece, first.logprob
