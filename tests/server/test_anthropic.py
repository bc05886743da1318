"""Anthropic's own SDK against our server."""

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic.types import MessageParam

from tests.served import Served

HELLO: list[MessageParam] = [{"role": "user", "content": "Say hello."}]
MODEL = "smollm2-135m-instruct.q4_1"
GREEDY: dict[str, Any] = {"extra_body": {"temperature": 0}}


@pytest.fixture
def client(server: Served) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=server.address, api_key="none", max_retries=0) as made:
        yield made


def test_a_message_is_answered(client: anthropic.Anthropic) -> None:
    answer = client.messages.create(model=MODEL, max_tokens=12, system="Be brief.", messages=HELLO, **GREEDY)
    assert answer.content[0].type == "text"
    assert answer.content[0].text
    assert answer.stop_reason == "max_tokens"
    assert answer.usage.output_tokens == 12
    assert answer.usage.input_tokens > 0


def test_a_stream_gives_the_same_text(client: anthropic.Anthropic) -> None:
    whole = client.messages.create(model=MODEL, max_tokens=12, messages=HELLO, **GREEDY)
    with client.messages.stream(model=MODEL, max_tokens=12, messages=HELLO, **GREEDY) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert whole.content[0].type == "text"
    assert text == whole.content[0].text
    assert final.stop_reason == "max_tokens"
    assert final.usage.output_tokens == 12


def test_a_stream_tells_the_tokens_of_a_long_prompt_from_its_beginning(client: anthropic.Anthropic) -> None:
    long: list[MessageParam] = [{"role": "user", "content": "Say hello, and nothing else. " * 200}]
    with client.messages.stream(model=MODEL, max_tokens=4, messages=long, **GREEDY) as stream:
        first = next(one for one in stream if one.type == "message_start").message.usage
        used = stream.get_final_message().usage
    assert first.input_tokens > 1000
    assert first.input_tokens == used.input_tokens + (used.cache_read_input_tokens or 0)


def test_the_stop_text_is_named(client: anthropic.Anthropic) -> None:
    plain = client.messages.create(model=MODEL, max_tokens=30, messages=HELLO, **GREEDY)
    assert plain.content[0].type == "text"
    word = plain.content[0].text.split()[3]
    answer = client.messages.create(
        model=MODEL, max_tokens=30, messages=HELLO, stop_sequences=["never said", word], **GREEDY
    )
    assert (answer.stop_reason, answer.stop_sequence) == ("stop_sequence", word)


def test_tokens_are_counted_as_an_answer_counts_them(client: anthropic.Anthropic) -> None:
    counted = client.messages.count_tokens(model=MODEL, system="Be brief.", messages=HELLO)
    answer = client.messages.create(model=MODEL, max_tokens=1, system="Be brief.", messages=HELLO)
    used = answer.usage
    assert counted.input_tokens == used.input_tokens + (used.cache_read_input_tokens or 0)


def test_a_header_that_changes_with_every_request_does_not_cost_the_cache(client: anthropic.Anthropic) -> None:
    def ask(number: int) -> int:
        system: Any = [
            {"type": "text", "text": f"x-anthropic-billing-header: cc_version=1; cch={number};\n"},
            {"type": "text", "text": "You help with a program that is long and old, and you never change its tests."},
        ]
        answer = client.messages.create(model=MODEL, max_tokens=1, system=system, messages=HELLO, **GREEDY)
        return int(answer.usage.input_tokens)

    ask(1)
    assert ask(2) == 1, "all but the last token of the prompt was cached"


def test_errors_have_the_shape_that_the_sdk_reads(client: anthropic.Anthropic, server: Served) -> None:
    with pytest.raises(anthropic.NotFoundError, match="not here"):
        client.messages.create(model="claude", max_tokens=1, messages=HELLO, **GREEDY)
    search: Any = {"type": "web_search_20250305", "name": "web_search"}
    with pytest.raises(anthropic.BadRequestError, match="web_search"):
        client.messages.create(model=MODEL, max_tokens=1, messages=HELLO, tools=[search])
    answer = server.http.post("/v1/messages", json={"messages": HELLO})
    assert answer.json() == {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "max_tokens: Field required"},
    }
