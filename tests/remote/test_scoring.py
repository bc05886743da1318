"""A prompt is scored by another machine: what it says of each token, and what comes of one that lies."""

import json
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from slm_desktop.core.engines.commands import CutText, Load, Stop
from slm_desktop.core.engines.events import Failed, Feature, Finished, PromptLogprobs, Stopped, TextCut, TokenLogprobs
from slm_desktop.core.workshop.elsewhere import are_same, packed
from slm_desktop.paths import resources
from tests.engine.child import Child
from tests.engine.told import told
from tests.remote.conftest import engine_at
from tests.remote.hostile import Hostile, hostile
from tests.remote.test_hostile import engine

TEXT = (resources() / "texts" / "english.txt").read_text("utf-8")
TOKENS = (1, 2, 3)


def scored(child: Child, tokens: Sequence[int], most: int = 5) -> tuple[TokenLogprobs, ...]:
    run = child.ask(raw=tuple(tokens), values={"max_tokens": 1.0}, logprobs=most, prompt_logprobs=True)
    end = child.end(run)
    assert isinstance(end, Finished), end
    return next(event.items for event in child.events if isinstance(event, PromptLogprobs) and event.run == run)


def test_our_own_server_says_of_a_prompt_what_the_engine_does(model_path: str, own_address: str) -> None:
    cut = told(CutText(1, model_path, TEXT, context=64, chunks=1))[-1]
    assert isinstance(cut, TextCut)
    (chunk,) = cut.chunks
    far, near = engine_at(own_address), Child(Load(1, model_path))
    try:
        assert Feature.PROMPT_LOGPROBS in far.ready().features
        near.ready()
        there, here = scored(far, chunk.tokens), scored(near, chunk.tokens)
        assert [one.token.id for one in there] == [one.token.id for one in here] == list(chunk.tokens[1:])
        assert [one.token.logprob for one in there] == pytest.approx([one.token.logprob for one in here], abs=0.05)
        assert are_same(chunk, there)
        assert packed(there).most == 5
    finally:
        far.close()
        near.close()


def row(token: int, most: int, **more: Any) -> dict[str, Any]:
    """What vLLM says of a token: the one that came first, then the likeliest."""
    found = {"logprob": -1.5, "rank": 9, "decoded_token": "x", **more}
    return {str(token): found} | {str(100 + at): {"logprob": -float(at)} for at in range(most)}


def answering(rows: Any) -> Any:
    def answer(handler: BaseHTTPRequestHandler, _server: Hostile) -> None:
        data = json.dumps({"choices": [{"text": "", "prompt_logprobs": rows}]}).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def test_the_likeliest_come_in_order_and_no_more_than_were_asked_for() -> None:
    rows = [None, row(2, 4, logprob=float("-inf")), row(3, 4)]
    with engine(answering(rows)) as (child, server):
        first, second = scored(child, TOKENS, most=3)
    assert [one.logprob for one in second.top] == [0.0, -1.0, -1.5]
    assert first.token.logprob == -1e4, "minus infinity is a number that sums can hold"
    assert server.asked[0]["prompt"] == [1, 2, 3]
    assert server.asked[0]["prompt_logprobs"] == 3


@pytest.mark.parametrize(
    "rows",
    [
        None,
        [None],
        [None, None, None],
        [None, row(2, 3), {"3": {"logprob": "-1"}}],
        [None, row(2, 3), row(3, 3, logprob=float("nan"))],
        [None, row(2, 3), row(4, 3)],
        [None, row(2, 3), row(3, 0)],
        [None, row(2, 3), {"x": {"logprob": -1}}],
        [None, row(2, 3), {"9" * 5000: {"logprob": -1}}],
        [None, row(2, 3), [1]],
    ],
)
def test_what_is_no_score_is_refused(rows: Any) -> None:
    with engine(answering(rows)) as (child, _server):
        end = child.end(child.ask(raw=TOKENS, logprobs=3, prompt_logprobs=True))
    assert isinstance(end, Failed)
    assert (end.code, end.details["reason"]) == ("remote_garbled", "prompt_logprobs")


def test_a_server_that_never_answers_is_left_at_once() -> None:
    def silent(_handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        server.is_over.wait()

    with hostile(silent) as server:
        child = engine_at(server.address, model="m")
        child.ready()
        run = child.ask(raw=TOKENS, logprobs=3, prompt_logprobs=True)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)
        child.host.close()
        assert child.host.join(30)


def test_a_text_is_not_scored_only_tokens_are() -> None:
    with engine(answering([])) as (child, server):
        end = child.end(child.ask(raw="a text", logprobs=3, prompt_logprobs=True))
    assert isinstance(end, Failed)
    assert end.code == "no_prompt_logprobs"
    assert server.asked == []
