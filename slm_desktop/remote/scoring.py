"""A prompt that a server scores: it says how likely each of its tokens was, and writes nothing."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from slm_desktop.core.engines.adapters import Scales
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import (
    AnyEvent,
    Failed,
    Finished,
    Logprob,
    Prompted,
    PromptLogprobs,
    Stopped,
    TokenLogprobs,
)
from slm_desktop.core.sampling import Values
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault, as_fault
from slm_desktop.net.watch import Watches
from slm_desktop.remote.connection import Connection

UNKNOWN = -1
"""Tokens of a prompt that were cached: servers do not tell it of these."""
LONGEST_PIECE = 1000
LEAST_LOGPROB = -1e4
"""Some servers say minus infinity of tokens that they rule out."""


class RemoteScoring:
    """Scores the raw tokens of a request. `on_over` is called on its thread when it has ended."""

    def __init__(
        self,
        *,
        command: Generate,
        connection: Connection,
        model: str,
        emit: Callable[[AnyEvent], None],
        on_over: Callable[[], None],
    ) -> None:
        self.run, self._request = command.run, command.request
        self._connection, self._model, self._emit, self._on_over = connection, model, emit, on_over
        self._watches, self._is_stopped = Watches(), False

    def start(self) -> None:
        """Ask on a thread."""
        threading.Thread(target=self._serve, name="remote-scoring", daemon=True).start()

    def stop(self) -> None:
        """End it where it is."""
        self._is_stopped = True
        self._watches.cut(for_good=True)

    def set_sampling(self, values: Values) -> None:
        """Nothing is sampled."""

    def set_scales(self, scales: Scales) -> None:
        """The prompt is on its way already."""

    # -- the thread ------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            self._score()
        except Exception as error:  # noqa: BLE001 - whoever waits for the scores must hear their end
            fault = as_fault(error, self._connection.host)
            self._emit(Stopped(self.run) if self._is_stopped else Failed(self.run, fault.code, fault.details))
        finally:
            self._on_over()

    def _score(self) -> None:
        raw = self._request.raw
        if not isinstance(raw, tuple):
            raise Fault("no_prompt_logprobs", {"model": self._model})
        began, most = time.monotonic(), self._request.logprobs or 0
        body = {"model": self._model, "prompt": raw, "max_tokens": 1, "temperature": 0.0, "prompt_logprobs": most}
        with self._connection.stream("/v1/completions", body, self._watches) as events:
            answer = next(events, {})
        items = self._items(answer, raw, most)
        seconds = round(time.monotonic() - began, 4)
        self._emit(Prompted(self.run, tokens=len(raw), cached=UNKNOWN, dropped=0, seconds=seconds, batches=()))
        self._emit(PromptLogprobs(self.run, 1, items))
        self._emit(Finished(self.run, "length", 0, seconds))

    def _items(self, answer: dict[str, Any], raw: Sequence[int], most: int) -> tuple[TokenLogprobs, ...]:
        """What is said of each token but the first. Raise Fault 'remote_garbled'."""
        choices = answer.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        rows = choice.get("prompt_logprobs") if isinstance(choice, dict) else None
        if not isinstance(rows, list) or len(rows) != len(raw):
            raise self._garbled()
        return tuple(self._item(row, token, most) for row, token in zip(rows[1:], raw[1:], strict=True))

    def _item(self, row: object, token: int, most: int) -> TokenLogprobs:
        known = {one.id: one for one in self._logprobs(row)}
        if token not in known or len(known) < most:
            raise self._garbled()
        likeliest = sorted(known.values(), key=lambda one: -one.logprob)
        return TokenLogprobs(known[token], tuple(likeliest[:most]))

    def _logprobs(self, row: object) -> list[Logprob]:
        if not isinstance(row, dict):
            raise self._garbled()
        return [self._logprob(name, found) for name, found in row.items()]

    def _logprob(self, name: str, found: object) -> Logprob:
        value = found.get("logprob") if isinstance(found, dict) else None
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)
        if not is_number or not name.isdecimal() or len(name) > len(str(2**31)):
            raise self._garbled()
        piece = found.get("decoded_token") if isinstance(found, dict) else None
        words = well_formed(piece[:LONGEST_PIECE]) if isinstance(piece, str) else ""
        return Logprob(int(name), words.encode(), min(0.0, max(LEAST_LOGPROB, float(value))))  # type: ignore[arg-type]

    def _garbled(self) -> Fault:
        return Fault("remote_garbled", {"host": self._connection.host, "reason": "prompt_logprobs"})
