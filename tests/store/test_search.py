"""The words of all messages are found as they are typed."""

import threading
from collections.abc import Callable

import pytest

from slm_desktop.core.records import MARK_OFF, MARK_ON, Chat, Hit, Message, MessageState
from tests.store.kept import Kept


def local_models(kept: Kept, *texts: str) -> None:
    """One chat a text, numbered from 1; its message has a hundred more."""
    for number, text in enumerate(texts, 1):
        chat = Chat(number, f"chat {number}", 0.0, 0.0, head=number + 100, touched=number + 100)
        kept.store.save(chat, [Message(number + 100, number, None, "user", text, 0.0)])
    kept.jobs.close()


def found(kept: Kept, text: str) -> list[int]:
    """The chats in which a text is found."""
    return [hit.chat for hit in hits(kept, text)]


def hits(kept: Kept, text: str) -> list[Hit]:
    """Search and wait."""
    received: list[list[Hit]] = []
    done = threading.Event()

    def receive(got: list[Hit]) -> None:
        received.append(got)
        done.set()

    kept.store.background.search(text, 50, receive)
    assert done.wait(10)
    return received[0]


@pytest.mark.parametrize(
    ("typed", "chats"),
    [
        ("light", [3, 1]),  # the beginning of a word, the newest first
        ("LIGHTHOUSE keep", [1]),  # all words, in any case
        ("keeper lighthouse", [1]),  # in any order
        ("nowhere", []),
        ("accion", [2]),  # without its accents
        ("ACCIÓN", [2]),
        ("東京", [4]),  # in the middle of a script without spaces
        ("100%", [5]),
        ('"quoted', [5]),
        ("near(", [5]),  # words of the query language are words
        ("OR", [5]),
        ("0%中", [6]),
        ("*", []),
        ("", []),
    ],
)
def test_words_are_found_as_they_are_typed(kept: Kept, typed: str, chats: list[int]) -> None:
    local_models(
        kept,
        "The lighthouse keeper",
        "una acción",
        "a lightning bolt",
        "私は東京に住む",
        '100% "quoted" near or',
        "0%中文",
    )
    assert found(kept, typed) == chats


def test_hits_are_marked(kept: Kept) -> None:
    local_models(kept, "Once there was a lighthouse keeper by the sea")
    assert f"{MARK_ON}lighthouse{MARK_OFF} keeper" in hits(kept, "light")[0].excerpt


def test_hits_in_scripts_without_spaces_are_marked(kept: Kept) -> None:
    local_models(kept, "私は東京に住む")
    assert hits(kept, "東京")[0].excerpt == f"私は{MARK_ON}東京{MARK_OFF}に住む"


def test_an_answer_is_found_once_it_is_complete_with_its_last_words(kept: Kept) -> None:
    chat, answer = (
        Chat(1, "c", 0.0, 0.0, head=2, touched=2),
        Message(2, 1, None, "assistant", "beginning", 0.0, MessageState.STREAMING),
    )
    kept.store.save(chat, [answer])
    kept.jobs.close()
    assert found(kept, "beginning") == []
    answer.content, answer.state = "beginning and end", MessageState.COMPLETE
    kept.store.save(chat, [answer])
    kept.jobs.close()
    assert found(kept, "end") == [1]


def test_what_is_in_the_bin_is_not_found_and_what_comes_out_of_it_is(kept: Kept) -> None:
    local_models(kept, "lighthouse")
    kept.store.remove(1, 5.0)
    kept.jobs.close()
    assert found(kept, "lighthouse") == []
    kept.store.restore(1)
    kept.jobs.close()
    assert found(kept, "lighthouse") == [1]


def test_of_searches_in_quick_succession_the_last_is_answered(kept: Kept) -> None:
    local_models(kept, *["lighthouse keeper"] * 50)
    received: list[str] = []

    def receive(text: str) -> Callable[[list[Hit]], None]:
        return lambda _hits: received.append(text)

    for text in ("l", "li", "lig", "ligh"):
        kept.store.background.search(text, 50, receive(text))
    kept.jobs.close()
    assert received[-1] == "ligh"
    assert not kept.errors
