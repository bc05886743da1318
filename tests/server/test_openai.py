"""OpenAI's own SDK against our server."""

import json
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletionUserMessageParam

from tests.served import Served

GREEDY: dict[str, Any] = {"temperature": 0, "max_tokens": 12}
HELLO: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "Say hello."}]
STORY: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "Write a long story about a dog."}]


# -- chat ------------------------------------------------------------------------------------------------------


def test_a_chat_is_answered(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=HELLO, **GREEDY)
    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage
    assert answer.usage.completion_tokens == 12
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 12


def test_a_stream_gives_the_same_text_and_its_usage_where_that_is_asked_for(client: openai.OpenAI, model: str) -> None:
    whole = client.chat.completions.create(model=model, messages=HELLO, **GREEDY)
    chunks = list(
        client.chat.completions.create(
            model=model, messages=HELLO, stream=True, stream_options={"include_usage": True}, **GREEDY
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens == 12
    assert chunks[-2].choices[0].finish_reason == "length"


def test_a_prompt_that_was_read_before_counts_as_cached(client: openai.OpenAI, model: str) -> None:
    for _time in range(2):
        answer = client.chat.completions.create(model=model, messages=HELLO, **GREEDY)
    assert answer.usage
    assert answer.usage.prompt_tokens_details
    assert answer.usage.prompt_tokens_details.cached_tokens == answer.usage.prompt_tokens - 1


def test_the_same_seed_gives_the_same_answer_and_each_choice_has_its_own(client: openai.OpenAI, model: str) -> None:
    def ask(seed: int) -> list[str | None]:
        answer = client.chat.completions.create(
            model=model, messages=HELLO, temperature=1.2, max_tokens=12, seed=seed, n=3
        )
        assert [choice.index for choice in answer.choices] == [0, 1, 2]
        return [choice.message.content for choice in answer.choices]

    first = ask(7)
    assert len(set(first)) == 3
    assert first[1] == ask(8)[0], "the second choice has the next seed"


def test_an_answer_ends_before_a_stop_text(client: openai.OpenAI, model: str) -> None:
    plain = client.chat.completions.create(model=model, messages=STORY, temperature=0, max_tokens=30)
    words = (plain.choices[0].message.content or "").split()
    stopped = client.chat.completions.create(
        model=model, messages=STORY, temperature=0, max_tokens=30, stop=[words[4], "never said"]
    )
    assert stopped.choices[0].finish_reason == "stop"
    assert words[4] not in (stopped.choices[0].message.content or "")


def test_log_probabilities_come_with_each_token(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(model=model, messages=HELLO, logprobs=True, top_logprobs=3, **GREEDY)
    logprobs = answer.choices[0].logprobs
    assert logprobs
    assert logprobs.content
    assert "".join(one.token for one in logprobs.content) == answer.choices[0].message.content
    assert all(len(one.top_logprobs) == 3 and one.logprob <= 0 for one in logprobs.content)
    streamed = list(
        client.chat.completions.create(
            model=model, messages=HELLO, logprobs=True, top_logprobs=3, stream=True, **GREEDY
        )
    )
    parts = [part for chunk in streamed if (found := chunk.choices[0].logprobs) for part in found.content or []]
    assert [part.token for part in parts] == [one.token for one in logprobs.content]


def test_a_bias_keeps_a_token_away(client: openai.OpenAI, model: str, server: Served) -> None:
    plain = client.chat.completions.create(model=model, messages=HELLO, logprobs=True, **GREEDY)
    content = plain.choices[0].logprobs
    assert content
    assert content.content
    first = content.content[0].token
    (token,) = server.http.post("/tokenize", json={"content": first}).json()["tokens"]
    other = client.chat.completions.create(model=model, messages=HELLO, logit_bias={str(token): -100}, **GREEDY)
    assert not (other.choices[0].message.content or "").startswith(first)


def test_every_sampling_parameter_of_llama_server_is_taken(client: openai.OpenAI, model: str) -> None:
    more = {
        "top_k": 20,
        "min_p": 0.1,
        "typical_p": 0.9,
        "repeat_penalty": 1.1,
        "repeat_last_n": 32,
        "dry_multiplier": 0.5,
        "dry_penalty_last_n": -1,
        "xtc_probability": 0.1,
        "mirostat": 0,
        "top_n_sigma": 1.0,
        "cache_prompt": True,
    }
    answer = client.chat.completions.create(model=model, messages=HELLO, max_tokens=3, extra_body=more)
    run = client.get(f"/runs/{answer.id}", cast_to=dict[str, Any])
    values = run["sampling"][0]["values"]
    assert (values["top_k"], values["penalty_last_n"], values["dry_last_n"]) == (20, 32, 8192)


def test_an_assistant_message_at_the_end_is_continued(client: openai.OpenAI, model: str) -> None:
    answer = client.chat.completions.create(
        model=model,
        messages=[
            {"role": "user", "content": "Count to ten."},
            {"role": "assistant", "content": "1, 2, 3, 4,"},
        ],
        temperature=0,
        max_tokens=4,
    )
    assert (answer.choices[0].message.content or "").strip().startswith("5")


def test_parts_of_a_message_that_are_texts_are_joined(client: openai.OpenAI, model: str) -> None:
    parts = [{"type": "text", "text": "Say "}, {"type": "text", "text": "hello."}]
    one = client.chat.completions.create(model=model, messages=[{"role": "user", "content": parts}], **GREEDY)  # type: ignore[list-item, misc]
    assert one.choices[0].message.content == (
        client.chat.completions.create(model=model, messages=HELLO, **GREEDY).choices[0].message.content
    )


# -- completions -----------------------------------------------------------------------------------------------


def test_a_prompt_is_completed(client: openai.OpenAI, model: str) -> None:
    answer = client.completions.create(model=model, prompt="The capital of France is", **GREEDY)
    assert "Paris" in answer.choices[0].text
    streamed = client.completions.create(model=model, prompt="The capital of France is", stream=True, **GREEDY)
    assert "".join(chunk.choices[0].text for chunk in streamed) == answer.choices[0].text


def test_several_prompts_get_their_answers_in_order(client: openai.OpenAI, model: str) -> None:
    prompts = ["The capital of France is", "The capital of Italy is"]
    answer = client.completions.create(model=model, prompt=prompts, n=2, **GREEDY)
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3]
    assert "Paris" in answer.choices[0].text
    assert answer.choices[2].text == answer.choices[3].text != answer.choices[0].text


def test_an_echoed_prompt_is_scored_token_by_token(client: openai.OpenAI, model: str) -> None:
    prompt = "The capital of France is Paris. Grüße 👋!"
    answer = client.completions.create(model=model, prompt=prompt, echo=True, logprobs=2, temperature=0, max_tokens=1)
    choice = answer.choices[0]
    assert choice.text.startswith(prompt)
    found = choice.logprobs
    assert found
    assert found.tokens
    assert found.token_logprobs
    assert found.text_offset
    assert found.top_logprobs
    assert found.token_logprobs[0] is None
    assert all(value <= 0 for value in found.token_logprobs[1:])
    lengths = {len(found.tokens), len(found.token_logprobs), len(found.text_offset), len(found.top_logprobs)}
    assert len(lengths) == 1
    for token, offset in zip(found.tokens, found.text_offset, strict=True):
        assert token.startswith("bytes:") or choice.text[offset:].startswith(token)
    assert list(found.text_offset) == sorted(found.text_offset)


def test_only_scoring_writes_nothing(client: openai.OpenAI, model: str) -> None:
    answer = client.completions.create(model=model, prompt="One two three", echo=True, logprobs=0, max_tokens=0)
    assert answer.choices[0].text == "One two three"
    assert answer.usage
    assert answer.usage.completion_tokens == 0
    assert answer.choices[0].logprobs
    assert "".join(answer.choices[0].logprobs.tokens or []) == "One two three"


def test_tokens_are_a_prompt_too(client: openai.OpenAI, model: str, server: Served) -> None:
    tokens = server.http.post("/tokenize", json={"content": "The capital of France is"}).json()["tokens"]
    answer = client.completions.create(model=model, prompt=tokens, **GREEDY)
    assert answer.choices[0].text == (
        client.completions.create(model=model, prompt="The capital of France is", **GREEDY).choices[0].text
    )


# -- responses -------------------------------------------------------------------------------------------------


def test_a_response_is_given_and_continued(client: openai.OpenAI, model: str) -> None:
    first = client.responses.create(
        model=model, input="My name is Ada.", instructions="Be brief.", max_output_tokens=20
    )
    assert first.output_text
    assert first.usage
    second = client.responses.create(
        model=model, input="What is my name?", previous_response_id=first.id, max_output_tokens=20
    )
    assert second.usage
    assert second.usage.input_tokens > first.usage.input_tokens


def test_a_response_streams(client: openai.OpenAI, model: str) -> None:
    with client.responses.stream(model=model, input="Say hello.", temperature=0, max_output_tokens=12) as stream:
        events = list(stream)
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    whole = client.responses.create(model=model, input="Say hello.", temperature=0, max_output_tokens=12)
    assert text == whole.output_text
    assert whole.status == "incomplete"
    assert events[-1].type == "response.incomplete"
    assert [event.sequence_number for event in events] == list(range(len(events)))


# -- what is wrong ---------------------------------------------------------------------------------------------


def test_a_model_that_is_not_here_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=HELLO)
    assert caught.value.code == "model_not_found"
    assert "SmolLM2" in caught.value.message, "the error lists what is here"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"temperature": 5}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"top_k": 1.5}, "top_k"),
        ({"n": 0}, "n"),
        ({"top_logprobs": 2}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": 50}, "top_logprobs"),
        ({"logit_bias": {"x": 1}}, "logit_bias"),
        ({"stop": ["x"] * 40}, "stop"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0].content[0].image_url"),
        ({"tools": [{"type": "function"}]}, "tools[0].name"),
        ({"response_format": {"type": "poem"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "response_format.schema"),
        ({"response_format": {"type": "json_object"}, "grammar": 'root ::= "a"'}, "grammar"),
        ({"json_schema": []}, "json_schema"),
        ({"seed": "x"}, "seed"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: openai.OpenAI, model: str, more: dict[str, Any], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.post("/chat/completions", body={"model": model, "messages": HELLO, **more}, cast_to=dict[str, Any])
    assert caught.value.param == param


def test_a_field_that_nobody_knows_is_refused_by_its_name(client: openai.OpenAI, model: str) -> None:
    with pytest.raises(openai.BadRequestError, match="tempertaure"):
        client.chat.completions.create(model=model, messages=HELLO, extra_body={"tempertaure": 1})


def test_a_prompt_longer_than_the_context_is_refused_before_a_stream_begins(client: openai.OpenAI, model: str) -> None:
    long: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "word " * 20_000}]
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError) as caught:
            client.post(
                "/chat/completions",
                body={"model": model, "messages": long, "stream": stream},
                cast_to=dict[str, Any],
            )
        assert caught.value.code == "context_length_exceeded"


# -- the list of models ----------------------------------------------------------------------------------------


def test_models_are_listed_and_one_is_told_of(client: openai.OpenAI, model: str) -> None:
    assert client.models.retrieve(model).id == model
    assert client.models.retrieve(model.lower()).id == model, "clients write names as they like"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("nothing")


def test_a_bad_body_is_no_json(server: Served) -> None:
    for body in (b"", b"{", b"[]", b"\xff\xfe", b'{"messages": "\xff"}', b"[" * 5000):
        answer = server.http.post("/v1/chat/completions", content=body)
        assert answer.status_code == 400, body
        assert json.loads(answer.content)["error"]["type"] == "invalid_request_error"


def test_prompts_that_begin_alike_share_that_beginning_however_long_the_answers_were(
    client: openai.OpenAI, model: str
) -> None:
    system = "You are the keeper of a lighthouse far in the north, and speak of nothing but storms, ships and whales."

    def ask(question: str) -> int:
        answer = client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
            max_tokens=120,
        )
        assert answer.usage
        assert answer.usage.prompt_tokens_details
        return answer.usage.prompt_tokens_details.cached_tokens or 0

    ask("Who are you?")
    assert ask("What do you see?") >= 20
    assert ask("Who are you?") >= 20


