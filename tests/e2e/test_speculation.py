"""An answer that repeats what was said before is drafted, says so, and can be repeated exactly."""

from collections.abc import Callable

from slm_desktop.core.records import Message
from slm_desktop.ui.transcript.answer import Answer
from tests.e2e.conftest import App
from tests.e2e.pages import choose
from tests.e2e.pages.chat import foot_words

NAMES = "Anna, Bertha, Clara, Dora, Emma, Frieda, Gerda, Hanna"
QUESTION = f"The list is: {NAMES}. The list is: {NAMES}. Write the list three times: The list is: {NAMES}."


def asked(app: App) -> Message:
    """The answer to the question, without chance."""
    app.chat.session.set_sampling({**app.chat.session.sampling, "temperature": 0.0, "max_tokens": 90.0})
    app.type(QUESTION)
    app.answered()
    return app.chat.session.messages[-1]


def test_what_is_repeated_is_drafted_and_repeated_exactly(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    first = asked(app).run
    assert first is not None
    assert first.figure("accepted_draft_tokens") > 0
    turn = app.chat_page.transcript.turns[-1]
    assert isinstance(turn, Answer)
    assert "speculation ≈ ×" in foot_words(turn)
    choose(app.chat_page.menu_for(app.chat.session.messages[-1]), "Repeat")
    app.answered()
    again = app.chat.session.messages[-1].run
    assert again is not None
    assert again.repeated
    assert [draft.accepted for draft in again.drafts] == [draft.accepted for draft in first.drafts]


def test_who_wants_no_drafts_gets_none(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.services.settings["speculate"] = False
    run = asked(app).run
    assert run is not None
    assert not run.drafts
    assert run.figure("speculation_gain") == 0
