"""The fields for what answers begin with, and text completion."""

from PySide6.QtWidgets import QWidget

from slm_desktop.ui.answer_options import AnswerOptionsFields
from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.transcript.answer import Answer


class OptionsPage:
    """Those of a chat, or of the column whose settings are open."""

    def __init__(self, screen: QWidget) -> None:
        self._screen = screen

    @property
    def _fields(self) -> AnswerOptionsFields:
        found = self._screen.findChild(AnswerOptionsFields)
        assert found is not None
        return found

    @property
    def is_open(self) -> bool:
        """Whether they can be seen."""
        found = self._screen.findChild(AnswerOptionsFields)
        return found is not None and found.isVisible()

    @property
    def can_begin(self) -> bool:
        """Whether words can be given."""
        return self._fields._prefill.isVisible()

    def begin_with(self, words: str) -> None:
        """Type the words that answers begin with."""
        self._fields._prefill.setPlainText(words)

    def follow_with(self, words: str) -> None:
        """Type the text that follows answers."""
        self._fields._suffix.setPlainText(words)

    def complete_texts(self) -> None:
        """Turn text completion on."""
        self._fields._plain.click()

    def shown_of(self, message: int) -> str:
        """The words of an answer as they stand on the screen."""
        assert isinstance(self._screen, ChatScreen)
        turn = self._screen.turn(message)
        assert isinstance(turn, Answer)
        return "\n".join(field.toPlainText() for field in turn.texts)
