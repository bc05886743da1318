"""Anthropic's messages, and their tokens counted."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.chat.thinking import ThoughtStream, divided
from slm_desktop.core.engines.commands import Render, Turn
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Finished, Rendered
from slm_desktop.core.engines.tools import ToolCall, arguments_of
from slm_desktop.core.serve.served_run import ServedRun
from slm_desktop.server.answers import KEEP_ALIVE_SECONDS, Answers, Asked, Stream, new_id, until_gone
from slm_desktop.server.asking import begun_stream, request_of
from slm_desktop.server.bodies import read, texts
from slm_desktop.server.figures import answer_tokens, cached_tokens, prompt_tokens
from slm_desktop.server.formats import formats_of
from slm_desktop.server.problems import Problem, unsupported
from slm_desktop.server.prompts import system_turn, turns_of
from slm_desktop.server.sampling import SamplingFields, asked, seed_of, stops_of
from slm_desktop.server.sse import Json, event
from slm_desktop.server.tools import ShownTokens, answer_text, calls_with_ids, tools_asked


class CountBody(SamplingFields, kw_only=True):
    """What tokens are counted of."""

    messages: list[dict[str, Any]]
    system: str | list[dict[str, Any]] | None = None
    tools: list[Any] | None = None
    tool_choice: Any = None
    thinking: dict[str, Any] | None = None
    output_config: dict[str, Any] | None = None
    output_format: dict[str, Any] | None = None
    context_management: Any = None


class MessagesBody(CountBody, kw_only=True):
    """A request."""

    stream: bool | None = None
    stop_sequences: list[str] | None = None
    seed: int | None = None


async def _messages(http: HttpRequest) -> Response:
    body = await read(http, MessagesBody)
    if body.max_tokens is None:
        raise Problem(400, "max_tokens: Field required", param="max_tokens")
    _refuse_unsupported(body)
    answers: Answers = http.app.state.answers
    work = Work(http, answers, body, await answers.seen(http, _turns(body)))
    if body.stream:
        return await work.stream()
    return Json(await until_gone(http, asyncio.ensure_future(work.whole())))


async def _count(http: HttpRequest) -> Response:
    body = await read(http, CountBody)
    _refuse_unsupported(body)
    answers: Answers = http.app.state.answers
    turns = await answers.seen(http, _turns(body))
    tools = tools_asked(body.tools, body.tool_choice).tools
    found, _loaded = await answers.text(body.model, lambda run: Render(run, turns, tools), Rendered)
    return Json({"input_tokens": found.tokens})


def _refuse_unsupported(body: CountBody) -> None:
    if body.thinking and body.thinking.get("type") not in ("disabled", "adaptive"):
        raise unsupported("A budget for thinking", "thinking")


def _turns(body: CountBody) -> tuple[Turn, ...]:
    return (*system_turn(texts(body.system, "system")), *turns_of(body.messages))


@dataclass
class Work:
    """One request on its way."""

    http: HttpRequest
    answers: Answers
    body: MessagesBody
    turns: tuple[Turn, ...]
    id: str = field(default_factory=lambda: new_id("msg_"))

    def __post_init__(self) -> None:
        self._values = asked(self.body)
        self._stops = stops_of(self.body.stop_sequences, "stop_sequences")
        self._seed = seed_of(self.body.seed, random.getrandbits(31))
        wanted = (self.body.output_config or {}).get("format") or self.body.output_format
        self._formats = formats_of(wanted, param="output_config.format")
        self._tools = tools_asked(self.body.tools, self.body.tool_choice)

    def _asked(self) -> list[Asked]:
        def make(loaded: Any) -> Any:
            return request_of(
                self._values,
                loaded,
                seed=self._seed,
                stops=self._stops,
                turns=self.turns,
                formats=self._formats,
                **self._tools.fields(),
            )

        return [Asked(self.id, make)]

    async def whole(self) -> dict[str, Any]:
        """The whole message."""
        async with self.answers.begin(self.http, self.body.model, self._asked()) as stream:
            await stream.whole()
        run = stream.runs[0]
        assert run.run is not None
        thinking, text = divided(answer_text(run.run), opened=stream.opens_thinking)
        blocks: list[dict[str, Any]] = [{"type": "thinking", "thinking": thinking, "signature": ""}] if thinking else []
        calls = [_use(call) for call in calls_with_ids(run.run, "toolu_")]
        if text or not calls:
            blocks.append({"type": "text", "text": text})
        reason, stop = _stop_reason(run)
        return {
            **self._head(run),
            "content": [*blocks, *calls],
            "stop_reason": reason,
            "stop_sequence": stop,
            "usage": _usage(run, answer=answer_tokens([run])),
        }

    async def stream(self) -> Response:
        """The message as it comes."""
        beginning = self.answers.begin(self.http, self.body.model, self._asked())
        return await begun_stream(self.http, beginning, self._events)

    def _head(self, run: ServedRun) -> dict[str, Any]:
        return {"id": self.id, "type": "message", "role": "assistant", "model": run.model.id}

    async def _events(self, stream: Stream) -> AsyncIterator[bytes]:
        run, blocks = stream.runs[0], Blocks(opened=stream.opens_thinking)
        message = {**self._head(run), "content": [], "stop_reason": None, "stop_sequence": None}
        yield _event("message_start", message={**message, "usage": _usage(run, answer=0)})
        async for item in stream.events(KEEP_ALIVE_SECONDS):
            if item is None:
                yield _event("ping")
                continue
            _number, happened = item
            if isinstance(happened, Failed):
                problem = Problem.of_failure(happened)
                yield event(problem.body(self.http.url.path), "error")
                return
            for part in blocks.take(happened, run):
                yield part
        reason, stop = _stop_reason(run)
        usage = _usage(run, answer=answer_tokens([run]))
        yield _event("message_delta", delta={"stop_reason": reason, "stop_sequence": stop}, usage=usage)
        yield _event("message_stop")


class Blocks:
    """The blocks of a message as they come: thinking, if there is some, then the text."""

    def __init__(self, *, opened: bool) -> None:
        self._thoughts, self._open, self._index = ThoughtStream(opened=opened), "", -1
        self._shown = ShownTokens()

    def take(self, happened: AnyEvent, run: ServedRun) -> list[bytes]:
        """The events of the stream that something adds."""
        events = self._add(self._thoughts.feed(self._shown.text(happened)))
        return [*events, *self._end(run)] if isinstance(happened, Ended) else events

    def _end(self, run: ServedRun) -> list[bytes]:
        """Those at the end; there is always a block, of text where there are no calls."""
        events = self._add(self._thoughts.feed(self._shown.rest(run.run))) + self._add(self._thoughts.finish())
        calls = calls_with_ids(run.run, "toolu_")
        if self._open != "text" and not calls:
            events += self._begin("text")
        for call in calls:
            events += self._begin("tool_use", {**_use(call), "input": {}})
            delta = {"type": "input_json_delta", "partial_json": call.arguments}
            events.append(_event("content_block_delta", index=self._index, delta=delta))
        return [*events, self._close()]

    def _add(self, pieces: tuple[str, str]) -> list[bytes]:
        events: list[bytes] = []
        for kind, piece in zip(("thinking", "text"), pieces, strict=True):
            if piece:
                events += self._begin(kind) if self._open != kind else []
                delta = {"type": f"{kind}_delta", kind: piece}
                events.append(_event("content_block_delta", index=self._index, delta=delta))
        return events

    def _begin(self, kind: str, block: dict[str, Any] | None = None) -> list[bytes]:
        events = [self._close()] if self._open else []
        self._open, self._index = kind, self._index + 1
        block = block or {"type": kind, kind: "", **({"signature": ""} if kind == "thinking" else {})}
        return [*events, _event("content_block_start", index=self._index, content_block=block)]

    def _close(self) -> bytes:
        return _event("content_block_stop", index=self._index)


def _event(kind: str, **fields: Any) -> bytes:
    return event({"type": kind, **fields}, kind)


def _stop_reason(run: ServedRun) -> tuple[str, str | None]:
    """Why a message ended, and by which of the client's stop texts."""
    ending = run.ending
    if isinstance(ending, Finished) and ending.reason in ("length", "context"):
        return "max_tokens", None
    if run.run and run.run.calls:
        return "tool_use", None
    if isinstance(ending, Finished) and ending.stop:
        return "stop_sequence", ending.stop
    return "end_turn", None


def _use(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_of(call)}


def _usage(run: ServedRun, *, answer: int) -> dict[str, int]:
    """Tokens of the prompt that were read anew, and those that were cached."""
    cached = cached_tokens([run])
    return {
        "input_tokens": prompt_tokens([run]) - cached,
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": 0,
        "output_tokens": answer,
    }


ROUTES = {("POST", "/v1/messages"): _messages, ("POST", "/v1/messages/count_tokens"): _count}
