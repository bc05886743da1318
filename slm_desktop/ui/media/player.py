"""Plays sounds, one at a time. Only samples that this app has written itself come here."""

import contextlib
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

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
Report = Callable[[Fault], object]


class Player(QObject):
    """`changed` is emitted when a sound begins, and when it ends. `backends` are those of miniaudio, none for any."""

    changed = Signal()
    _ran_out = Signal(str)

    def __init__(self, parent: QObject, later: Later, backends: list[Any] | None = None) -> None:
        super().__init__(parent)
        self.later, self.backends = later, backends or []
        self._device: PlaybackDevice | None = None
        self.playing = ""
        """The digest of the sound that is heard; '' for none."""
        self._ran_out.connect(self._on_ran_out)
        if application := QCoreApplication.instance():
            # A device that still plays while the interpreter ends waits for its thread for ever.
            application.aboutToQuit.connect(self._end)

    def play(self, item: Media, data: bytes, report: Report) -> None:
        """Play a sound from its beginning, in place of another; `report` says why it is not heard."""
        self.stop()
        self._show(item.digest)

        def begin() -> "PlaybackDevice | Fault":
            try:
                return _opened(self._asked(item.digest, frames_of(data)), self.backends)
            except Fault as fault:
                return fault
            except (OSError, ImportError):  # Its libraries do not load here.
                return Fault("no_speakers")

        self.later(begin, lambda device: self._on_begun(item.digest, device, report))

    def stop(self, digest: str = "") -> None:
        """Be silent; with a digest, if it is that sound."""
        if digest and digest != self.playing:
            return
        device, self._device = self._device, None
        if device is not None:  # A sound server that hangs is not to hold the window.
            self.later(lambda: _close(device), lambda _none: None)
        self._show("")

    def _end(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            _close(device)

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
        with contextlib.suppress(RuntimeError):  # Nobody is there any more.
            self._ran_out.emit(digest)
        while True:
            yield b""

    def _on_begun(self, digest: str, device: "PlaybackDevice | Fault", report: Report) -> None:
        if isinstance(device, Fault):
            if self.playing == digest:
                self._show("")
            report(device)
        elif self.playing != digest or self._device is not None:  # It was stopped meanwhile, or another one was begun.
            self.later(lambda: _close(device), lambda _none: None)
        else:
            self._device = device

    def _on_ran_out(self, digest: str) -> None:
        self.stop(digest)


def the_player(later: Later) -> Player:
    """The one of this app, made when it is first asked for: what begins in one place ends what is heard in another."""
    application = QCoreApplication.instance()
    assert application is not None
    found = application.findChild(Player)
    if not isinstance(found, Player):
        return Player(application, later)
    found.later = later
    return found


def _opened(stream: Generator[bytes, int, None], backends: list[Any]) -> "PlaybackDevice":
    """A device that plays a stream. Raise Fault 'no_speakers'."""
    import miniaudio

    next(stream)
    try:
        device = miniaudio.PlaybackDevice(
            nchannels=1, sample_rate=SAMPLE_RATE, backends=backends, app_name="SLM Desktop"
        )
    except miniaudio.MiniaudioError as error:
        raise Fault("no_speakers") from error
    if device.backend == NULL_BACKEND and not backends:
        _close(device)
        raise Fault("no_speakers")
    try:
        device.start(stream)
    except miniaudio.MiniaudioError as error:
        _close(device)
        raise Fault("no_speakers") from error
    return device


def _close(device: "PlaybackDevice") -> None:
    """Close it, and its connection to the sound server, which miniaudio would keep."""
    import miniaudio

    context = device._context
    device.close()
    miniaudio.lib.ma_context_uninit(context)
