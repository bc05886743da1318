"""What a client is answered when something is wrong, in the shape that clients of its protocol read."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from slm_desktop import errors
from slm_desktop.core.engines.events import Failed
from slm_desktop.errors import Fault

INVALID = "invalid_request_error"
KINDS = {
    400: INVALID,
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: INVALID,
    408: INVALID,
    409: INVALID,
    413: "request_too_large",
    429: "rate_limit_error",
}
"""The type of an error by its status: the words of both protocols, where they have the same."""
STATUSES = {
    "unknown_model": 404,
    "unknown_token": 400,
    "context_full": 400,
    "text_long": 400,
    "context_refused": 400,
    "template": 400,
    "format": 400,
    "format_begun": 400,
    "format_complex": 400,
    "format_dead_end": 400,
    "embedding": 400,
    "reranker": 400,
    "encoder": 400,
    "diffusion": 400,
    "no_pictures": 400,
    "no_audio": 400,
    "no_infill": 400,
    "media": 400,
    "media_many": 400,
    "media_large": 400,
    "text_context": 400,
    "text_empty": 400,
    "slots_full": 503,
    "memory": 503,
    "memory_answer": 503,
    "memory_model": 503,
    "no_model": 503,
}
"""The status of a fault by its code; of others 500."""
CODES = {
    "unknown_model": "model_not_found",
    "context_full": "context_length_exceeded",
    "text_long": "context_length_exceeded",
    "text_context": "context_length_exceeded",
    "context_refused": "context_length_exceeded",
}
ANTHROPIC_PATH = "/v1/messages"


class Problem(Exception):
    """A request that cannot be answered: `param` is the field that is wrong, `code` a word for programs."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.code = status, message, param, code
        self.headers = dict(headers or {})

    @classmethod
    def of(cls, fault: Fault) -> "Problem":
        """The problem that a fault is to a client."""
        words = errors.explain(fault.code, fault.details)
        return cls(
            STATUSES.get(fault.code, 500), f"{words.title}. {words.cause}", code=CODES.get(fault.code, fault.code)
        )

    @classmethod
    def of_failure(cls, event: Failed) -> "Problem":
        """The problem that an answer that failed is to its client."""
        return cls.of(Fault(event.code, event.details))

    def body(self, path: str) -> dict[str, Any]:
        """The JSON for a client that called `path`."""
        kind = KINDS.get(self.status, "api_error")
        if path.startswith(ANTHROPIC_PATH):
            return {"type": "error", "error": {"type": kind, "message": self.message}}
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}


def unsupported(what: str, param: str) -> Problem:
    """Something is asked for that this server cannot do: it is refused, never dropped without a word."""
    return Problem(400, f"{what} is not supported by this server.", param=param, code="unsupported")


def of_status(status: int) -> Problem:
    """The problem for an address that is not there, or not in this way."""
    return Problem(status, f"{HTTPStatus(status).phrase}.")
