"""OpenAI's responses: one answer, told as items. An earlier response can be continued while its run is remembered."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.chat.thinking import ThoughtStream, divided
from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.events import Ended, Failed
from slm_desktop.core.serve.served_run import ServedRun
from slm_desktop.core.visible import well_formed
from slm_desktop.server.answers import KEEP_ALIVE_SECONDS, Answers, Asked, Stream, new_id, until_gone
from slm_desktop.server.asking import begun_stream, request_of
from slm_desktop.server.bodies import read
from slm_desktop.server.figures import answer_tokens, cached_tokens, finish_reason, prompt_tokens
from slm_desktop.server.formats import formats_of
from slm_desktop.server.problems import Problem, unsupported
from slm_desktop.server.prompts import system_turn, turns_of
from slm_desktop.server.sampling import SamplingFields, asked, seed_of
from slm_desktop.server.sse import SILENCE, Json, event
from slm_desktop.server.tools import ShownTokens, answer_text, calls_of_run, tools_asked

ITEMS = ("message", "function_call", "function_call_output")


class ResponseBody(SamplingFields, kw_only=True):
    """A request."""

    input: str | list[dict[str, Any]] = ""
    instructions: str | None = None
    previous_response_id: str | None = None
    max_output_tokens: int | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    seed: int | None = None
    truncation: Literal["disabled"] | None = None
    background: Literal[False] | None = None
    include: list[str] | None = None
    parallel_tool_calls: Any = None
    tool_choice: Any = None
    tools: list[Any] | None = None
    text: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None


async def _respond(http: HttpRequest) -> Response:
    body = await read(http, ResponseBody)
    if body.max_output_tokens is not None:
        body.max_tokens = body.max_output_tokens
    answers: Answers = http.app.state.answers
    work = Work(http, answers, body, await _turns(http, body, answers))
    if body.stream:
        return await work.stream()
    return Json(await until_gone(http, asyncio.ensure_future(work.whole())))


async def _turns(http: HttpRequest, body: ResponseBody, answers: Answers) -> tuple[Turn, ...]:
    """The turns of a request: those of the response that it continues, and its own. Raise Problem."""
    items = [{"role": "user", "content": body.input}] if isinstance(body.input, str) else body.input
    items = [item for item in items if item.get("type") != "reasoning"]
    for at, item in enumerate(items):
        if item.get("type", "message") not in ITEMS:
            raise unsupported(f"Input of the type {str(item['type'])[:40]!r}", f"input[{at}]")
    before = await _before(body.previous_response_id, answers) if body.previous_response_id else ()
    turns = await answers.seen(http, turns_of(items, "input", before))
    return (*system_turn(body.instructions or ""), *turns)


async def _before(id_: str, answers: Answers) -> tuple[Turn, ...]:
    """The turns of an earlier response, with its answer; instructions are not carried on."""
    run = await answers.call(lambda: answers.serving.find(id_))
    if run is None or run.run is None or not run.is_over:
        raise Problem(404, f"No response {id_!r} is remembered.", param="previous_response_id")
    turns = tuple(turn for turn in run.run.request.turns if turn.role != "system")
    answer = Turn("assistant", run.run.text, tuple(token.id for token in run.run.tokens), calls_of_run(run.run, id_))
    return (*turns, answer)


@dataclass
class Work:
    """One request on its way."""

    http: HttpRequest
    answers: Answers
    body: ResponseBody
    turns: tuple[Turn, ...]
    id: str = field(default_factory=lambda: new_id("resp_"))
    message_id: str = field(default_factory=lambda: new_id("msg_"))
    created: int = field(default_factory=lambda: int(time.time()))
    sequence: int = -1
    _has_message: bool = False

    def __post_init__(self) -> None:
        self._values = asked(self.body)
        self._seed = seed_of(self.body.seed, random.getrandbits(31))
        self._formats = formats_of((self.body.text or {}).get("format"), param="text.format")
        body = self.body
        self._tools = tools_asked(body.tools, body.tool_choice, parallel=body.parallel_tool_calls)

    def _asked(self) -> list[Asked]:
        def make(loaded: Any) -> Any:
            return request_of(
                self._values,
                loaded,
                seed=self._seed,
                stops=(),
                turns=self.turns,
                formats=self._formats,
                **self._tools.fields(),
            )

        return [Asked(self.id, make)]

    async def whole(self) -> dict[str, Any]:
        """The whole response."""
        async with self.answers.begin(self.http, self.body.model, self._asked()) as stream:
            await stream.whole()
        return self._response(stream, self._state(stream.runs[0]))

    async def stream(self) -> Response:
        """The response as it comes."""
        return await begun_stream(
            self.http, self.answers.begin(self.http, self.body.model, self._asked()), self._events
        )

    async def _events(self, stream: Stream) -> AsyncIterator[bytes]:
        for name in ("response.created", "response.in_progress"):
            yield self._event(name, response=self._response(stream, "in_progress"))
        thoughts, shown = ThoughtStream(opened=stream.opens_thinking), ShownTokens()
        async for item in stream.events(KEEP_ALIVE_SECONDS):
            if item is None:
                yield SILENCE
                continue
            happened = item[1]
            if isinstance(happened, Failed):
                yield self._failed(stream, Problem.of_failure(happened))
                return
            piece = thoughts.feed(shown.text(happened))[1]
            if isinstance(happened, Ended):
                piece += thoughts.feed(shown.rest(stream.runs[0].run))[1] + thoughts.finish()[1]
            if piece:
                for part in self._begin_message():
                    yield part
                yield self._of_part("response.output_text.delta", delta=piece, logprobs=[])
        for part in self._end(stream):
            yield part

    def _begin_message(self) -> list[bytes]:
        """The item of the text; an answer that only calls tools has none."""
        if self._has_message:
            return []
        self._has_message = True
        return [
            self._event("response.output_item.added", output_index=0, item=self._message("", "in_progress")),
            self._of_part("response.content_part.added", part=_part("")),
        ]

    def _end(self, stream: Stream) -> list[bytes]:
        run = stream.runs[0]
        _thinking, text = _divided(stream)
        state = self._state(run)
        events = [] if run.run and run.run.calls else self._begin_message()
        if self._has_message:
            events += [
                self._of_part("response.output_text.done", text=text, logprobs=[]),
                self._of_part("response.content_part.done", part=_part(text)),
                self._event("response.output_item.done", output_index=0, item=self._message(text, state)),
            ]
        for at, call in enumerate(self._calls(run), int(self._has_message)):
            events += self._call_events(call, at)
        return [*events, self._event(f"response.{state}", response=self._response(stream, state))]

    def _call_events(self, call: dict[str, Any], at: int) -> list[bytes]:
        place = {"item_id": call["id"], "output_index": at}
        begun = {**call, "arguments": "", "status": "in_progress"}
        arguments = call["arguments"]
        return [
            self._event("response.output_item.added", output_index=at, item=begun),
            self._event("response.function_call_arguments.delta", delta=arguments, **place),
            self._event("response.function_call_arguments.done", arguments=arguments, name=call["name"], **place),
            self._event("response.output_item.done", output_index=at, item=call),
        ]

    def _calls(self, run: ServedRun) -> list[dict[str, Any]]:
        """The calls of an answer as items."""
        return [
            {
                "id": f"fc_{call.id}",
                "type": "function_call",
                "status": "completed",
                "call_id": call.id,
                "name": call.name,
                "arguments": call.arguments,
            }
            for call in (calls_of_run(run.run, self.id) if run.run else ())
        ]

    def _failed(self, stream: Stream, problem: Problem) -> bytes:
        error = {"code": problem.code or "server_error", "message": problem.message}
        return self._event("response.failed", response={**self._response(stream, "failed"), "error": error})

    def _event(self, name: str, /, **fields: Any) -> bytes:
        self.sequence += 1
        return event({"type": name, "sequence_number": self.sequence, **fields}, name)

    def _of_part(self, name: str, **fields: Any) -> bytes:
        return self._event(name, item_id=self.message_id, output_index=0, content_index=0, **fields)

    @staticmethod
    def _state(run: ServedRun) -> str:
        return "incomplete" if finish_reason(run) == "length" else "completed"

    def _message(self, text: str, state: str) -> dict[str, Any]:
        content = [_part(text)] if text or state != "in_progress" else []
        return {"id": self.message_id, "type": "message", "role": "assistant", "status": state, "content": content}

    def _response(self, stream: Stream, state: str) -> dict[str, Any]:
        run, body = stream.runs[0], self.body
        is_over = state in ("completed", "incomplete")
        output: list[dict[str, Any]] = []
        if is_over:
            _thinking, text = _divided(stream)
            calls = self._calls(run)
            output = [*([self._message(text, state)] if text or not calls else []), *calls]
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": state,
            "model": run.model.id,
            "output": output,
            "error": None,
            "incomplete_details": {"reason": "max_output_tokens"} if state == "incomplete" else None,
            "instructions": body.instructions,
            "max_output_tokens": body.max_output_tokens,
            "metadata": body.metadata or {},
            "parallel_tool_calls": self._tools.parallel and bool(self._tools.tools),
            "previous_response_id": body.previous_response_id,
            "temperature": run.values.get("temperature"),
            "top_p": run.values.get("top_p"),
            "tool_choice": body.tool_choice or ("auto" if body.tools else "none"),
            "tools": body.tools or [],
            "truncation": "disabled",
            "usage": _usage(run) if is_over else None,
        }


def _divided(stream: Stream) -> tuple[str, str]:
    inner = stream.runs[0].run
    return divided(answer_text(inner) if inner else "", opened=stream.opens_thinking)


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": well_formed(text), "annotations": [], "logprobs": []}


def _usage(run: ServedRun) -> dict[str, Any]:
    prompt, answer = prompt_tokens([run]), answer_tokens([run])
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": cached_tokens([run])},
        "output_tokens": answer,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + answer,
    }


ROUTES = {("POST", "/v1/responses"): _respond}
