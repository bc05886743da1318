"""The access token for models that ask for one: in the system's keyring, or in memory while there is none."""

import contextlib
import threading

SERVICE = "SLM Desktop"


class TokenBox:
    """Keeps one token for each server. It is never logged, and sent to no other host."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()

    def read(self, host: str) -> str:
        """The token, '' when there is none. The first call may take a moment, and belongs on a thread."""
        with self._lock:
            if host not in self._known:
                self._known[host] = _from_keyring(host)
            return self._known[host]

    def use(self, host: str, token: str) -> None:
        """Use a token as long as the program runs, and keep it nowhere."""
        with self._lock:
            self._known[host] = token

    def keep(self, host: str, token: str) -> bool:
        """Keep a token, or forget it when it is ''.

        False when it holds for this session only, for want of a keyring.
        """
        import keyring
        from keyring.errors import KeyringError

        with self._lock:
            self._known[host] = token
        try:
            if token:
                keyring.set_password(SERVICE, host, token)
            else:
                with contextlib.suppress(keyring.errors.PasswordDeleteError):
                    keyring.delete_password(SERVICE, host)
        except (KeyringError, RuntimeError):
            return not token
        return True


def _from_keyring(host: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, host) or ""
    except (KeyringError, RuntimeError):
        return ""
