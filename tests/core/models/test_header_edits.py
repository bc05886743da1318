"""Somebody changes fields of a header: what they write is taken as what the field holds, or refused with the reason."""

import pytest

from slm_desktop.core.models.gguf import Header, Items
from slm_desktop.core.models.header_edits import HeaderDraft
from slm_desktop.errors import Fault

HEADER = Header(
    3,
    {
        "general.architecture": "llama",
        "general.name": "One\nname",
        "llama.context_length": 2048,
        "llama.rope.freq_base": 10_000.0,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.tokens": Items(9),
        "split.count": 2,
        "odd key": 5,
    },
    4,
)


@pytest.fixture
def draft() -> HeaderDraft:
    return HeaderDraft(HEADER)


def test_only_what_may_be_changed_is_offered(draft: HeaderDraft) -> None:
    assert draft.keys == [
        "general.name",
        "llama.context_length",
        "llama.rope.freq_base",
        "tokenizer.ggml.add_bos_token",
    ]
    assert [draft.text(key) for key in draft.keys] == ["One\nname", "2048", "10000", "true"]
    assert not draft.is_changed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("general.name", "42", "42"),
        ("llama.context_length", " 4096 ", 4096),
        ("llama.rope.freq_base", "1000000", 1_000_000.0),
        ("llama.rope.freq_base", "1e6", 1_000_000.0),
        ("tokenizer.ggml.add_bos_token", "FALSE", False),
        ("new.number", "7", 7),
        ("new.fraction", "0.5", 0.5),
        ("new.switch", "true", True),
        ("new.text", "seven of them", "seven of them"),
        ("general.version", "1.0", "1.0"),
        ("general.quantization_version", "2", 2),
        ("llama.rope.scaling.factor", "4", 4.0),
        ("llama.rope.scaling.type", "yarn", "yarn"),
        ("tokenizer.ggml.add_eos_token", "true", True),
        ("tokenizer.chat_template.tool_use", "5", "5"),
    ],
)
def test_what_is_written_becomes_what_the_field_holds(draft: HeaderDraft, key: str, text: str, value: object) -> None:
    draft.write(key, text)
    assert draft.fields == {key: value}
    assert type(draft.fields[key]) is type(value)
    assert draft.wrong == {}


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("llama.context_length", "many", "edit_type_int"),
        ("llama.context_length", "1.5", "edit_type_int"),
        ("llama.context_length", "", "edit_type_int"),
        ("llama.context_length", "9" * 30, "edit_range"),
        ("llama.context_length", "9" * 5000, "edit_type_int"),
        ("tokenizer.ggml.add_bos_token", "1", "edit_type_bool"),
        ("llama.rope.freq_base", "9" * 400, "edit_range"),
        ("llama.rope.freq_base", "much", "edit_type_float"),
        ("general.name", "a\0b", "edit_text"),
    ],
)
def test_what_is_no_value_of_it_is_not_taken(draft: HeaderDraft, key: str, text: str, reason: str) -> None:
    draft.write(key, text)
    assert draft.fields == {}
    assert draft.wrong[key][1].details["reason"] == reason
    assert draft.text(key) == text, "what was written stays to be put right"
    draft.restore(key)
    assert draft.wrong == {}


def test_a_value_that_is_as_before_is_no_change(draft: HeaderDraft) -> None:
    draft.write("llama.context_length", "4096")
    assert draft.is_changed
    draft.write("llama.context_length", "2048")
    assert not draft.is_changed


def test_a_float_is_written_as_people_wrote_it() -> None:
    epsilon = 9.999999747378752e-06  # 1e-05 as a 32-bit float
    draft = HeaderDraft(Header(3, {"llama.epsilon": epsilon, "llama.third": 1 / 3}, 0))
    assert draft.text("llama.epsilon") == "1e-05"
    assert draft.text("llama.third") == str(1 / 3)
    draft.write("llama.epsilon", "1e-06")
    draft.write("llama.epsilon", "1e-05")
    assert not draft.is_changed


def test_fields_come_and_go(draft: HeaderDraft) -> None:
    draft.add("general.description")
    draft.write("general.description", "Small.")
    assert draft.keys[0] == "general.description"
    draft.remove("general.name")
    assert (draft.fields, draft.removed) == ({"general.description": "Small."}, {"general.name"})
    draft.write("general.name", "Another")
    assert draft.removed == set(), "what is written again is there again"
    draft.remove("general.description")
    assert "general.description" not in draft.keys
    draft.restore("general.name")
    assert not draft.is_changed


@pytest.mark.parametrize("key", ["", "two words", "ключ", "a" * 300, "split.no", "general.alignment"])
def test_a_field_that_cannot_be_is_not_added(draft: HeaderDraft, key: str) -> None:
    with pytest.raises(Fault, match="edit"):
        draft.add(key)
    assert draft.keys == HeaderDraft(HEADER).keys
