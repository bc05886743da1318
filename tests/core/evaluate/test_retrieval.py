"""What a question found in documents, as a check of a suite."""

import pytest

from slm_desktop.core.documents.records import Source
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.evaluate.calling import called
from slm_desktop.core.evaluate.retrieval import retrieved
from slm_desktop.core.evaluate.suite import Check, suite_of, to_dict

SENT = Source(1, "a.pdf", 0, 0, "The keeper\nwas  Mara.", rank=1)
NEAR = Source(1, "a.pdf", 4, 0, "The oil came by boat.", rank=9, used=False)


@pytest.mark.parametrize(
    ("check", "passed", "code"),
    [
        (Check(retrieves="the keeper was mara"), True, ""),
        (Check(retrieves="the keeper was mara", case=True), False, "not_retrieved"),
        (Check(retrieves="oil came by boat"), False, "near_miss"),
        (Check(retrieves="a whale"), False, "not_retrieved"),
        (Check(retrieves="a whale", want=False), True, ""),
        (Check(retrieves="keeper was", want=False), False, "unwanted"),
    ],
)
def test_a_text_must_stand_in_what_was_sent(check: Check, passed: bool, code: str) -> None:
    ok, why = retrieved(check, (SENT, NEAR))
    assert (ok, why.code) == (passed, code)
    assert why.details.get("rank", "9") == "9"


def test_a_candidate_without_documents_is_told_so() -> None:
    assert retrieved(Check(retrieves="x"), ())[1].code == "no_passages"


def test_it_stands_in_files_of_suites() -> None:
    content = {"title": "T", "prompts": [{"prompt": "Who?", "checks": [{"retrieves": "Mara"}]}]}
    suite = suite_of(content)
    assert suite.prompts[0].checks[0].kind == "retrieves"
    assert to_dict(suite, NO_MEDIA.data)["prompts"][0]["checks"] == [{"retrieves": "Mara"}]


SUM, CLOCK = ToolCall("sum", "{}"), ToolCall("clock", "{}")


@pytest.mark.parametrize(
    ("check", "calls", "passed", "code"),
    [
        (Check(calls="sum"), (SUM,), True, ""),
        (Check(calls="sum"), (CLOCK, SUM), True, ""),
        (Check(calls="sum"), (CLOCK,), False, "other_call"),
        (Check(calls="sum"), (), False, "no_call"),
        (Check(calls="sum", want=False), (CLOCK,), True, ""),
        (Check(calls="sum", want=False), (SUM,), False, "unwanted"),
    ],
)
def test_a_tool_must_be_called(check: Check, calls: tuple[ToolCall, ...], passed: bool, code: str) -> None:
    ok, why = called(check, calls)
    assert (ok, why.code) == (passed, code)
