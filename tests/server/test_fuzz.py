"""Bodies of any shape: each is answered or refused by its field; nothing fails, hangs, or harms the next request."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.served import Served

MESSAGES = [{"role": "user", "content": "Hi"}]
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {
        "messages": MESSAGES,
        "max_tokens": 1,
        "temperature": 0.5,
        "n": 1,
        "stop": ["x"],
        "seed": 1,
        "logprobs": True,
        "top_logprobs": 1,
        "logit_bias": {"5": 1},
        "stream": False,
        "stream_options": {"include_usage": True},
    },
    "/v1/completions": {"prompt": "Hi", "max_tokens": 1, "echo": True, "logprobs": 1, "suffix": None, "n": 1},
    "/v1/responses": {"input": "Hi", "max_output_tokens": 1, "instructions": "Be brief."},
    "/v1/messages": {"messages": MESSAGES, "max_tokens": 1, "system": "Be brief.", "stop_sequences": ["x"]},
    "/v1/messages/count_tokens": {"messages": MESSAGES},
    "/v1/embeddings": {"input": ["Hi", [1, 2]], "encoding_format": "float", "dimensions": None},
    "/tokenize": {"content": "Hi", "with_pieces": True},
    "/detokenize": {"tokens": [1, 2]},
    "/apply-template": {"messages": MESSAGES},
    "/v1/runs/none/sampling": {"temperature": 0.5},
}
LONG = ("max_tokens", "max_output_tokens")
"""Fields that can make an answer as long as the context: a minute of silence on a busy computer."""
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
)
ANYTHING = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
EXPECTED = {200, 400, 404, 409}


@pytest.mark.slow
@pytest.mark.parametrize("path", BODIES)
def test_any_value_in_any_field_is_answered_or_refused(server: Served, path: str) -> None:
    body = BODIES[path]

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(name=st.sampled_from([*body, "surprise"]), value=ANYTHING)
    def fuzz(name: str, value: object) -> None:
        if name in LONG and (value is None or (isinstance(value, int | float) and value > 8)):
            value = -9
        answer = server.http.post(path, json={**body, name: value})
        assert answer.status_code in EXPECTED, (name, value, answer.text)
        if answer.status_code != 200:
            assert answer.json()["error"]["message"]

    fuzz()
    assert server.http.get("/health").status_code == 200


@pytest.mark.slow
def test_any_bytes_are_answered_or_refused(server: Served) -> None:
    @settings(max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(path=st.sampled_from(list(BODIES)), data=st.binary(max_size=200))
    def fuzz(path: str, data: bytes) -> None:
        assert server.http.post(path, content=data).status_code == 400

    fuzz()
