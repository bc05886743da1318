"""OpenAI's older completions: a prompt without a chat template, also scored (`echo` with `logprobs`), or with a gap
before its `suffix`.

Programs that measure models by multiple choice read the log probabilities of a prompt in just this shape.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from slm_desktop.core.engines.commands import Request, Tokenise
from slm_desktop.core.engines.events import (
    Ended,
    Failed,
    Loaded,
    Logprobs,
    Prompted,
    Prompting,
    Tokenised,
    TokenLogprobs,
    Tokens,
)
from slm_desktop.core.engines.run import Run
from slm_desktop.core.sampling import Values
from slm_desktop.core.serve.served_run import ServedRun
from slm_desktop.server.answers import KEEP_ALIVE_SECONDS, Answers, Asked, Stream, ids, new_id, until_gone
from slm_desktop.server.asking import StreamOptions, begun_stream, choices_of, request_of, top_of
from slm_desktop.server.bodies import read
from slm_desktop.server.figures import (
    answer_tokens,
    cached_tokens,
    finish_reason,
    progress_of,
    prompt_tokens,
    timings_of,
)
from slm_desktop.server.formats import formats_of
from slm_desktop.server.legacy_logprobs import LegacyLogprobs, by_token
from slm_desktop.server.lora import scales_asked
from slm_desktop.server.problems import Problem, unsupported
from slm_desktop.server.sampling import SamplingFields, asked, bias_of, seed_of, stops_of
from slm_desktop.server.sse import DONE, SILENCE, Json, event

MOST_PROMPTS = 256
USUAL_TOKENS = 16
"""The length of an answer where none is asked for, as the protocol has it."""


class CompletionBody(SamplingFields, kw_only=True):
    """A request."""

    prompt: str | list[Any] = ""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    best_of: int | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    logprobs: int | None = None
    prompt_logprobs: int | None = None
    echo: bool | None = None
    suffix: str | None = None
    logit_bias: dict[str, float] | None = None
    cache_prompt: bool | None = None
    return_progress: bool | None = None
    response_format: dict[str, Any] | None = None
    grammar: str | None = None
    json_schema: Any = None
    lora: list[Any] | None = None


class Prompt(msgspec.Struct, frozen=True):
    """One prompt: its tokens, and what each says. A token that was put before a text says nothing."""

    tokens: tuple[int, ...]
    pieces: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return b"".join(self.pieces).decode("utf-8", "replace")


async def _complete(http: HttpRequest) -> Response:
    body = await read(http, CompletionBody)
    if body.suffix and body.echo and body.logprobs is not None:
        raise unsupported("Scoring a prompt with a suffix", "suffix")
    if body.best_of is not None and body.best_of != choices_of(body.n):
        raise unsupported("Choosing the best of several answers", "best_of")
    if body.prompt_logprobs is not None and (body.stream or body.suffix):
        raise unsupported("Scoring a prompt in a stream or with a suffix", "prompt_logprobs")
    work = Work(http, http.app.state.answers, body)
    await work.prepare()
    if body.stream:
        return await work.stream()
    return Json(await until_gone(http, asyncio.ensure_future(work.whole())))


def _prompts(given: str | list[Any]) -> list[str | tuple[int, ...]]:
    """The prompts of a request: a text, tokens, or several of either. Raise Problem."""
    if isinstance(given, str):
        return [given]
    if given and all(_is_token(one) for one in given):
        return [tuple(given)]
    if not 1 <= len(given) <= MOST_PROMPTS:
        raise Problem(400, f"Between 1 and {MOST_PROMPTS} prompts can be given.", param="prompt")
    return [_one_prompt(one, at) for at, one in enumerate(given)]


def _one_prompt(given: object, at: int) -> str | tuple[int, ...]:
    if isinstance(given, str):
        return given
    if isinstance(given, list) and given and all(_is_token(one) for one in given):
        return tuple(given)
    raise Problem(400, "A prompt is a text, or a list of token numbers.", param=f"prompt[{at}]")


def _is_token(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _prompt(given: str | tuple[int, ...], found: Tokenised) -> Prompt:
    pieces = list(found.pieces)
    if found.bos:
        pieces[0] = b""
    if isinstance(given, str) and b"".join(pieces) == b" " + given.encode():  # Some tokenisers put a space there.
        at = next(at for at, piece in enumerate(pieces) if piece)
        pieces[at] = pieces[at][1:]
    return Prompt(found.tokens, tuple(pieces))


@dataclass
class Work:
    """One request on its way. Answer number a of prompt p has the index p * n + a.

    Where no answer is wanted, one token is written, and not told: scoring a prompt ends with it.
    """

    http: HttpRequest
    answers: Answers
    body: CompletionBody
    id: str = field(default_factory=lambda: new_id("cmpl-"))
    created: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self) -> None:
        body = self.body
        self.is_wordless = body.max_tokens == 0
        if self.is_wordless:
            body.max_tokens = 1
        self._values: Values = {"max_tokens": USUAL_TOKENS, **asked(body)}
        self.prompts: list[Prompt] = []
        count = choices_of(body.n)
        if count > 1 and isinstance(body.prompt, list) and len(body.prompt) * count > MOST_PROMPTS:
            raise Problem(400, f"At most {MOST_PROMPTS} answers can be asked for at once.", param="n")
        self._count, self._stops, self._bias = choices_of(body.n), stops_of(body.stop), bias_of(body.logit_bias)
        self._logprobs = top_of(body.logprobs, "logprobs") if body.logprobs is not None else None
        self._scored = top_of(body.prompt_logprobs, "prompt_logprobs") if body.prompt_logprobs is not None else None
        self._first_seed = seed_of(body.seed, random.getrandbits(31))
        self._formats = formats_of(body.response_format, grammar=body.grammar, json_schema=body.json_schema)

    async def prepare(self) -> None:
        """Find the tokens of the prompts. Raise Problem."""
        for prompt in _prompts(self.body.prompt):
            question = partial(Tokenise, text=prompt, bos=True)
            found, _loaded = await self.answers.text(self.body.model, question, Tokenised)
            self.prompts.append(_prompt(prompt, found))

    async def whole(self) -> dict[str, Any]:
        """All answers at once."""
        async with self._begun() as stream:
            await stream.whole()
            choices = [self._choice(number, run) for number, run in enumerate(stream.runs)]
            return {**self._head(stream), "choices": choices, "usage": self._usage(stream), **timings_of(stream.runs)}

    async def stream(self) -> Response:
        """The answers as they come. What is wrong from the beginning still gets its status."""
        return await begun_stream(self.http, self._begun(), self._chunks)

    # -- what is asked ---------------------------------------------------------------------------------------

    def _begun(self) -> AbstractAsyncContextManager[Stream]:
        names = ids(self.id, self._count * len(self.prompts))
        asked_for = [Asked(name, partial(self._request, number)) for number, name in enumerate(names)]
        return self.answers.begin(self.http, self.body.model, asked_for)

    def _request(self, number: int, loaded: Loaded) -> Request:
        prompt, choice = divmod(number, self._count)
        return request_of(
            self._values,
            loaded,
            seed=self._first_seed + choice,
            stops=self._stops,
            raw=self.prompts[prompt].tokens,
            suffix=self.body.suffix or "",
            logit_bias=self._bias,
            logprobs=max((most for most in (self._logprobs, self._scored) if most is not None), default=None),
            prompt_logprobs=self._scored is not None or bool(self.body.echo and self._logprobs is not None),
            cold=self.body.cache_prompt is False,
            formats=self._formats,
            scales=scales_asked(self.body.lora, loaded),
        )

    # -- what is answered ------------------------------------------------------------------------------------

    def _choice(self, number: int, run: ServedRun) -> dict[str, Any]:
        assert run.run is not None
        prompt = self.prompts[number // self._count]
        text = "" if self.is_wordless else run.run.text
        logprobs = None
        if self._logprobs is not None:
            made = LegacyLogprobs()
            most = self._logprobs
            self._echo(made, prompt, _cut(run.run.prompt_logprobs, most))
            made.extend(() if self.is_wordless else _cut(self._told(run.run), most))
            logprobs = made.taken()
        choice = {
            "index": number,
            "text": prompt.text + text if self.body.echo else text,
            "logprobs": logprobs,
            "finish_reason": "length" if self.is_wordless else finish_reason(run),
        }
        return (
            choice
            if self._scored is None
            else choice | {"prompt_logprobs": by_token(_cut(run.run.prompt_logprobs, self._scored))}
        )

    def _told(self, run: Run) -> list[TokenLogprobs]:
        """Who has a prompt scored takes the last token for the answer's, so that it must be there, if only its end."""
        return run.logprobs if self.body.echo else run.logprobs[: len(run.tokens)]

    def _echo(self, made: LegacyLogprobs, prompt: Prompt, found: Sequence[TokenLogprobs]) -> None:
        if self.body.echo:
            for piece, item in zip(prompt.pieces, (None, *found), strict=True):
                made.add(piece, item)

    async def _chunks(self, stream: Stream) -> AsyncIterator[bytes]:
        parts = [LegacyLogprobs() for _run in stream.runs]
        held: list[list[TokenLogprobs]] = [[] for _run in stream.runs]
        has_echoed: set[int] = set()
        async for item in stream.events(KEEP_ALIVE_SECONDS):
            if item is None:
                yield SILENCE
                continue
            number, happened = item
            run = stream.runs[number]
            if isinstance(happened, Failed):
                yield event(Problem.of_failure(happened).body(self.http.url.path))
                continue
            if isinstance(happened, Prompting) and self.body.return_progress:
                yield self._chunk(stream, number, "", parts[number], prompt_progress=progress_of(happened))
            if self.body.echo and number not in has_echoed and isinstance(happened, Prompted):
                has_echoed.add(number)
                prompt = self.prompts[number // self._count]
                if self._logprobs is not None and run.run:
                    self._echo(parts[number], prompt, run.run.prompt_logprobs)
                yield self._chunk(stream, number, prompt.text, parts[number])
            if isinstance(happened, Logprobs) and not self.is_wordless:
                held[number] += happened.items
            elif isinstance(happened, Tokens) and not self.is_wordless:
                parts[number].extend(held[number][: len(happened.items)])
                held[number] = held[number][len(happened.items) :]
                yield self._chunk(stream, number, "".join(token.text for token in happened.items), parts[number])
            elif isinstance(happened, Ended):
                parts[number].extend(held[number] if self.body.echo else ())
                yield self._chunk(stream, number, "", parts[number], finish_reason(run))
        if self.body.stream_options and self.body.stream_options.include_usage:
            yield event({**self._head(stream), "choices": [], "usage": self._usage(stream)})
        yield DONE

    def _chunk(
        self,
        stream: Stream,
        number: int,
        text: str,
        part: LegacyLogprobs,
        reason: str | None = None,
        **more: Any,
    ) -> bytes:
        logprobs = part.taken() if self._logprobs is not None else None
        choice = {"index": number, "text": text, "logprobs": logprobs, "finish_reason": reason}
        return event({**self._head(stream), "choices": [choice], **(timings_of(stream.runs) if reason else {}), **more})

    def _head(self, stream: Stream) -> dict[str, Any]:
        run = stream.runs[0]
        return {
            "id": self.id,
            "object": "text_completion",
            "created": self.created,
            "model": run.model.id,
            "system_fingerprint": run.build,
        }

    def _usage(self, stream: Stream) -> dict[str, Any]:
        prompt = sum(prompt_tokens(stream.runs[at : at + 1]) for at in range(0, len(stream.runs), self._count))
        answer = 0 if self.is_wordless else answer_tokens(stream.runs)
        cached = cached_tokens(stream.runs)
        return {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
            "prompt_tokens_details": {"cached_tokens": cached},
        }


def _cut(found: Sequence[TokenLogprobs], most: int) -> list[TokenLogprobs]:
    """Each with as many of the likeliest as were asked for: an answer and its prompt may be asked for others."""
    return [TokenLogprobs(item.token, item.top[:most]) for item in found]


ROUTES = {("POST", "/v1/completions"): _complete}
