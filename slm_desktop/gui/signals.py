"""The system asks the app to end (at logout, or with kill): it closes as if its window were closed."""

import signal
import socket
from collections.abc import Callable

ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


def on_signal(close: Callable[[], object]) -> Callable[[], None]:
    """Call `close` on the window's thread when a signal asks for the end; the function returned ends that.

    Python would run a handler only once the event loop comes back to it: a socket wakes the loop.
    """
    from PySide6.QtCore import QSocketNotifier

    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    notifier = QSocketNotifier(near.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_args: (near.recv(64), close()))
    signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, lambda *_args: None) for number in ENDINGS}

    def quiet() -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        near.close()
        far.close()

    return quiet
