"""One answer of a server, told as a child would tell it."""

import json
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import Enum, auto

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.engines.adapters import Adapter, Scales
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import (
    AnyEvent,
    Called,
    Calling,
    Failed,
    Finished,
    Logprobs,
    Prompted,
    Prompting,
    SamplingChanged,
    ScalesChanged,
    Stopped,
    Token,
    TokenLogprobs,
    Tokens,
)
from slm_desktop.core.engines.output_format import FormatKind
from slm_desktop.core.sampling import Values, complete
from slm_desktop.errors import Fault, as_fault
from slm_desktop.net.watch import Watches
from slm_desktop.remote.calls import Calls
from slm_desktop.remote.chunks import CallPart, Chunk, Piece, read
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.dialects import Dialect, Kind
from slm_desktop.remote.requests import Lora, goes_on, wanted

MOST_TRIES = 4
"""Times that a busy server is asked again, or a broken answer continued, before that is a failure."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds to wait before the first of them, if the server does not say how long; each next one waits twice as long."""
SLACK, LONGEST_ANSWER = 64, 16 * 2**20
"""Tokens beyond those that were asked for, and characters, after which an answer is left."""
ABOUT_LIMITS = ("max_tokens", "max_model_len", "max_completion_tokens", "context length")
"""Words by which servers say that more tokens were asked for than there is room for."""
OVER_THERE = (404, 409)
"""Statuses of a change that comes after the end."""
UNKNOWN = -1
"""Tokens of a prompt that were cached, where the server does not tell."""
THINK, END_THINK = "<think>\n", "\n</think>\n\n"


class Then(Enum):
    """What comes after a stream has ended."""

    OVER = auto()
    AGAIN = auto()


