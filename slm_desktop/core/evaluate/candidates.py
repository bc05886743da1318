"""The columns of a comparison as candidates of a suite or a sweep."""

from slm_desktop.core.compare.records import Column, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.records import Chat


def candidates(session: ComparisonSession) -> list[tuple[str, Candidate]]:
    """Those with a model, each with its letter; none while the names are hidden."""
    columns = [] if session.record.hidden else session.columns
    return [(letter(at), _candidate(one.record, one.chat.chat)) for at, one in enumerate(columns) if one.record.path]


def _candidate(column: Column, chat: Chat) -> Candidate:
    return Candidate(
        column.name,
        column.path,
        column.quantisation,
        column.options,
        dict(chat.sampling),
        chat.system,
        column.sha256,
        format=chat.format,
        answer_options=chat.answer_options,
    )
