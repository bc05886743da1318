"""All addresses of the server, and what surrounds them."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from slm_desktop.core.serve.request_log import CLIENT_LEFT
from slm_desktop.log import note
from slm_desktop.server import anthropic, chat, completions, embeddings, lora, models, responses, runs, status, text
from slm_desktop.server.answers import Answers
from slm_desktop.server.guard import Guard, Rules, answer_with
from slm_desktop.server.problems import Problem, of_status

Handler = Callable[[Request], Awaitable[Response]]


def make_app(answers: Answers, rules: Rules) -> ASGIApp:
    """The app that uvicorn serves."""
    parts = (status, models, chat, completions, responses, anthropic, embeddings, lora, text, runs)
    routes = [
        Route(path, _guarded(handler), methods=[method])
        for part in parts
        for (method, path), handler in part.ROUTES.items()
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _on_status, Problem: _on_problem})
    app.state.answers = answers
    # Around the guard: a listed page can read why it was refused.
    return CORSMiddleware(
        Guard(app, rules), allow_origins=rules.origins, allow_methods=("GET", "POST", "DELETE"), allow_headers=("*",)
    )


def _guarded(handler: Handler) -> Handler:
    """A client that goes away is no error; whatever else goes wrong is answered."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except ClientDisconnect:
            return Response(status_code=CLIENT_LEFT)
        except (HTTPException, Problem):
            raise
        except Exception as error:  # noqa: BLE001 - a request that fails must not cost the others
            note(f"{request.method} {request.url.path}", error, error.__traceback__)
            problem = Problem(500, f"The server failed: {type(error).__name__}.")
            return answer_with(problem, request.url.path)

    return guarded


async def _on_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer_with(of_status(error.status_code), request.url.path)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer_with(error, request.url.path)
