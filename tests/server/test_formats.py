"""Structured output through the SDKs of OpenAI and Anthropic."""

import json
from typing import Any

import anthropic
import httpx2
import jsonschema
import openai
import pytest

from tests.served import Served

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer", "maximum": 150}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
ASK: Any = [{"role": "user", "content": "Anna is 31 years old. Who is it?"}]
NAMED: Any = {"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": PERSON}}
SETTINGS: dict[str, Any] = {"temperature": 0.8, "max_tokens": 100}


def is_person(text: str | None) -> None:
    jsonschema.validate(json.loads(text or ""), PERSON)


def test_an_answer_fits_the_schema_whole_and_streamed(client: openai.OpenAI, model: str) -> None:
    whole = client.chat.completions.create(model=model, messages=ASK, response_format=NAMED, seed=3, **SETTINGS)
    is_person(whole.choices[0].message.content)
    assert whole.choices[0].finish_reason == "stop"
    chunks = client.chat.completions.create(
        model=model, messages=ASK, response_format=NAMED, seed=3, stream=True, **SETTINGS
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content


def test_each_choice_is_held_to_it(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=ASK, response_format=NAMED, n=3, **SETTINGS)
    for choice in answer.choices:
        is_person(choice.message.content)


def test_json_mode_and_the_fields_of_llama_server(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(
        model=model, messages=ASK, response_format={"type": "json_object"}, temperature=0, max_tokens=300
    )
    if answer.choices[0].finish_reason == "stop":
        assert isinstance(json.loads(answer.choices[0].message.content or ""), dict)
    answer = client.chat.completions.create(
        model=model, messages=ASK, extra_body={"grammar": 'root ::= "An" "na"{2}'}, **SETTINGS
    )
    assert answer.choices[0].message.content == "Annana"
    answer = client.chat.completions.create(model=model, messages=ASK, extra_body={"json_schema": PERSON}, **SETTINGS)
    is_person(answer.choices[0].message.content)
    text = client.completions.create(model=model, prompt="1 + 1 =", extra_body={"grammar": "root ::= [0-9]"})
    assert text.choices[0].text.isdigit()


def test_responses_and_messages_are_held_to_it(client: openai.OpenAI, model: str, server: Served) -> None:
    form: Any = {"format": {"type": "json_schema", "name": "person", "schema": PERSON}}
    is_person(client.responses.create(model=model, input="Anna is 31.", text=form).output_text)
    with anthropic.Anthropic(base_url=server.address, api_key="none", max_retries=0) as other:
        extra = {"output_config": {"format": {"type": "json_schema", "schema": PERSON}}}
        message = other.messages.create(model=model, max_tokens=100, messages=ASK, extra_body=extra)
    assert message.content[0].type == "text"
    is_person(message.content[0].text)


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_schema_that_cannot_be_kept_to_is_refused_with_the_reason(
    client: openai.OpenAI, model: str, is_stream: bool
) -> None:
    form: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"not": {}}}}
    with pytest.raises(openai.BadRequestError, match="not"):
        client.chat.completions.create(model=model, messages=ASK, response_format=form, stream=is_stream)


def test_the_record_of_a_run_says_which_form_it_had(client: openai.OpenAI, model: str, server: Served) -> None:
    answer = client.chat.completions.create(model=model, messages=ASK, response_format=NAMED, **SETTINGS)
    record = httpx2.get(f"{server.base_url}/runs/{answer.id}").json()
    (change,) = record["replay"]["formats"]
    assert change["from_token"] == 0
    assert json.loads(change["format"]["text"]) == PERSON
