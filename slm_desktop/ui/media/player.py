"""Plays sounds, one at a time. Only samples that this app has written itself come here."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from slm_desktop.core.engines.media import Media
from slm_desktop.errors import Fault
from slm_desktop.samples import SAMPLE_RATE, frames_of
from slm_desktop.ui.files import Later

if TYPE_CHECKING:  # Only who plays a sound waits for it.
    from miniaudio import PlaybackDevice

SAMPLE_BYTES = 2
REST = int(0.6 * SAMPLE_RATE)
"""Samples of silence behind a sound: what a device has been given is heard a while later."""
NULL_BACKEND = "Null"
"""What miniaudio takes where a computer has no speakers: nothing is heard."""


class Player(QObject):
    """`changed` is emitted when a sound begins, and when it ends. `backends` are those of miniaudio, [] for any."""

    changed = Signal()
    _ran_out = Signal(str)

    def __init__(
        self, parent: QObject, later: Later, report: Callable[[Fault], object], backends: list[Any] | None = None
    ) -> None:
        super().__init__(parent)
        self._later, self._report, self._backends = later, report, backends or []
        self._device: PlaybackDevice | None = None
        self.playing = ""
        """The digest of the sound that is heard; '' for none."""
        self._ran_out.connect(self._on_ran_out)

    def play(self, item: Media, data: bytes) -> None:
        """Play a sound from its beginning, in place of another."""
        self.stop()
        self._show(item.digest)

        def begin() -> "PlaybackDevice | Fault":
            try:
                return _opened(self._asked(item.digest, frames_of(data)), self._backends)
            except Fault as fault:
                return fault

        self._later(begin, lambda device: self._on_begun(item.digest, device))

    def stop(self) -> None:
        """Be silent."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        self._show("")

    def _show(self, digest: str) -> None:
        if digest != self.playing:
            self.playing = digest
            self.changed.emit()

    def _asked(self, digest: str, frames: bytes) -> Generator[bytes, int, None]:
        """The next samples, as many as the device asks for, on a thread of its own; their end is told."""
        count = yield b""
        at = 0
        while at < len(frames) + REST * SAMPLE_BYTES:
            piece = frames[at : at + count * SAMPLE_BYTES]
            at += count * SAMPLE_BYTES
            count = yield piece
        self._ran_out.emit(digest)
        while True:
            yield b""

    def _on_begun(self, digest: str, device: "PlaybackDevice | Fault") -> None:
        if isinstance(device, Fault):
            self._show("")
            self._report(device)
        elif self.playing != digest or self._device is not None:  # It was stopped meanwhile, or another one was begun.
            device.close()
        else:
            self._device = device

    def _on_ran_out(self, digest: str) -> None:
        if digest == self.playing:
            self.stop()


def _opened(stream: Generator[bytes, int, None], backends: list[Any]) -> "PlaybackDevice":
    """A device that plays a stream. Raise Fault 'no_speakers'."""
    import miniaudio

    next(stream)
    try:
        device = miniaudio.PlaybackDevice(
            nchannels=1, sample_rate=SAMPLE_RATE, backends=backends, app_name="SLM Desktop"
        )
        if device.backend == NULL_BACKEND and not backends:
            device.close()
            raise Fault("no_speakers")
        device.start(stream)
    except miniaudio.MiniaudioError as error:
        raise Fault("no_speakers") from error
    return device