class RemoteAnswer:
    """`on_over` is called on its thread when it has ended."""

    def __init__(
        self,
        *,
        command: Generate,
        connection: Connection,
        dialect: Dialect,
        model: str,
        adapters: Sequence[Adapter],
        emit: Callable[[AnyEvent], None],
        on_over: Callable[[], None],
    ) -> None:
        request = command.request
        self.run, self._request, self._emit, self._on_over = command.run, request, emit, on_over
        self._connection, self._dialect, self._model = connection, dialect, model
        self._began = time.monotonic()
        self._values: Values = complete(request.changes[0].values if request.changes else {})
        self._wanted: Values | None = None
        self._adapters = adapters
        self._scales = request.scales[0].scales if request.scales else {}
        self._wanted_scales: Scales | None = None
        self._lock, self._changing, self._has_changed = threading.Lock(), threading.Lock(), threading.Event()
        self._watches = Watches()
        self._is_stopped = self._is_thinking = self._is_prompted = self._is_limited_here = False
        self._text, self._count, self._tries = "", 0, 0
        self._count_before = 0
        """Tokens that stood there when the stream began."""
        self._change_positions: list[int] = []
        """From which token on each change of the sampling holds."""
        self._usage: dict[str, int] = {}
        self._calls, self._is_calling = Calls(), False
        self._id, self._reason = "", ""
        self._first = 0.0
        """Seconds until the first token."""

    def start(self) -> None:
        """Ask on a thread."""
        threading.Thread(target=self._serve, name="remote-answer", daemon=True).start()

    def stop(self) -> None:
        """End it where it is."""
        self._is_stopped = True
        self._has_changed.set()
        self._watches.cut(for_good=True)

    def set_sampling(self, values: Values) -> None:
        """Sample the next token with other values: the stream is left, and goes on from what stands there."""
        if not goes_on(self._dialect, self._request):
            return
        with self._lock:
            self._wanted = complete(values)
        if self._dialect.kind == Kind.SLM_DESKTOP and self._id:
            threading.Thread(target=self._change_there, name="remote-sampling", daemon=True).start()
        elif not self._is_thinking:
            self._go_on_otherwise()

    def set_scales(self, scales: Scales) -> None:
        """Compute the next token with other scales of adapters, in the same way."""
        if not goes_on(self._dialect, self._request):
            return
        with self._lock:
            self._wanted_scales = scales
        if not self._is_thinking:
            self._go_on_otherwise()

    @property
    def _lora(self) -> Lora:
        known = [one for one in self._adapters if one.name in self._scales]
        return [{"id": int(one.path), "scale": self._scales[one.name]} for one in known]

    def _go_on_otherwise(self) -> None:
        """Leave the stream: what stands there is gone on from with the values that are wanted."""
        self._has_changed.set()
        self._watches.cut()

    # -- the thread ------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            while self._once() == Then.AGAIN:
                pass
        except Exception as error:  # noqa: BLE001 - whoever waits for the answer must hear its end
            self._end_with(as_fault(error, self._connection.host))
        finally:
            self._on_over()

    def _once(self) -> Then:
        """Ask once, and tell what comes."""
        if self._is_stopped:
            self._emit(Stopped(self.run))
            return Then.OVER
        self._id, self._count_before = "", self._count
        self._take_change()
        left = None if self._is_limited_here else max(1, self._max_tokens - self._count)
        path, body = wanted(self._dialect, self._model, self._request, self._values, self._lora, self._text, left)
        try:
            with self._connection.stream(path, body, self._watches) as events:
                for data in events:
                    self._take(read(data))
                    if self._is_stopped or self._has_changed.is_set() or self._is_too_long:
                        break
        except Fault as fault:
            return self._after(fault)
        return self._after(None)

    def _after(self, fault: Fault | None) -> Then:
        """What comes after a stream: the end, the same again with other values, or another try."""
        is_done = fault is None and not self._has_changed.is_set()
        if not self._is_stopped and (self._reason or is_done):  # What comes after the end changes nothing.
            self._finish()
            return Then.OVER
        if self._is_stopped or self._has_changed.is_set():
            return Then.AGAIN
        assert fault is not None
        if self._wants_fewer_tokens(fault):
            self._is_limited_here = True
            return Then.AGAIN
        if not self._may_try_again(fault):
            self._end_with(fault)
            return Then.OVER
        self._wait(fault)
        return Then.AGAIN

    def _wants_fewer_tokens(self, fault: Fault) -> bool:
        """Whether a server refuses a limit that is more than its context has room for, as vLLM does.

        It is asked again without one, and the answer is ended here.
        """
        if self._is_limited_here or fault.code not in ("remote_refused", "remote_context"):
            return False
        reason = str(fault.details.get("reason", ""))
        return fault.details.get("status", 400) in (400, 422) and any(words in reason for words in ABOUT_LIMITS)

    def _may_try_again(self, fault: Fault) -> bool:
        self._tries += 1
        if self._tries > MOST_TRIES:
            return False
        if fault.code == "remote_busy":
            return True
        passes = fault.code in ("remote_cut", "remote_unreachable") and self._count > 0
        return passes and goes_on(self._dialect, self._request) and not self._is_thinking

    def _wait(self, fault: Fault) -> None:
        asked = float(fault.details.get("seconds", 0) or 0)
        self._has_changed.wait(min(asked or FIRST_WAIT * 2 ** (self._tries - 1), LONGEST_WAIT))

    def _take_change(self) -> None:
        """Other values hold from the next token on."""
        self._has_changed.clear()
        with self._lock:
            wanted, self._wanted = self._wanted, None
            scales, self._wanted_scales = self._wanted_scales, None
        if wanted and wanted != self._values:
            self._changed(self._count, wanted)
        if scales is not None and scales != self._scales:
            self._scales = scales
            self._emit(ScalesChanged(self.run, self._count, scales))

    def _changed(self, position: int, values: Values) -> None:
        self._values = values
        self._change_positions.append(position)
        self._emit(SamplingChanged(self.run, position, values))

    def _change_there(self) -> None:
        """A server like ours changes the sampling of an answer itself, at its very next token.

        Until it has answered which one that is, nothing that comes is emitted: the new values may hold for it.
        """
        with self._changing:  # One after the other: the last one is to hold.
            with self._lock:
                wanted, self._wanted = self._wanted, None
            if wanted is None:
                return
            if self._told(wanted) == self._told(self._values):  # Only its length changes, which is not told there.
                self._want_otherwise(wanted)
                return
            try:
                changed = self._connection.post(f"/v1/runs/{self._id}/sampling", self._told(wanted), self._watches)
            except Fault as fault:
                if fault.details.get("status") in OVER_THERE:
                    return  # It has ended there: what is left of it is on its way.
                changed = None
            position = changed.get("from_token") if isinstance(changed, dict) else None
            if isinstance(position, int):
                position = min(self._count_before + position, self._max_tokens)
                self._changed(max(self._count, position, *self._change_positions[-1:]), wanted)
            else:  # It did not take it.
                self._want_otherwise(wanted)

    def _told(self, values: Values) -> dict[str, object]:
        """The values that a server like ours changes, by its names."""
        return {name: values[row] for row, name in self._dialect.parameters.items() if row != "max_tokens"}

    def _want_otherwise(self, wanted: Values) -> None:
        """Go on from here with other values, unless nobody can."""
        if not self._reason and not self._is_thinking:
            with self._lock:
                self._wanted = self._wanted or wanted
            self._go_on_otherwise()

    # -- what comes ------------------------------------------------------------------------------------------

    def _take(self, chunk: Chunk) -> None:
        if chunk.error:
            raise Fault("remote_refused", {"host": self._connection.host, "status": 200, "reason": chunk.error[:300]})
        self._id = self._id or chunk.id
        self._usage |= chunk.usage
        if chunk.prompt[1] and not self._is_prompted:
            self._emit(Prompting(self.run, *chunk.prompt))
        if chunk.thoughts:
            self._think(chunk.thoughts)
        if chunk.pieces:
            self._answer(chunk.pieces)
        if chunk.calls:
            self._call(chunk.calls)
        self._reason = chunk.reason or self._reason

    def _call(self, parts: list[CallPart]) -> None:
        """A call has no text; that it is written is told all the same."""
        if not self._is_prompted:
            self._is_prompted, self._first = True, round(time.monotonic() - self._began, 4)
            self._emit(self._prompted())
        if not self._is_calling:
            self._is_calling = True
            self._emit(Calling(self.run, self._count))
        self._calls.take(parts)

    def _think(self, pieces: list[Piece]) -> None:
        """Thinking comes beside the answer; here it stands before it, between its tags."""
        self._tell(pieces if self._is_thinking else _after(THINK, pieces))
        self._is_thinking = True

    def _answer(self, pieces: list[Piece]) -> None:
        if self._is_thinking:
            self._is_thinking = False
            pieces = _after(END_THINK, pieces)
            # What was changed while it was thinking: nobody goes on from the middle of that.
            if self._wanted or self._wanted_scales is not None:
                self._has_changed.set()
        self._tell(pieces)

    def _tell(self, pieces: list[Piece]) -> None:
        with self._changing:
            self._emit_tokens(pieces)

    def _emit_tokens(self, pieces: list[Piece]) -> None:
        now = round(time.monotonic() - self._began, 4)
        if not self._is_prompted:
            self._is_prompted, self._first = True, now
            self._emit(self._prompted())
        logprobs: list[TokenLogprobs] = [piece.logprobs for piece in pieces if piece.logprobs]
        if self._request.logprobs is not None and len(logprobs) == len(pieces):
            self._emit(Logprobs(self.run, tuple(logprobs)))
        tokens = (
            Token(piece.id, piece.text, self._setting_of(index), now) for index, piece in enumerate(pieces, self._count)
        )
        self._emit(Tokens(self.run, tuple(tokens)))
        self._text += "".join(piece.text for piece in pieces)
        self._count += len(pieces)

    def _setting_of(self, index: int) -> int:
        """Which change of the sampling a token was written with; 0 for the values that it began with."""
        return bisect_right(self._change_positions, index)

    def _prompted(self) -> Prompted:
        """What is known of the prompt: the time until the first token, and what the server has told by now."""
        tokens = self._usage.get("prompt_tokens", 0)
        cached = self._usage.get("cached_tokens", UNKNOWN)
        return Prompted(self.run, tokens=tokens, cached=cached, dropped=0, seconds=self._first, batches=())

    def _finish(self) -> None:
        """The answer is complete. A server that sends several tokens at once tells how many there were."""
        seconds = round(time.monotonic() - self._began, 4)
        missing = self._usage.get("completion_tokens", 0) - self._count
        if 0 < missing <= self._max_tokens and not self._change_positions:
            self._emit(Tokens(self.run, tuple(Token(UNKNOWN, "", 0, seconds) for _one in range(missing))))
            self._count += missing
        if self._usage:
            self._emit(self._prompted())
        if self._request.tools:
            self._emit(Called(self.run, *self._calls.read()))
        reason = "length" if self._reason == "length" else "end"
        self._emit(Finished(self.run, reason, self._count, seconds, is_unfinished=self._is_unfinished(reason)))

    def _is_unfinished(self, reason: str) -> bool:
        """Whether the answer is not in its form, as far as can be told here."""
        format = self._request.formats[-1].format if self._request.formats else None
        if format is None or format.kind == FormatKind.GRAMMAR:
            return format is not None and reason == "length"
        try:
            json.loads(split(self._request.begun + self._text).answer)
        except (ValueError, RecursionError):
            return True
        return False

    @property
    def _is_too_long(self) -> bool:
        """Whether it goes on and on, whatever was asked for."""
        most = self._max_tokens - 1 if self._is_limited_here else self._max_tokens + SLACK
        too_long = self._count > most or len(self._text) > LONGEST_ANSWER
        if too_long:
            self._reason = "length"
        return too_long

    @property
    def _max_tokens(self) -> int:
        return int(float(self._values["max_tokens"]))

    def _end_with(self, fault: Fault) -> None:
        self._emit(Failed(self.run, fault.code, fault.details))


def _after(words: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces, the first of which begins with `words`."""
    first = pieces[0]
    return [Piece(words + first.text, first.id, first.logprobs), *pieces[1:]]
