"""What the lens asks of a model."""

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.candidates import MOST_CANDIDATES
from slm_desktop.core.engines.commands import Change, Request
from slm_desktop.core.records import Message


def rescoring(session: ChatSession, answer: Message) -> Request:
    """Go over an answer, and write nothing; of another model the tokens are its own."""
    return Request(
        turns=session.turns(session.question_of(answer), answer),
        changes=(Change(0, {}),),
        seed=0,
        conversation=session.chat.id,
        candidates=MOST_CANDIDATES,
        rescore=True,
    )


def drawing(session: ChatSession, question: Message, so_far: tuple[int, ...], seed: int) -> Request:
    """Draw one token by the settings of the chat, behind the tokens of a prompt and of what was written so far.

    Without those, it is the first token of an answer to the question.
    """
    return Request(
        turns=() if so_far else session.turns(question),
        raw=so_far or None,
        changes=(Change(0, {**session.sampling, "max_tokens": 1.0, "stop": ""}),),
        seed=seed,
        conversation=session.chat.id,
        candidates=MOST_CANDIDATES,
    )
