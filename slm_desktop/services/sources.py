"""What chats find in documents; the library is built with the first question that wants it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slm_desktop.core.documents.ports import OnFound
from slm_desktop.services.lazy import Lazy

if TYPE_CHECKING:
    from slm_desktop.services.documents import DocumentServices


class LibrarySources:
    """Asks the library."""

    def __init__(self, documents: "Lazy[DocumentServices]") -> None:
        self._documents = documents

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        """The passages for a question, for a model with so many tokens of context. Raise Fault 'documents_read'."""
        self._documents().library.find(question, documents, context, on_found)
