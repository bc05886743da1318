"""Who may ask, and how much: before any request is read."""

import asyncio
import hmac
import ipaddress
import socket
import time

import msgspec
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slm_desktop.server.problems import Problem
from slm_desktop.server.sse import Json

LARGEST_BODY = 56 * 2**20
"""Bytes: all media that an engine takes of one request (MOST_BYTES) as Base64, with room for the texts."""
MOST_REQUESTS = 64
"""Requests that are served at the same time; they wait for slots in the engine."""
BODY_SECONDS = 30.0
"""So long a client may be silent in the middle of its body."""
WHOLE_BODY_SECONDS = 120.0
"""So long it may take to send all of it."""
READ_SECONDS = 60.0
"""So long a client may leave unread what is sent to it."""
REQUEST_SECONDS = 3600.0
CLOSE = {"Connection": "close"}
"""For answers to requests of which not everything was read."""
OPEN_PATHS = ("/health",)
"""What needs no key: whether the server is there."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Without a `key` anybody may ask who can connect. `origins` are web pages that may ask, `hosts` further names of
    this computer.
    """

    key: str = ""
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    largest_body: int = LARGEST_BODY
    most_requests: int = MOST_REQUESTS
    body_seconds: float = BODY_SECONDS
    read_seconds: float = READ_SECONDS
    request_seconds: float = REQUEST_SECONDS
    own_names: tuple[str, ...] = ("localhost",)


class Guard:
    """Refuses what the rules forbid, and bounds what they allow."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app, self._rules, self._open = app, rules, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Problem as problem:
            await _refuse(problem, scope, receive, send)
            return
        await self._serve(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._check_host(headers.get("host", ""))
        self._check_origin(headers)
        if scope["path"] not in OPEN_PATHS and scope["method"] != "OPTIONS":
            self._check_key(headers)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._rules.largest_body:
            raise self._too_large()
        if self._open >= self._rules.most_requests:
            raise Problem(
                429,
                f"{self._rules.most_requests} requests are served already. Try again when one is done.",
                headers={"Retry-After": "2"},
            )

    def _check_host(self, host: str) -> None:
        """A web page may give its own name this computer's address; it cannot give it this computer's name."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if not _is_address(name.strip("[]")) and name.lower() not in (*self._rules.own_names, *self._rules.hosts):
            raise Problem(403, "This server does not answer under that name.", code="host")

    def _check_origin(self, headers: Headers) -> None:
        """Programs have no origin; web pages have, and are refused unless they are listed."""
        origin = headers.get("origin")
        is_listed = origin in self._rules.origins or "*" in self._rules.origins
        is_foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if (origin is not None or is_foreign) and not is_listed:
            raise Problem(403, "Web pages may not use this server, unless their origin is listed.", code="origin")

    def _check_key(self, headers: Headers) -> None:
        given = headers.get("authorization", "").removeprefix("Bearer ").strip() or headers.get("x-api-key", "")
        if self._rules.key and not hmac.compare_digest(given.encode("latin-1"), self._rules.key.encode()):
            raise Problem(
                401,
                "A key is needed: Authorization: Bearer KEY." if not given else "The key is not right.",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )

    def _too_large(self) -> Problem:
        size = self._rules.largest_body // 2**20
        return Problem(413, f"The body is larger than {size} MiB.", headers=CLOSE)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._open += 1
        try:
            async with asyncio.timeout(self._rules.request_seconds):
                await self._app(scope, self._bounded(receive), _patient(send, self._rules.read_seconds))
        except (TimeoutError, ConnectionError):
            pass  # uvicorn closes the connection, and what was asked for it has been stopped.
        finally:
            self._open -= 1

    def _bounded(self, receive: Receive) -> Receive:
        """Bound the length of the body, and the silence in it."""
        size, is_whole, began = 0, False, time.monotonic()

        async def bounded() -> Message:
            nonlocal size, is_whole
            if is_whole:  # Only that the client has gone can come now.
                return await receive()
            left = began + WHOLE_BODY_SECONDS - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), min(self._rules.body_seconds, left))
            except TimeoutError:
                raise Problem(408, "The body did not come.", headers=CLOSE) from None
            size += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if size > self._rules.largest_body:
                raise self._too_large()
            return message

        return bounded


def _patient(send: Send, seconds: float) -> Send:
    """Give a client so long to read what is sent; one that reads no more is let go."""

    async def patient(message: Message) -> None:
        await asyncio.wait_for(send(message), seconds)

    return patient


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    await answer_with(problem, scope["path"])(scope, receive, send)


def answer_with(problem: Problem, path: str) -> Json:
    """The response that tells a client what is wrong."""
    return Json(problem.body(path), status_code=problem.status, headers=problem.headers)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def own_names() -> tuple[str, ...]:
    """By which others in its network may call this computer."""
    name = socket.gethostname().lower()
    return ("localhost", name, f"{name}.local")
