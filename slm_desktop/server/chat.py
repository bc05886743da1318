"""OpenAI's chat completions."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.chat.thinking import ThoughtStream, divided
from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Calling,
    Ended,
    Failed,
    Logprob,
    Logprobs,
    Prompting,
    TokenLogprobs,
    Tokens,
)
from slm_desktop.core.serve.served_run import ServedRun
from slm_desktop.server.answers import KEEP_ALIVE_SECONDS, Answers, Asked, Stream, ids, new_id, until_gone
from slm_desktop.server.asking import StreamOptions, begun_stream, choices_of, request_of, top_of
from slm_desktop.server.bodies import read
from slm_desktop.server.figures import finish_reason, progress_of, timings_of, usage
from slm_desktop.server.formats import formats_of
from slm_desktop.server.lora import scales_asked
from slm_desktop.server.problems import Problem, unsupported
from slm_desktop.server.prompts import turns_of
from slm_desktop.server.sampling import SamplingFields, asked, bias_of, seed_of, stops_of
from slm_desktop.server.sse import DONE, SILENCE, Json, event
from slm_desktop.server.tools import ShownTokens, answer_text, call_deltas, calls_with_ids, function_calls, tools_asked


class ChatBody(SamplingFields, kw_only=True):
    """A request."""

    messages: list[dict[str, Any]]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    logit_bias: dict[str, float] | None = None
    cache_prompt: bool | None = None
    return_progress: bool | None = None
    timings_per_token: bool | None = None
    parallel_tool_calls: Any = None
    tool_choice: Any = None
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    response_format: dict[str, Any] | None = None
    grammar: str | None = None
    json_schema: Any = None
    lora: list[Any] | None = None
    modalities: list[Literal["text"]] | None = None
    reasoning_effort: Literal["none"] | None = None


def refuse_unsupported(body: ChatBody) -> None:
    """Raise Problem for what this server cannot do yet: nothing is dropped without a word."""
    if body.functions:
        raise unsupported("The old way of calling functions", "functions")


async def _complete(http: HttpRequest) -> Response:
    body = await read(http, ChatBody)
    refuse_unsupported(body)
    answers: Answers = http.app.state.answers
    wanted = _asked(body, await answers.seen(http, turns_of(body.messages)))
    work = Work(http, answers, body, wanted)
    if body.stream:
        return await work.stream()
    return Json(await work.whole())


def _asked(body: ChatBody, turns: tuple[Turn, ...]) -> list[Asked]:
    """The answers that are wanted; each has its own seed. All that can be wrong is checked before anything begins."""
    count, stops, bias = choices_of(body.n), stops_of(body.stop), bias_of(body.logit_bias)
    logprobs = top_of(body.top_logprobs) if body.logprobs else None
    if body.top_logprobs and not body.logprobs:
        raise Problem(400, "top_logprobs needs logprobs.", param="top_logprobs")
    values = asked(body)
    formats = formats_of(body.response_format, grammar=body.grammar, json_schema=body.json_schema)
    first = seed_of(body.seed, random.getrandbits(31))
    tools = tools_asked(body.tools, body.tool_choice, parallel=body.parallel_tool_calls)

    def make(number: int) -> Asked:
        return Asked(
            names[number],
            lambda loaded: request_of(
                values,
                loaded,
                seed=first + number,
                stops=stops,
                turns=turns,
                logit_bias=bias,
                logprobs=logprobs,
                cold=body.cache_prompt is False,
                formats=formats,
                scales=scales_asked(body.lora, loaded),
                **tools.fields(),
            ),
        )

    names = ids(new_id("chatcmpl-"), count)
    return [make(number) for number in range(count)]


class Work(msgspec.Struct):
    """One request on its way."""

    http: HttpRequest
    answers: Answers
    body: ChatBody
    asked: list[Asked]
    created: int = msgspec.field(default_factory=lambda: int(time.time()))

    async def whole(self) -> dict[str, Any]:
        """The whole answer at once."""
        return await until_gone(self.http, asyncio.ensure_future(self._whole()))

    async def _whole(self) -> dict[str, Any]:
        async with self.answers.begin(self.http, self.body.model, self.asked) as stream:
            await stream.whole()
            return {
                **self._head(stream, "chat.completion"),
                "choices": [self._choice(stream, number) for number in range(len(stream.runs))],
                "usage": usage(stream.runs),
                **timings_of(stream.runs),
            }

    def _choice(self, stream: Stream, number: int) -> dict[str, Any]:
        run = stream.runs[number]
        assert run.run is not None
        thinking, answer = divided(answer_text(run.run), opened=stream.opens_thinking)
        calls = function_calls(calls_with_ids(run.run, "call_"))
        message: dict[str, Any] = {"role": "assistant", "content": answer, "refusal": None}
        if calls:
            message |= {"content": answer or None, "tool_calls": calls}
        if thinking:
            message["reasoning_content"] = thinking
        logprobs = _logprobs(run.run.logprobs[: len(run.run.tokens)]) if self.body.logprobs else None
        return {"index": number, "message": message, "logprobs": logprobs, "finish_reason": _reason(run)}

    async def stream(self) -> Response:
        """The answer as it comes. What is wrong from the beginning still gets its status."""
        return await begun_stream(self.http, self.answers.begin(self.http, self.body.model, self.asked), self._chunks)

    async def _chunks(self, stream: Stream) -> AsyncIterator[bytes]:
        parts = [Choice(number, bool(self.body.logprobs)) for number in range(len(stream.runs))]
        for part in parts:
            yield self._chunk(stream, part.delta({"role": "assistant", "content": ""}))
        async for item in stream.events(KEEP_ALIVE_SECONDS):
            if item is None:
                yield SILENCE
                continue
            number, happened = item
            if isinstance(happened, Failed):
                yield event(Problem.of_failure(happened).body(self.http.url.path))
            elif isinstance(happened, Prompting) and self.body.return_progress:
                yield self._chunk(stream, parts[number].delta({}), prompt_progress=progress_of(happened))
            for choice in parts[number].chunks(happened, stream):
                more = timings_of(stream.runs) if self.body.timings_per_token or isinstance(happened, Ended) else {}
                yield self._chunk(stream, choice, **more)
        if self.body.stream_options and self.body.stream_options.include_usage:
            yield event({**self._head(stream, "chat.completion.chunk"), "choices": [], "usage": usage(stream.runs)})
        yield DONE

    def _chunk(self, stream: Stream, choice: dict[str, Any], **more: Any) -> bytes:
        return event({**self._head(stream, "chat.completion.chunk"), "choices": [choice], **more})

    def _head(self, stream: Stream, kind: str) -> dict[str, Any]:
        return {
            "id": self.asked[0].id,
            "object": kind,
            "created": self.created,
            "model": stream.runs[0].model.id,
            "system_fingerprint": stream.runs[0].build,
        }


class Choice:
    """One answer of a stream: what each of its events adds."""

    def __init__(self, number: int, has_logprobs: bool) -> None:
        self._number, self._has_logprobs = number, has_logprobs
        self._thoughts: ThoughtStream | None = None
        self._shown = ShownTokens()
        self._logprobs: list[TokenLogprobs] = []
        """Those whose tokens have not come; the one that is left in the end is that of the token that ended it."""
        self._told: list[TokenLogprobs] = []
        """Those that the next chunk tells."""

    def delta(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        """A choice that adds `delta`."""
        logprobs = None
        if self._has_logprobs and self._told:
            logprobs, self._told = _logprobs(self._told), []
        return {"index": self._number, "delta": delta, "logprobs": logprobs, "finish_reason": reason}

    def chunks(self, happened: AnyEvent, stream: Stream) -> list[dict[str, Any]]:
        """The choices that an event adds, if any."""
        if self._thoughts is None:
            self._thoughts = ThoughtStream(opened=stream.opens_thinking)
        if isinstance(happened, Logprobs):
            self._logprobs += happened.items
        elif isinstance(happened, Tokens):
            self._told += self._logprobs[: len(happened.items)]
            self._logprobs = self._logprobs[len(happened.items) :]
            return self._deltas(self._thoughts.feed(self._shown.text(happened)))
        elif isinstance(happened, Calling):
            self._shown.text(happened)
        elif isinstance(happened, Ended) and not isinstance(happened, Failed):
            return self._end(self._thoughts, stream.runs[self._number])
        return []

    def _end(self, thoughts: ThoughtStream, run: ServedRun) -> list[dict[str, Any]]:
        rest = [*self._deltas(thoughts.feed(self._shown.rest(run.run))), *self._deltas(thoughts.finish())]
        calls = [self.delta(delta) for delta in call_deltas(calls_with_ids(run.run, "call_"))]
        return [*rest, *calls, self.delta({}, _reason(run))]

    def _deltas(self, pieces: tuple[str, str]) -> list[dict[str, Any]]:
        names = ("reasoning_content", "content")
        return [self.delta({name: text}) for name, text in zip(names, pieces, strict=True) if text]


def _reason(run: ServedRun) -> str | None:
    return "tool_calls" if run.run and run.run.calls and not run.is_cut else finish_reason(run)


def _logprobs(items: Sequence[TokenLogprobs]) -> dict[str, Any]:
    content = [{**_logprob(item.token), "top_logprobs": [_logprob(one) for one in item.top]} for item in items]
    return {"content": content, "refusal": None}


def _logprob(one: Logprob) -> dict[str, Any]:
    return {"token": one.piece.decode("utf-8", "replace"), "logprob": one.logprob, "bytes": list(one.piece)}


ROUTES = {("POST", "/v1/chat/completions"): _complete}
