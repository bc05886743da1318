"""What comes of servers that stall, lie, break, send garbage, or point elsewhere."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from slm_desktop.core.engines.commands import Request, SetSampling, Stop, Turn
from slm_desktop.core.engines.events import Called, Failed, Finished, Loaded, Prompted, SamplingChanged, Stopped, Tokens
from slm_desktop.core.engines.tools import Tool, ToolCall
from slm_desktop.core.sampling import complete
from slm_desktop.remote.dialects import DIALECTS, Kind
from slm_desktop.remote.requests import wanted
from tests.engine.child import Child
from tests.remote.conftest import engine_at
from tests.remote.hostile import END, Answer, Hostile, event, hostile, piece, stream


@contextmanager
def engine(answer: Answer, key: str = "", *, is_ours: bool = False) -> Iterator[tuple[Child, Hostile]]:
    """An engine that asks such a server; `is_ours` if that says that it is an SLM Desktop."""
    with hostile(answer) as server:
        if is_ours:
            server.models = {"data": [{"id": "m", "owned_by": "slm-desktop"}]}
            server.props = {"slm_desktop": "0.1"}
        child = engine_at(server.address, model="m", key=key)
        child.ready()
        try:
            yield child, server
        finally:
            server.is_over.set()
            child.host.close()
            assert child.host.join(30)


def failure(answer: Answer) -> tuple[str, str]:
    """The code with which an answer fails, and its reason."""
    with engine(answer) as (child, _server):
        end = child.end(child.ask("Hi"))
        assert isinstance(end, Failed), end
        return end.code, str(end.details.get("reason", ""))


def refusing(status: int, body: bytes = b"{}", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _server: Hostile) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


# -- refusals --------------------------------------------------------------------------------------------------


def test_a_key_that_is_not_right_is_named() -> None:
    assert failure(refusing(401, b'{"error": {"message": "bad key"}}')) == ("remote_key", "bad key")


def test_words_of_a_refusal_are_shown_as_a_strangers() -> None:
    code, reason = failure(refusing(400, json.dumps({"detail": "no\x1b[31m\u202e" + "x" * 5000}).encode()))
    assert code == "remote_refused"
    assert "\x1b" not in reason
    assert "\u202e" not in reason
    assert len(reason) <= 300


def test_a_prompt_beyond_the_context_is_told_as_such() -> None:
    assert failure(refusing(400, b'{"message": "maximum context length is 100 tokens"}'))[0] == "remote_context"


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere() -> None:
    with hostile(lambda handler, _server: stream(handler, END)) as thief:

        def answer(handler: BaseHTTPRequestHandler, _server: Hostile) -> None:
            refusing(307, Location=f"{thief.address}/v1/chat/completions")(handler, _server)

        with engine(answer, key="secret") as (child, server):
            end = child.end(child.ask("Hi"))
            assert isinstance(end, Failed)
            assert end.code == "remote_redirect"
            assert "Bearer secret" in server.keys
        assert not thief.asked
        assert not thief.keys


def test_a_busy_server_is_asked_again_when_it_says_so() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if len(server.asked) < 3:
            refusing(429 if len(server.asked) == 1 else 503, Retry_After="1")(handler, server)
        else:
            stream(handler, piece("there"), END)

    with engine(answer) as (child, server):
        run = child.ask("Hi")
        assert isinstance(child.end(run), Finished)
        assert child.text(run) == "there"
        assert len(server.asked) == 3


def test_who_waits_for_a_busy_server_can_go() -> None:
    with engine(refusing(503, Retry_After="3600")) as (child, _server):
        run = child.ask("Hi")
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)


# -- streams that break ----------------------------------------------------------------------------------------


def test_an_answer_that_breaks_goes_on_from_what_stands_there() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if len(server.asked) == 1:
            stream(handler, piece("One "), piece("two "))
        else:
            stream(handler, piece("three"), END)

    with engine(answer) as (child, server):
        run = child.ask("Count")
        assert isinstance(child.end(run), Finished)
        assert child.text(run) == "One two three"
        again = server.asked[1]
        assert again["messages"][-1] == {"role": "assistant", "content": "One two "}
        assert again["continue_final_message"] is True
        assert again["max_tokens"] == server.asked[0]["max_tokens"] - 2


def test_an_answer_that_breaks_for_ever_fails_in_the_end_with_what_came() -> None:
    with engine(lambda handler, _server: stream(handler, piece("x"))) as (child, server):
        run = child.ask("Hi")
        end = child.end(run)
        assert isinstance(end, Failed)
        assert end.code == "remote_cut"
        assert child.text(run) == "x" * len(server.asked)


def test_a_break_after_the_end_has_broken_nothing() -> None:
    done = event({"choices": [{"delta": {}, "finish_reason": "length"}]})
    with engine(lambda handler, _server: stream(handler, piece("all"), done)) as (child, _server):
        end = child.end(child.ask("Hi"))
        assert isinstance(end, Finished)
        assert end.reason == "length"


def test_a_connection_that_is_reset_is_told() -> None:
    def answer(handler: BaseHTTPRequestHandler, _server: Hostile) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        handler.connection.close()

    assert failure(answer)[0] in ("remote_cut", "remote_unreachable")


def test_a_server_that_stalls_is_left_when_that_is_wanted() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        stream(handler, piece("One"))
        server.is_over.wait(60)

    with engine(answer) as (child, _server):
        run = child.ask("Hi")
        child.wait(Tokens)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)
        assert child.text(run) == "One"


def test_a_change_of_sampling_leaves_a_stream_that_stalls() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if len(server.asked) == 1:
            stream(handler, piece("One "))
            server.is_over.wait(60)
        else:
            stream(handler, piece("two"), END)

    with engine(answer) as (child, server):
        run = child.ask("Hi", values={"temperature": 1.0})
        child.wait(Tokens)
        child.host.send(SetSampling(run, complete({"temperature": 0.25})))
        assert isinstance(child.end(run), Finished)
        assert child.text(run) == "One two"
        changed = next(one for one in child.events if isinstance(one, SamplingChanged))
        assert changed.position == 1
        assert [one["temperature"] for one in server.asked] == [1.0, 0.25]


class ChangesItself:
    """A server like ours: it is at its token `from_token` when the sampling changes, and sends `late` before it says so.

    Its first answer breaks after `broken` tokens.
    """

    def __init__(self, from_token: int, *, late: int = 0, broken: int = 0) -> None:
        self.from_token, self.late, self.broken = from_token, late, broken
        self.is_asked, self.is_sent, self.is_answered = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if handler.path.endswith("/sampling"):
            self.is_asked.set()
            self.is_sent.wait(60)
            refusing(200, json.dumps({"from_token": self.from_token}).encode())(handler, server)
            self.is_answered.set()
        elif self.broken and len(server.asked) == 1:
            stream(handler, *[piece("b")] * self.broken)
        else:
            self.write(handler)

    def write(self, handler: BaseHTTPRequestHandler) -> None:
        stream(handler, piece("x"), piece("x"))
        self.is_asked.wait(60)
        handler.wfile.write(piece("x") * self.late)
        self.is_sent.set()
        self.is_answered.wait(60)
        handler.wfile.write(piece("x") * (6 - self.late) + END)


@pytest.mark.parametrize(
    ("answer", "settings"),
    [
        (ChangesItself(5), "00000111"),
        (ChangesItself(3, late=4), "00011111"),
        (ChangesItself(3, broken=2), "0000011111"),
        (ChangesItself(-7), "00111111"),
        (ChangesItself(10**9), "00000000"),
    ],
    ids=["ahead of what we read", "answered late", "counted from where it went on", "negative", "beyond the end"],
)
def test_each_token_is_told_with_the_values_that_it_was_written_with(answer: ChangesItself, settings: str) -> None:
    with engine(answer, is_ours=True) as (child, _server):
        run = child.ask("Hi", values={"temperature": 1.0})
        child.wait_for_tokens(run, 1 + answer.broken)
        child.host.send(SetSampling(run, complete({"temperature": 0.25})))
        assert isinstance(child.end(run), Finished)
        told = [one for one in child.events if isinstance(one, Tokens)]
        assert "".join(str(token.setting) for one in told for token in one.items) == settings


def test_an_answer_whose_sampling_is_being_changed_can_be_stopped() -> None:
    answer = ChangesItself(3, late=4)
    answer.is_sent = answer.is_asked  # Not waited for below: the change is never answered.

    def stalls(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if handler.path.endswith("/sampling"):
            answer.is_asked.set()
            server.is_over.wait(60)
        else:
            answer.write(handler)

    with engine(stalls, is_ours=True) as (child, _server):
        run = child.ask("Hi")
        child.wait_for_tokens(run, 1)
        child.host.send(SetSampling(run, complete({"temperature": 0.25})))
        assert answer.is_asked.wait(60)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)
        answer.is_answered.set()


# -- garbage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((b"data: {nonsense\n\n",), "remote_garbled"),
        ((b"data: [1, 2]\n\n",), "remote_garbled"),
        ((b"data: " + b"x" * 3_000_000,), "remote_garbled"),
        ((b"<html>not what you think</html>",), "remote_cut"),
        ((b"\x00\xff\xfe" * 100,), "remote_cut"),
        ((event({"error": {"message": "out of memory"}}),), "remote_refused"),
    ],
)
def test_garbage_is_a_reason(parts: tuple[bytes, ...], code: str) -> None:
    assert failure(lambda handler, _server: stream(handler, *parts))[0] == code


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"choices": []},
        {"choices": None},
        {"choices": ["x"]},
        {"choices": [{"delta": {"content": 5}}]},
        {"choices": [{"delta": {"content": "a\ud800b"}}]},
        {"choices": [{"delta": {}, "logprobs": {"content": [{"token": 1, "bytes": ["x"], "logprob": "y"}]}}]},
        {"usage": {"prompt_tokens": -1, "completion_tokens": 10**30}, "timings": []},
        {"prompt_progress": {"total": "x"}},
    ],
)
def test_odd_chunks_say_nothing_and_harm_nothing(odd: dict[str, Any]) -> None:
    with engine(lambda handler, _server: stream(handler, event(odd), piece("fine"), END)) as (child, _server):
        run = child.ask("Hi")
        assert isinstance(child.end(run), Finished)
        assert child.text(run).endswith("fine")


def test_a_server_that_does_not_stream_is_read_all_the_same() -> None:
    whole = {
        "choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 4, "completion_tokens": 2},
    }
    data = json.dumps(whole).encode()
    with engine(lambda handler, _server: stream(handler, data, kind="application/json")) as (child, _server):
        run = child.ask("Hi")
        end = child.end(run)
        assert isinstance(end, Finished)
        assert (child.text(run), end.tokens) == ("Hello", 2)


def test_thinking_stands_before_the_answer() -> None:
    thinking = [
        event({"choices": [{"delta": {name: text}}]})
        for name, text in (("reasoning", "Hm. "), ("reasoning_content", "Yes."))
    ]
    with engine(lambda handler, _server: stream(handler, *thinking, piece("Hello"), END)) as (child, _server):
        run = child.ask("Hi")
        child.end(run)
        assert child.text(run) == "<think>\nHm. Yes.\n</think>\n\nHello"


def test_what_was_cached_is_told_only_where_the_server_tells_it() -> None:
    usage = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 1}})
    with engine(lambda handler, _server: stream(handler, piece("a"), usage, END)) as (child, _server):
        child.end(child.ask("Hi"))
        last = [one for one in child.events if isinstance(one, Prompted)][-1]
        assert (last.tokens, last.cached) == (9, -1)


# -- the look at a server --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "models", [b"not json", [], {"data": "x"}, {"data": [5, {"id": 7}]}, {"data": [{"id": "other"}]}]
)
def test_a_list_of_models_that_is_none_is_a_reason(models: Any) -> None:
    with hostile(lambda handler, _server: None) as server:
        server.models = models
        child = engine_at(server.address, model="m")
        assert child.wait(Failed).code in ("remote_garbled", "remote_model")
        child.host.close()
        child.host.join(30)


def test_names_of_models_are_a_strangers() -> None:
    with hostile(lambda handler, _server: None) as server:
        server.models = {"data": [{"id": "m\x1b[0m" + "x" * 9000, "max_model_len": "many"}, {"id": "m"}]}
        child = engine_at(server.address, model="m")
        assert child.wait(Loaded).name == "m"
        child.host.close()
        child.host.join(30)


def test_nobody_there_is_a_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = engine_at(f"http://127.0.0.1:{port}", model="m")
    assert child.wait(Failed).code == "remote_unreachable"
    child.host.close()
    child.host.join(30)


# -- found by reading it again ---------------------------------------------------------------------------------


def test_thinking_that_comes_with_log_probabilities_stays_in_one_piece() -> None:
    def thought(text: str) -> bytes:
        logprobs = {"content": [{"token": text, "logprob": -0.5, "bytes": list(text.encode())}]}
        return event({"choices": [{"delta": {"reasoning_content": text}, "logprobs": logprobs}]})

    parts = [thought("Let"), thought(" me"), thought(" see"), piece("Yes."), END]
    with engine(lambda handler, _server: stream(handler, *parts)) as (child, _server):
        run = child.ask("Hi")
        end = child.end(run)
        assert child.text(run) == "<think>\nLet me see\n</think>\n\nYes."
        assert isinstance(end, Finished)
        assert end.tokens == 4


def test_an_answer_without_end_is_left() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        stream(handler)
        while not server.is_over.is_set():
            handler.wfile.write(piece("on and on ") * 20)

    with engine(answer) as (child, _server):
        end = child.end(child.ask("Hi", values={"max_tokens": 5.0}))
        assert isinstance(end, Finished)
        assert end.reason == "length"


def test_a_refusal_without_end_is_not_read_to_its_end() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        handler.send_response(400)
        handler.end_headers()
        while not server.is_over.is_set():
            handler.wfile.write(b"no " * 10_000)

    assert failure(answer)[0] == "remote_refused"


def test_a_change_after_the_last_token_does_not_make_the_answer_go_on() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        # In one chunk, so that nobody is between the last token and the end.
        stream(handler, event({"choices": [{"delta": {"content": "All done."}, "finish_reason": "stop"}]}))
        server.is_over.wait(60)

    with engine(answer) as (child, server):
        run = child.ask("Hi")
        child.wait(Tokens)
        child.host.send(SetSampling(run, complete({"temperature": 0.25})))
        assert isinstance(child.end(run), Finished)
        assert child.text(run) == "All done."
        assert len(server.asked) == 1


def test_old_thinking_is_not_sent_and_no_two_turns_of_one_role_follow_each_other() -> None:
    with engine(lambda handler, _server: stream(handler, piece("x"), END)) as (child, server):
        child.end(child.ask("Hi", "<think>Hm.</think>Hello", "And?"))
        assert server.asked[0]["messages"][1] == {"role": "assistant", "content": "Hello"}


def test_a_limit_beyond_the_context_is_kept_here_where_the_server_refuses_it() -> None:
    def answer(handler: BaseHTTPRequestHandler, server: Hostile) -> None:
        if "max_tokens" in server.asked[-1]:
            refusing(400, b'{"error": {"message": "max_tokens=60 cannot be greater than max_model_len=40"}}')(
                handler, server
            )
        else:
            stream(handler, *[piece("x")] * 100, END)

    with engine(answer) as (child, server):
        run = child.ask("Hi", values={"max_tokens": 60.0})
        end = child.end(run)
        assert isinstance(end, Finished)
        assert (end.reason, end.tokens, child.text(run)) == ("length", 60, "x" * 60)
        assert len(server.asked) == 2


# -- calls of tools --------------------------------------------------------------------------------------------


def delta(*calls: Any, reason: str | None = None) -> bytes:
    return event({"choices": [{"delta": {"tool_calls": list(calls)}, "finish_reason": reason}]})


def called(*parts: bytes) -> Called:
    """What is told of the calls of an answer that was asked for with a tool."""
    with engine(lambda handler, _server: stream(handler, *parts, END)) as (child, _server):
        run = child.ask("Hi", tools=(Tool("add"),))
        assert isinstance(child.end(run), Finished)
        return next(event for event in child.events if isinstance(event, Called))


def test_calls_are_put_together_from_their_parts() -> None:
    parts = (
        delta({"index": 0, "id": "a", "function": {"name": "add", "arguments": ""}}),
        delta({"index": 1, "id": "b", "function": {"name": "add", "arguments": '{"x": '}}),
        delta({"index": 0, "function": {"arguments": '{"y": 1}'}}, {"index": 1, "function": {"arguments": "2}"}}),
        delta(reason="tool_calls"),
    )
    calls = called(*parts).calls
    assert [(call.id, call.name, call.arguments) for call in calls] == [
        ("a", "add", '{"y": 1}'),
        ("b", "add", '{"x": 2}'),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"function": {"name": "add", "arguments": "{broken"}},
        {"function": {"name": "add", "arguments": "[1]"}},
        {"function": {"name": "add", "arguments": '{"x": "' + "y" * 200_000 + '"}'}},
        {"function": {"name": "n" * 5000, "arguments": "{}"}},
        {"function": {"name": 5}},
        {"function": []},
        {"index": "x"},
        {"index": -1, "id": [], "function": {"arguments": 7}},
        "call",
        None,
    ],
)
def test_odd_calls_are_no_calls(odd: Any) -> None:
    assert called(delta(odd), delta(reason="stop")).calls == ()


def test_calls_without_end_are_left() -> None:
    parts = [delta({"index": number, "function": {"name": "add", "arguments": "{}"}}) for number in range(500)]
    assert len(called(*parts, delta(reason="tool_calls")).calls) <= 32


def test_what_others_have_called_goes_to_a_server_in_its_words() -> None:
    call = ToolCall("add", '{"x": 1}', "c1", start=6, end=11)
    turns = (
        Turn("user", "1?"),
        Turn("assistant", "Well. <add>", calls=(call,)),
        Turn("tool", "one", call=call),
        Turn("user", "And?"),
    )
    _path, body = wanted(DIALECTS[Kind.VLLM], "m", Request(turns=turns, changes=(), seed=1), {}, [], "", None)
    function = {"name": "add", "arguments": '{"x": 1}'}
    assert body["messages"] == [
        {"role": "user", "content": "1?"},
        {
            "role": "assistant",
            "content": "Well.",
            "tool_calls": [{"id": "c1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "one"},
        {"role": "user", "content": "And?"},
    ]
