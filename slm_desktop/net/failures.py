"""Servers that fail: why one could not be reached, and when it may be asked again."""

import re
import ssl
import time
from collections.abc import Mapping

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0


BUSY = (408, 425, 429, 500, 502, 503, 504, 520, 522, 524)
"""HTTP statuses that pass: the same request may be answered later."""


LONGEST_WAIT = 3600.0


RATE_LIMIT = re.compile(r"\br=(?P<left>\d{1,9})\s*;\s*t=(?P<seconds>\d{1,9})\b")
"""The header RateLimit (draft-ietf-httpapi-ratelimit-headers-09): requests that are left, and seconds until there are
more.
"""


CERTIFICATES = {
    9: "tls_early",
    10: "tls_over",
    **dict.fromkeys((2, 18, 19, 20, 21), "tls_unknown"),
    62: "tls_name",
}
"""What OpenSSL says of a certificate, by its numbers (x509_vfy.h)."""
HANDSHAKES = {
    "WRONG_VERSION_NUMBER": "tls_none",
    "HTTP_REQUEST": "tls_none",
    "RECORD_LAYER_FAILURE": "tls_none",
    "UNEXPECTED_EOF_WHILE_READING": "tls_cut",
}
"""How the beginning of an encrypted connection fails, by OpenSSL's names."""


def unreachable(host: str, error: Exception) -> Fault:
    """Why a server could not be reached or stopped speaking, as far as the system tells."""
    import httpx2

    words = str(error) or type(error).__name__
    if isinstance(error, httpx2.TooManyRedirects):
        return Fault("redirect_loop", {"host": host})
    if isinstance(error, httpx2.ProxyError):
        return Fault("proxy", {"reason": words[:200]})
    if isinstance(error, httpx2.TimeoutException):
        return Fault("hub_silent", {"host": host, "seconds": READ_SECONDS})
    root = _root(error)
    if isinstance(root, ssl.SSLError):
        return Fault("tls", {"host": host, "reason": _why_unsafe(root)[:200]})
    return Fault("unreachable", {"host": host, "reason": reason_of(root)[:200]})


def _why_unsafe(error: ssl.SSLError) -> str:
    """Why a connection could not be encrypted: a reason of ours where there is one, else the library's words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATES.get(error.verify_code) or str(error.verify_message)
    return HANDSHAKES.get(error.reason or "") or str(error)


def _root(error: BaseException) -> BaseException:
    """The error of the system below those of the libraries; the error itself where there is none."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError):
            return below
        below = below.__cause__ or below.__context__
    return error


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a busy server asks to wait for, from Retry-After or RateLimit; 0 when it does not say."""
    import email.utils

    value = headers.get("retry-after", "")
    if value.strip().isdigit():
        return min(float(value), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(value).timestamp()
        return min(max(0.0, moment - time.time()), LONGEST_WAIT)
    except (TypeError, ValueError):
        pass
    limit = RATE_LIMIT.search(headers.get("ratelimit", ""))
    return min(float(limit["seconds"]), LONGEST_WAIT) if limit and int(limit["left"]) == 0 else 0.0
