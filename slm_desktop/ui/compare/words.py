"""The words of comparisons: plans, evidence, settings, where answers part."""

from collections.abc import Sequence

from slm_desktop.core.compare.column import ColumnSession, ColumnState
from slm_desktop.core.compare.differences import Divergence, divergence
from slm_desktop.core.compare.running import Running
from slm_desktop.core.compare.schedule import Group
from slm_desktop.core.records import MessageState, RunRecord
from slm_desktop.ui.words import counted, fixed, gigabytes, number, translate


def schedule_words(groups: Sequence[Group]) -> str:
    """What a question sets in motion: “2 at once, then 1; about 3.4 GB”."""
    if not groups:
        return ""
    sizes = [len(group.columns) for group in groups]
    if len(sizes) == 1:
        words = translate("Compare", "{count} at once").format(count=number(sizes[0]))
    elif len(set(sizes)) == 1 and sizes[0] == 1:
        words = translate("Compare", "{count} one after another").format(count=number(len(sizes)))
    else:
        first = translate("Compare", "{count} at once").format(count=number(sizes[0]))
        words = ", ".join(
            [first, *(translate("Compare", "then {count}").format(count=number(size)) for size in sizes[1:])]
        )
    need = max(group.need for group in groups)
    return words + ("; " + translate("Compare", "about {size} GB").format(size=gigabytes(need)) if need else "")


def progress_words(running: Running) -> str:
    """How far it is: “2 of 3 done, about 12 s left”."""
    words = translate("Compare", "{done} of {count} done").format(done=len(running.done), count=len(running.columns))
    left = running.seconds_left
    return words + (
        ", " + translate("Compare", "about {seconds} s left").format(seconds=fixed(left, 0)) if left >= 1 else ""
    )


def band_words(column: ColumnSession, first: ColumnSession, *, hidden: bool = False) -> str:
    """The line above an answer: what the column does, or where its answer parts from the first.

    Of `hidden` columns nothing is said that would tell them apart.
    """
    if column.state == ColumnState.WAITING:
        return translate("Compare", "Waits for its turn")
    if column.state == ColumnState.LOADING:
        share = fixed(100 * column.progress, 0)
        return translate("Compare", "Loading: {share} %").format(share=share)
    if column.state == ColumnState.ANSWERING:
        return translate("Compare", "Writing")
    if hidden:
        return ending_words(column)
    words = (
        replay_words(column.run, column.repeats)
        if column.run and column.run.replay_of
        else translate("Compare", "Reference")
        if column is first
        else divergence_words(column, first)
    )
    return "  ·  ".join(part for part in (words, ending_words(column)) if part)


def divergence_words(column: ColumnSession, first: ColumnSession) -> str:
    """Where an answer parts from that of the first column; '' when there is nothing to compare."""
    if column.questions != first.questions:
        return translate("Compare", "Was asked other things than A") if column.questions and first.questions else ""
    found = divergence_of(column, first)
    if found is None:
        return ""
    if found.whole:
        return translate("Compare", "The same as A to the end")
    if not found.tokens:
        return translate("Compare", "Differs from A at the first token")
    one, many = translate("Compare", "Same as A for 1 token"), translate("Compare", "Same as A for {count} tokens")
    return counted(one, many, found.tokens)


def ending_words(column: ColumnSession) -> str:
    """How the newest answer ended, if not by itself."""
    answer, run = column.answer, column.run
    states = {
        MessageState.STOPPED: translate("Compare", "stopped by you"),
        MessageState.INTERRUPTED: translate("Compare", "interrupted"),
    }
    reasons = {
        "length": translate("Compare", "cut off at max tokens"),
        "context": translate("Compare", "cut off: the context is full"),
    }
    return (states.get(answer.state) or reasons.get(run.reason if run else "", "")) if answer else ""


def replay_words(run: RunRecord, source: RunRecord | None) -> str:
    """What a repeated run came to, and why it may differ from its `source`."""
    if run.repeated:
        one, many = (
            translate("Compare", "Repeated: the same token"),
            translate("Compare", "Repeated: the same {count} tokens"),
        )
        return counted(one, many, run.same)
    words = translate("Compare", "Repeated: differs from token {count} on").format(count=number(run.same + 1))
    if source and source.sha256 and run.sha256 and source.sha256 != run.sha256:
        return words + ", " + translate("Compare", "made with another file")
    if source and not source.exact:
        return words + ", " + translate("Compare", "was written beside others, which rounds differently")
    return words


def divergence_of(column: ColumnSession, first: ColumnSession) -> Divergence | None:
    """Where a column's answer parts from the first one's; None while one of them has none."""
    one, other = first.run, column.run
    alike = column.asked == first.asked
    return divergence(one, other) if one and other and one.tokens and other.tokens and alike else None
