"""From the server's thread to the loop's and back: verbs go there, events come here."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest

from slm_desktop.core.engines.commands import Request, TextQuestion, Turn
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Loaded, TextAnswer
from slm_desktop.core.serve.served_run import Client, ServedRun
from slm_desktop.core.serve.serving import Done, MakeRequest, Serving
from slm_desktop.errors import Fault
from slm_desktop.loop import Loop
from slm_desktop.server.media import ReadMedia, seen
from slm_desktop.server.problems import Problem

KEEP_ALIVE_SECONDS = 15.0
"""So often something is sent while a prompt is read: proxies and clients take silence for death."""
Result = TypeVar("Result")
Answer = TypeVar("Answer", bound=TextAnswer)


class Asked(msgspec.Struct, frozen=True):
    """One answer that is wanted: its id, and what to ask of the model once it is known."""

    id: str
    make: MakeRequest


class Answers:
    """What requests are served with."""

    def __init__(self, loop: Loop, serving: Serving, read_media: ReadMedia) -> None:
        self._loop, self.serving, self.read_media = loop, serving, read_media

    async def call(self, verb: Callable[[], Result]) -> Result:
        """Do something on the loop's thread, and wait for its result."""
        here = asyncio.get_running_loop()
        future: asyncio.Future[Result] = here.create_future()

        def act() -> None:
            try:
                result = verb()
            except Exception as error:  # noqa: BLE001 - whoever waits gets it
                _post(here, partial(_fail, future, error))
            else:
                _post(here, partial(_finish, future, result))

        self._loop.post(act)
        return await future

    async def seen(self, http: HttpRequest, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns of a client with their pictures read, as long as it waits for that. Raise Problem."""
        if not any(turn.media for turn in turns):
            return tuple(turns)
        return await until_gone(http, asyncio.ensure_future(seen(turns, self.read_media)))

    async def text(
        self, model: str, make: Callable[[int], TextQuestion], kind: type[Answer], *, embed: bool = False
    ) -> tuple[Answer, Loaded]:
        """Let a model answer a question about text; `embed` loads it to make vectors. Raise Problem."""
        here = asyncio.get_running_loop()
        future: asyncio.Future[tuple[Answer, Loaded]] = here.create_future()

        def fail(fault: Fault) -> None:
            _post(here, lambda: _fail(future, Problem.of(fault)))

        def on_ready(engine: Engine, done: Done) -> None:
            loaded = engine.loaded
            assert loaded is not None
            engine.ask(make, lambda answer: on_answer(answer, loaded, done))

        def on_answer(answer: TextAnswer | Fault, loaded: Loaded, done: Done) -> None:
            done()
            if isinstance(answer, Fault):
                fail(answer)
            else:
                assert isinstance(answer, kind)
                _post(here, lambda: _finish(future, (answer, loaded)))

        try:
            await self.call(lambda: self.serving.use(model, on_ready, fail, embed=embed))
        except Fault as fault:
            raise Problem.of(fault) from None
        return await future

    @asynccontextmanager
    async def begin(self, http: HttpRequest, model: str, asked: Sequence[Asked]) -> AsyncIterator["Stream"]:
        """Begin answers, which end when the block does. Raise Problem."""
        client = Client(http.url.path, http.headers.get("user-agent", "")[:120])
        stream = Stream(self._loop, asyncio.get_running_loop())
        http.state.run = asked[0].id  # For the log of requests.
        try:
            await self.call(lambda: stream.start(self.serving, client, model, asked))
            yield stream
        except Fault as fault:
            raise Problem.of(fault) from None
        finally:
            stream.stop()


class Stream:
    """The events of several answers as they come, each with the number of its answer."""

    def __init__(self, loop: Loop, here: asyncio.AbstractEventLoop) -> None:
        self._loop, self._here = loop, here
        self._queue: asyncio.Queue[tuple[int, AnyEvent]] = asyncio.Queue()
        self._first: list[tuple[int, AnyEvent]] = []
        self._open = 0
        self.runs: list[ServedRun] = []
        self.loaded: Loaded | None = None
        """The model that answers, once it is there."""

    @property
    def opens_thinking(self) -> bool:
        """Whether the template of its model begins each answer inside the model's thinking."""
        return bool(self.loaded and self.loaded.opens_thinking)

    def start(self, serving: Serving, client: Client, model: str, asked: Sequence[Asked]) -> None:
        """On the loop's thread: ask for all of them. Raise Fault 'unknown_model'."""
        self._open = len(asked)
        for number, one in enumerate(asked):
            self.runs.append(serving.ask(one.id, model, client, self._knowing(one.make), self._taker(number)))

    def _knowing(self, make: MakeRequest) -> MakeRequest:
        def made(loaded: Loaded) -> Request:
            self.loaded = loaded
            return make(loaded)

        return made

    def _taker(self, number: int) -> Callable[[AnyEvent], None]:
        return lambda event: _post(self._here, lambda: self._queue.put_nowait((number, event)))

    def stop(self) -> None:
        """End what has not ended."""
        self._loop.post(self._stop)

    def _stop(self) -> None:
        for run in self.runs:
            run.stop()
            run.forget_logprobs()

    async def begun(self) -> None:
        """Wait until an answer is under way. Raise Problem for one that could not be: its status can still be told."""
        item = await self._queue.get()
        self._first.append(item)
        if isinstance(item[1], Failed):
            raise Problem.of_failure(item[1])

    async def events(self, keep_alive: float = 0.0) -> AsyncIterator[tuple[int, AnyEvent] | None]:
        """All events until the last answer has ended; None after so many seconds in which there was none."""
        while self._open:
            if self._first:
                number, event = self._first.pop(0)
            else:
                try:
                    async with asyncio.timeout(keep_alive or None):
                        number, event = await self._queue.get()
                except TimeoutError:
                    yield None
                    continue
            self._open -= isinstance(event, Ended)
            yield number, event

    async def whole(self) -> None:
        """Wait for the end of all answers. Raise Problem when one failed, or was stopped before it began."""
        async for item in self.events():
            if item and isinstance(item[1], Failed):
                raise Problem.of_failure(item[1])
        if any(run.run is None for run in self.runs):
            raise Problem(503, "The answer was stopped while its model was being loaded.", code="stopped")


async def until_gone(http: HttpRequest, work: "asyncio.Future[Result] | asyncio.Task[Result]") -> Result:
    """The result of work for a client; when it goes away before, the work is cancelled."""
    gone = asyncio.ensure_future(_gone(http))
    try:
        done, _pending = await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if work not in done:
            raise ClientDisconnect
        return work.result()
    finally:
        gone.cancel()
        work.cancel()


async def _gone(http: HttpRequest) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass


def new_id(prefix: str) -> str:
    """An id for an answer. Who may ask the server for the list of answers learns it, nobody else does."""
    return f"{prefix}{secrets.token_hex(12)}"


def ids(first: str, count: int) -> list[str]:
    """The ids of several answers to one request: the first is the request's own."""
    return [first, *(f"{first}-{number}" for number in itertools.islice(itertools.count(1), count - 1))]


def _post(here: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Make a call on the server's thread, unless that has ended."""
    if not here.is_closed():
        here.call_soon_threadsafe(call)


def _finish(future: "asyncio.Future[Result]", result: Result) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: "asyncio.Future[Result]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
