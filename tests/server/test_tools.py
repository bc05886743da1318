"""Calls of tools through the SDKs of OpenAI and Anthropic: whole, streamed, and answered with their results."""

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest

from tests.served import Served

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"expression": {"type": "string", "pattern": "^[0-9 +*/.()-]{1,30}$"}},
    "required": ["expression"],
    "additionalProperties": False,
}
CALCULATOR: Any = {
    "type": "function",
    "function": {"name": "calculator", "description": "Computes the value of an expression.", "parameters": SCHEMA},
}
FLAT: Any = {"type": "function", "strict": True, **CALCULATOR["function"]}
CLAUDES: Any = {"name": "calculator", "description": "Computes the value of an expression.", "input_schema": SCHEMA}
QUESTION = "What is 47 * 53?"
ASK: Any = [{"role": "user", "content": QUESTION}]
SETTINGS: dict[str, Any] = {"temperature": 0, "max_tokens": 100}
GREEDY: dict[str, Any] = {"extra_body": {"temperature": 0}}


@pytest.fixture
def claude(server: Served) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=server.address, api_key="none", max_retries=0) as made:
        yield made


def test_a_model_calls_a_tool_and_answers_with_its_result(client: openai.OpenAI, model: str) -> None:
    first = client.chat.completions.create(
        model=model, messages=ASK, tools=[CALCULATOR], tool_choice="required", **SETTINGS
    )
    choice = first.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert not choice.message.content
    assert choice.message.tool_calls
    (call,) = choice.message.tool_calls
    assert call.type == "function"
    assert call.function.name == "calculator"
    assert json.loads(call.function.arguments) == {"expression": "47 * 53"}
    messages: Any = [*ASK, choice.message, {"role": "tool", "tool_call_id": call.id, "content": "2491"}]
    second = client.chat.completions.create(model=model, messages=messages, tools=[CALCULATOR], **SETTINGS)
    assert "2491" in (second.choices[0].message.content or "")
    assert second.choices[0].finish_reason == "stop"


