"""Tells the request log of each request, without its contents."""

import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slm_desktop.core.serve.request_log import CLIENT_LEFT, LoggedRequest, shown


class Logged:
    """Surrounds an app. `on_request` is called on the server's thread."""

    def __init__(self, app: ASGIApp, on_request: Callable[[LoggedRequest], None]) -> None:
        self._app, self._on_request = app, on_request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, clock, status = time.time(), time.monotonic(), CLIENT_LEFT

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, noting)
        finally:
            self._on_request(
                LoggedRequest(
                    began=began,
                    seconds=time.monotonic() - clock,
                    method=shown(scope["method"]),
                    path=shown(scope["path"]),
                    status=status,
                    agent=shown(Headers(scope=scope).get("user-agent", "")),
                    run=scope["state"].get("run", ""),
                )
            )
