"""The turns of a prompt before a template renders them: brought into a form that every template takes."""

from collections.abc import Sequence

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Overflow, Turn
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.template import THOUGHT_END


def cuts(turns: Sequence[Turn], overflow: str) -> tuple[int, list[int]]:
    """Where turns can be left out: after the first so many, up to each of the places that begin another question.

    What stays are the system prompt, the last question with what was begun of its answer, and with MIDDLE the first
    exchange.
    """
    first = 1 if turns and turns[0].role == "system" else 0
    questions = [at for at, turn in enumerate(turns) if turn.role == "user"]
    if overflow == Overflow.MIDDLE:
        first = questions[1] if len(questions) > 1 else len(turns)
    return first, [at for at in questions if at > first]


def prepared_turns(turns: Sequence[Turn], takes_system: bool) -> list[Turn]:
    """Turns as a template expects them: valid text, old thinking removed, no two of one role in a row.

    Two questions in a row come from an answer that never began; many templates refuse to render them.
    """
    ready: list[Turn] = []
    for turn in turns:
        next_turn = _cleaned(turn)
        if ready and ready[-1].role == next_turn.role != "tool":
            ready[-1] = _joined(ready[-1], next_turn)
        else:
            ready.append(next_turn)
    if takes_system or not ready or ready[0].role != "system":
        return ready
    system, rest = ready[0], ready[1:]
    if not rest or not system.content:
        return rest or [Turn("user", system.content)]
    return [_joined(Turn(rest[0].role, system.content), rest[0]), *rest[1:]]


def _joined(first: Turn, second: Turn) -> Turn:
    """Two turns as one, a blank line between them."""
    before = f"{first.content}\n\n"
    moved = (replace(item, at=item.at + len(before)) for item in second.media)
    return Turn(second.role, before + second.content, media=(*first.media, *moved))


def _cleaned(turn: Turn) -> Turn:
    text = clean(turn.content)
    if turn.role == "assistant" and THOUGHT_END in text:
        text = text.partition(THOUGHT_END)[2].lstrip()
    return replace(turn, content=text)


def clean(text: str) -> str:
    """Text that every tokeniser takes."""
    return well_formed(text).replace("\0", "\ufffd")
