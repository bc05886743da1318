"""Questions with pictures and sounds to the real child."""

from typing import Any

from slm_desktop.core.engines.commands import Change, Generate, Request, Turn
from slm_desktop.core.engines.events import Finished, Prompted
from slm_desktop.core.engines.media import Media
from slm_desktop.core.sampling import Values
from tests.engine.child import Child

GREEDY: Values = {"temperature": 0.0, "max_tokens": 12.0}


def ask(child: Child, text: str, *media: Media, **more: Any) -> int:
    child._next += 1
    request = Request(
        turns=(Turn("user", text, media=media),),
        changes=(Change(0, {**GREEDY}),),
        seed=1,
        **{"conversation": 1, **more},
    )
    child.host.send(Generate(child._next, request))
    return child._next


def answer(child: Child, text: str, *media: Media, **more: Any) -> list[int]:
    run = ask(child, text, *media, **more)
    end = child.end(run)
    assert isinstance(end, Finished), end
    return child.tokens(run)


def impression(child: Child, text: str, *media: Media, **more: Any) -> float:
    """How all tokens that could begin an answer were weighed: a number that every place of the prompt has a share in.

    A projector that nobody has trained seldom changes which token is the likeliest.
    """
    run = ask(child, text, *media, candidates=4, **more)
    assert isinstance(child.end(run), Finished)
    return child.candidates(run).places[0].log_sum


def prompted(child: Child, run: int) -> Prompted:
    return next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
