"""A comparison run again: all recorded answers, question by question, each with the history that it had."""

from collections.abc import Iterable

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.records import Message, MessageState
from slm_desktop.errors import Fault


class Replay:
    """What is made again.

    Where it ends early, the conversation is shown as it was before: nothing is lost from its end.
    """

    def __init__(self, columns: Iterable[ColumnSession]) -> None:
        self.answers = {column.record.id: [one for one in column.answers if _is_of(column, one)] for column in columns}
        self.left_out = sum(len(column.answers) for column in columns) - sum(map(len, self.answers.values()))
        self._heads = {column.record.id: column.answers[-1].id for column in columns if column.answers}
        self.made: list[Message] = []

    def begin(self, column: ColumnSession, answer: Message) -> None:
        """Make an answer again. Raise Fault 'other_model' when the file is known to be another one than then."""
        run, record = answer.run, column.record
        if run and run.sha256 and record.sha256:
            if run.sha256 != record.sha256:
                raise Fault("other_model", {"model": run.model})
            run.path = record.path  # The same bytes, wherever they lie now.
        column.chat.replay(answer)
        if column.chat.answering:
            self.made.append(column.chat.answering.message)

    def end(self, columns: Iterable[ColumnSession]) -> None:
        """It has ended, or was cancelled."""
        for column in columns:
            if column.chat.answering:
                self._end_later(column)
            elif column.record.id in self._heads and not self._is_whole(column):
                column.chat.show(self._heads[column.record.id])

    def _end_later(self, column: ColumnSession) -> None:
        """The engine has not stopped yet."""

        def look() -> None:
            if column.chat.answering is None:
                leave()
                self.end([column])

        leave = column.chat.changed.subscribe(look)

    def _is_whole(self, column: ColumnSession) -> bool:
        """Whether the last answer was made again."""
        newest = column.answer
        last = self._heads[column.record.id]
        return bool(newest and newest.run and newest.run.replay_of == last and newest.state == MessageState.COMPLETE)

    @property
    def result(self) -> tuple[int, int]:
        """How many answers came out token for token the same, and how many were made to their end."""
        runs = [message.run for message in self.made if message.state == MessageState.COMPLETE and message.run]
        return sum(run.repeated for run in runs), len(runs)


def _is_of(column: ColumnSession, answer: Message) -> bool:
    """Whether an answer has a record, and was made by the model that the column has."""
    run, record = answer.run, column.record
    if run is None or not run.changes:
        return False
    return run.path == record.path or bool(run.sha256 and run.sha256 == record.sha256)
