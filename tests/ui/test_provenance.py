"""What is said of a word's settings, whatever the record holds: it may come from anybody's file."""

import pytest

from slm_desktop.core.engines.commands import Change
from slm_desktop.core.engines.events import DraftTokens, Token
from slm_desktop.core.records import RunRecord
from slm_desktop.ui.transcript.provenance import Provenance

COLD, WARM = Change(0, {"temperature": 0.2}), Change(1, {"temperature": 1.5})


def words_at(position: int, *changes: Change, setting: int = 0) -> str:
    tokens = [Token(1, "One", 0, 0.1), Token(2, " two", setting, 0.2)]
    return Provenance("One two", RunRecord(tokens=tokens, changes=list(changes)), [list("One two")]).words_at(
        0, position
    )


def test_each_word_knows_its_settings_and_what_changed_before_it() -> None:
    assert "Temperature 0.2" in words_at(1, COLD, WARM, setting=1)
    assert "Temperature 0.2 → 1.5" in words_at(5, COLD, WARM, setting=1)


@pytest.mark.parametrize("setting", [-7, -1, 2, 10**9])
def test_a_setting_that_is_none_is_taken_for_the_nearest(setting: int) -> None:
    assert "Temperature" in words_at(5, COLD, WARM, setting=setting)


def test_a_word_says_whether_it_was_drafted_or_what_was_drafted_in_its_place() -> None:
    tokens = [Token(at, text, 0, 0.1) for at, text in enumerate(("One", " two", " three"))]
    record = RunRecord(tokens=tokens, changes=[COLD], drafts=[DraftTokens(1, (1, 9), 1, " four")])
    words = Provenance("One two three", record, [list("One two three")])
    assert "raft" not in words.words_at(0, 1)
    assert "and accepted" in words.words_at(0, 5)
    assert "rejected here: “ four”" in words.words_at(0, 10)


def test_a_record_without_settings_says_nothing() -> None:
    assert words_at(1) == words_at(5) == words_at(99) == ""


def test_tokens_are_found_where_they_stand_over_markup_and_several_parts() -> None:
    tokens = [Token(at, text, 0, 0.1) for at, text in enumerate(("**One", "** two", "\n\n", "three"))]
    shown = [list("One two"), list("three")]
    words = Provenance("**One** two\n\nthree", RunRecord(tokens=tokens, changes=[COLD]), shown)
    assert words.spans == [(0, 0, 3, 0), (0, 3, 7, 1), (1, 0, 5, 3)]
    assert [words.token_at(0, 1), words.token_at(0, 5), words.token_at(1, 2)] == [0, 1, 3]
    assert words.token_at(1, 99) is None


def test_what_an_earlier_answer_gave_belongs_to_no_token_of_this_run() -> None:
    record = RunRecord(tokens=[Token(1, " two", 0, 0.1)], changes=[COLD], continued=3)
    words = Provenance("One two", record, [list("One two")])
    assert words.token_at(0, 1) is None
    assert words.spans == [(0, 3, 7, 0)]
