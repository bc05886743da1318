"""Tokens to text, byte-exact: characters that span tokens, and stop texts that span tokens."""

import codecs

import msgspec


class TextStream(msgspec.Struct):
    """The text of one answer as its tokens arrive.

    A token whose bytes end inside a character gives its text with the token that completes it. A token
    that may be the beginning of a stop text is held back until that is decided.
    """

    stops: tuple[str, ...] = ()
    _decoder: codecs.IncrementalDecoder = msgspec.field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _held: list[str] = msgspec.field(default_factory=list)

    def feed(self, piece: bytes) -> tuple[list[str], str]:
        """Take one token's bytes; return the texts that may be shown now, and the stop text that came, or ''."""
        self._held.append(self._decoder.decode(piece))
        if self._decoder.getstate()[0]:
            return [], ""
        if not self.stops:
            return self._release(), ""
        text = "".join(self._held)
        start, stop = min(((at, stop) for stop in self.stops if (at := text.find(stop)) >= 0), default=(-1, ""))
        if stop:
            return self._cut(start), stop
        return ([] if self._may_stop(text) else self._release()), ""

    def finish(self) -> list[str]:
        """Release what is held back; bytes that never became a character are shown as U+FFFD."""
        rest = self._decoder.decode(b"", True)
        if self._held:
            self._held[-1] += rest
        return self._release()

    def _release(self) -> list[str]:
        texts, self._held = self._held, []
        return texts

    def _cut(self, length: int) -> list[str]:
        texts = []
        for text in self._release():
            texts.append(text[:length])
            length = max(0, length - len(text))
        return texts

    def _may_stop(self, text: str) -> bool:
        return any(
            text.endswith(stop[:length]) for stop in self.stops for length in range(1, min(len(stop), len(text)) + 1)
        )