def test_a_text_beyond_all_measure_is_refused_and_costs_nobody_the_engine(server: Served) -> None:
    long = "a " * 900_000
    refused = server.http.post("/v1/completions", json={"prompt": long, "max_tokens": 1})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "context_length_exceeded")
    for path, body in (
        ("/apply-template", {"messages": [{"role": "user", "content": long}]}),
        ("/v1/messages/count_tokens", {"messages": [{"role": "user", "content": long}]}),
        ("/detokenize", {"tokens": [28120] * 400_000}),
    ):
        assert server.http.post(path, json=body).status_code == 400, path
    assert server.http.post("/v1/completions", json={"prompt": "Hi", "max_tokens": 1}).status_code == 200


def test_a_stream_tells_the_log_probabilities_that_the_whole_answer_tells(server: Served) -> None:
    (end,) = server.http.post("/tokenize", json={"content": "<|im_end|>"}).json()["tokens"]
    for body in ({"prompt": "Hi", "logit_bias": {str(end): 8}}, {"prompt": "One two", "stop": [" the"]}):
        whole = {**body, "max_tokens": 30, "temperature": 0, "logprobs": 1}
        told = server.http.post("/v1/completions", json=whole).json()["choices"][0]["logprobs"]["tokens"]
        streamed: list[str] = []
        for line in server.http.post("/v1/completions", json={**whole, "stream": True}).text.splitlines():
            if line.startswith("data: {"):
                streamed += json.loads(line[6:])["choices"][0]["logprobs"]["tokens"]
        assert streamed == told