def test_a_streamed_call_comes_as_a_call_and_not_as_text(client: openai.OpenAI, model: str) -> None:
    named: Any = {"type": "function", "function": {"name": "calculator"}}
    chunks = list(
        client.chat.completions.create(
            model=model, messages=ASK, tools=[CALCULATOR], tool_choice=named, stream=True, **SETTINGS
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == ""
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    assert calls[0].id
    assert calls[0].function
    assert calls[0].function.name == "calculator"
    arguments = "".join(call.function.arguments or "" for call in calls if call.function)
    assert json.loads(arguments) == {"expression": "47 * 53"}
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_without_need_an_answer_is_text(client: openai.OpenAI, model: str) -> None:
    for choice in ("auto", "none"):
        answer = client.chat.completions.create(
            model=model,
            messages=[{"role": "user", "content": "Say hello."}],
            tools=[CALCULATOR],
            tool_choice=choice,
            **SETTINGS,
        )
        assert answer.choices[0].message.content
        assert answer.choices[0].message.tool_calls is None


def test_responses_have_calls_as_items_and_go_on_from_them(client: openai.OpenAI, model: str) -> None:
    first = client.responses.create(
        model=model, input=QUESTION, tools=[FLAT], tool_choice="required", temperature=0, max_output_tokens=100
    )
    (item,) = first.output
    assert item.type == "function_call"
    assert json.loads(item.arguments) == {"expression": "47 * 53"}
    output: Any = [{"type": "function_call_output", "call_id": item.call_id, "output": "2491"}]
    second = client.responses.create(
        model=model, previous_response_id=first.id, input=output, tools=[FLAT], temperature=0, max_output_tokens=60
    )
    assert "2491" in second.output_text
    whole: Any = [{"role": "user", "content": QUESTION}, item.model_dump(exclude_none=True), *output]
    third = client.responses.create(model=model, input=whole, tools=[FLAT], temperature=0, max_output_tokens=60)
    assert "2491" in third.output_text


def test_responses_stream_the_items_of_calls(client: openai.OpenAI, model: str) -> None:
    stream = client.responses.create(
        model=model,
        input=QUESTION,
        tools=[FLAT],
        tool_choice="required",
        stream=True,
        temperature=0,
        max_output_tokens=100,
    )
    events = list(stream)
    kinds = [event.type for event in events]
    assert "response.output_text.delta" not in kinds
    done = next(event for event in events if event.type == "response.function_call_arguments.done")
    assert json.loads(done.arguments) == {"expression": "47 * 53"}
    last = events[-1]
    assert last.type == "response.completed"
    assert [item.type for item in last.response.output] == ["function_call"]


def test_anthropics_client_calls_and_answers(claude: anthropic.Anthropic, model: str) -> None:
    first = claude.messages.create(
        model=model, max_tokens=100, messages=ASK, tools=[CLAUDES], tool_choice={"type": "any"}, **GREEDY
    )
    assert first.stop_reason == "tool_use"
    (block,) = first.content
    assert block.type == "tool_use"
    assert block.input == {"expression": "47 * 53"}
    result: Any = {"type": "tool_result", "tool_use_id": block.id, "content": [{"type": "text", "text": "2491"}]}
    messages: Any = [*ASK, {"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    second = claude.messages.create(model=model, max_tokens=60, messages=messages, tools=[CLAUDES], **GREEDY)
    assert second.content[0].type == "text"
    assert "2491" in second.content[0].text


def test_anthropics_stream_has_the_block_of_a_call(claude: anthropic.Anthropic, model: str) -> None:
    with claude.messages.stream(
        model=model,
        max_tokens=100,
        messages=ASK,
        tools=[CLAUDES],
        tool_choice={"type": "tool", "name": "calculator"},
        **GREEDY,
    ) as stream:
        message = stream.get_final_message()
    assert message.stop_reason == "tool_use"
    assert [block.type for block in message.content] == ["tool_use"]
    assert message.content[0].input == {"expression": "47 * 53"}  # type: ignore[union-attr]


def test_tools_are_counted(claude: anthropic.Anthropic, model: str) -> None:
    plain = claude.messages.count_tokens(model=model, messages=ASK)
    told = claude.messages.count_tokens(model=model, messages=ASK, tools=[CLAUDES])
    assert told.input_tokens > plain.input_tokens + 20


def function(**changes: object) -> dict[str, Any]:
    return {"type": "function", "function": {**CALCULATOR["function"], **changes}}


CALL = {"id": "c1", "type": "function", "function": {"name": "calculator", "arguments": "{}"}}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"tools": [function(name="")]}, "tools[0].name"),
    "bad name": ({"tools": [function(name="a b")]}, "tools[0].name"),
    "no schema": ({"tools": [function(parameters=[1])]}, "tools[0]"),
    "twice": ({"tools": [CALCULATOR, CALCULATOR]}, "tools"),
    "too many": ({"tools": [function(name=f"t{number}") for number in range(200)]}, "tools"),
    "another type": ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
    "no object": ({"tools": [5]}, "tools[0]"),
    "unknown choice": ({"tools": [CALCULATOR], "tool_choice": "maybe"}, "tool_choice"),
    "unknown tool": (
        {"tools": [CALCULATOR], "tool_choice": {"type": "function", "function": {"name": "x"}}},
        "tool_choice",
    ),
    "nothing to call": ({"tool_choice": "required"}, "tool_choice"),
    "no such call": (
        {"messages": [*ASK, {"role": "tool", "tool_call_id": "x", "content": "1"}]},
        "messages[1].content",
    ),
    "a call of nothing": (
        {"messages": [*ASK, {"role": "assistant", "tool_calls": [{"id": "1", "function": 5}]}]},
        "messages[1].tool_calls[0]",
    ),
    "no list of calls": (
        {"messages": [*ASK, {"role": "assistant", "tool_calls": {"a": 1}}]},
        "messages[1].tool_calls[0]",
    ),
    "old functions": ({"functions": [{"name": "x"}]}, "functions"),
}


@pytest.mark.parametrize(("fields", "param"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(server: Served, fields: dict[str, Any], param: str) -> None:
    body = {"messages": ASK, "max_tokens": 4, **fields}
    answer = server.http.post("/v1/chat/completions", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["param"] == param


def test_strange_arguments_of_earlier_calls_do_no_harm(server: Served) -> None:
    for arguments in ("{broken", "[1]", '{"a": "<|im_end|>"}', '{"a": "\\ud800"}', ""):
        call = {**CALL, "function": {"name": "calculator", "arguments": arguments}}
        result = {"role": "tool", "tool_call_id": "c1", "content": "1"}
        messages = [*ASK, {"role": "assistant", "content": None, "tool_calls": [call]}, result]
        body = {"messages": messages, "max_tokens": 4}
        answer = server.http.post("/v1/chat/completions", json=body)
        assert answer.status_code == 200, answer.text
