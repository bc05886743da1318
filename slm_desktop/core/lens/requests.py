"""What the lens asks of a model."""

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.adapters import initial_scales
from slm_desktop.core.engines.candidates import MOST_CANDIDATES
from slm_desktop.core.engines.commands import Change, Request, Turn
from slm_desktop.core.engines.tools import ToolChoice
from slm_desktop.core.records import Message
from slm_desktop.errors import Fault


def must_take_answer(session: ChatSession, question: Message) -> None:
    """Raise Fault 'not_now', 'question_gone' where no version of an answer can be added to a question."""
    if session.answering:
        raise Fault("not_now")
    if question.id not in session.tree:
        raise Fault("question_gone")


def rescoring(session: ChatSession, answer: Message, *, of_another: bool = False) -> Request:
    """Go over the tokens of an answer's own run, behind the prompt that they were written for; write nothing.

    A model `of_another` make goes over the whole text, as it cuts it. It belongs to no conversation: in a slot of its
    own it costs the chat none of its cache.
    """
    options = answer.run.answer_options if answer.run else session.chat.answer_options
    return Request(
        turns=(*session.turns(session.question_of(answer), answer.run), *_answered(answer, of_another=of_another)),
        changes=(Change(0, {}),),
        seed=0,
        candidates=MOST_CANDIDATES,
        rescore=True,
        text_completion=options.text_completion,
        suffix=options.following,
        scales=tuple(answer.run.scales) if answer.run and not of_another else (),
        formats=tuple(answer.run.formats) if answer.run and answer.run.tokens and not of_another else (),
        tools=answer.run.tools if answer.run else (),
        tool_choice=(answer.run.tool_choice if answer.run else "") or ToolChoice.AUTO.value,
    )


def _answered(answer: Message, *, of_another: bool) -> tuple[Turn, ...]:
    """The answer as turns: what an earlier run had begun of it, and then what is to be gone over."""
    run = answer.run
    if of_another or run is None or not run.tokens:
        return (Turn("assistant", answer.content),)
    own = Turn("assistant", answer.content[run.continued :], tuple(token.id for token in run.tokens))
    begun = Turn("assistant", answer.content[: run.continued], run.before)
    return (begun, own) if run.continued else (own,)


def drawing(session: ChatSession, question: Message, so_far: tuple[int, ...], seed: int) -> Request:
    """Draw one token by the settings of the chat, behind the tokens of a prompt and of what was written so far.

    Without those, it is the first token of an answer to the question.
    """
    return Request(
        turns=() if so_far else session.opening(question),
        raw=so_far or None,
        text_completion=session.chat.answer_options.text_completion,
        suffix="" if so_far else session.chat.answer_options.following,
        scales=initial_scales(session.engine.adapters if session.engine else (), session.chat.answer_options.scales),
        changes=(Change(0, {**session.sampling, "max_tokens": 1.0, "stop": ""}),),
        seed=seed,
        conversation=session.chat.id,
        candidates=MOST_CANDIDATES,
    )