def test_what_was_thought_before_may_be_sent_back(client: openai.OpenAI, model: str, server: Served) -> None:
    parts = [{"type": "thinking", "thinking": "Hm.", "signature": ""}, {"type": "text", "text": "Hello"}]
    messages = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": parts},
        {"role": "user", "content": "Go"},
    ]
    assert server.http.post("/v1/messages", json={"messages": messages, "max_tokens": 1}).status_code == 200
    items = [{"type": "reasoning", "summary": []}, {"role": "user", "content": "Hi"}]
    assert server.http.post("/v1/responses", json={"input": items, "max_output_tokens": 1}).status_code == 200


@pytest.mark.parametrize("body", [{"prompt": [[]], "echo": True, "logprobs": 1}, {"prompt": ["x"] * 200, "n": 16}])
def test_prompts_that_are_none_or_too_many_are_refused(server: Served, body: dict[str, Any]) -> None:
    assert server.http.post("/v1/completions", json=body).status_code == 400


def test_no_limit_is_asked_for_by_minus_one(server: Served) -> None:
    (end,) = server.http.post("/tokenize", json={"content": "<|im_end|>"}).json()["tokens"]
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": -1, "logit_bias": {str(end): 100}}
    assert server.http.post("/v1/chat/completions", json=body).status_code == 200
