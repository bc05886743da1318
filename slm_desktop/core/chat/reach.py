"""Which messages of a chat a prompt can hold at all, however they are tokenised."""

from collections.abc import Sequence

from slm_desktop.core.chat.answering import FIRST_EXCHANGE
from slm_desktop.core.chat.tree import Branch, Tree
from slm_desktop.core.engines.commands import Overflow
from slm_desktop.core.records import Message

CHARACTERS_A_TOKEN = 64
"""Turns that begin more than a context of such tokens before the end are not sent to be left out, but left out here."""


def within_reach(
    tree: Tree, path: Sequence[int], tail: Sequence[Message], context: int, overflow: Overflow
) -> tuple[list[Message], int]:
    """The messages that could fit into a context of so many tokens, and how many before them could not.

    Of a context of 0 nobody knows the size: all could fit.
    """
    room = context * CHARACTERS_A_TOKEN if context else float("inf")  # Not every server tells it.
    sent, branch = list[Message](), Branch(tree, path)
    for message in reversed(branch):
        room -= len(message.in_prompt)
        if room < 0:
            break
        sent.insert(0, message)
    skipped = len(branch) - len(sent)
    if skipped and overflow == Overflow.MIDDLE:
        sent = [*branch[: min(FIRST_EXCHANGE, skipped)], *sent]
        skipped = max(0, skipped - FIRST_EXCHANGE)
    return [message for message in (*sent, *tail) if _says_anything(message)], skipped


def _says_anything(message: Message) -> bool:
    return bool(message.content or message.calls or message.media)


def tokens_known(answer: Message | None, messages: Sequence[Message]) -> int:
    """Tokens of a branch, by its newest answer whose prompt was read; -1 when they are not known, as after an edit."""
    if answer is None or answer.run is None or answer is not messages[-1]:
        return -1 if messages else 0
    return answer.run.prompt_tokens + len(answer.run.tokens)
