"""A question in the transcript: what the user said in a bubble, with its pictures and sounds."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from slm_desktop.core.records import Message
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.transcript.actions import Actions, Editor, Verbs
from slm_desktop.ui.transcript.bubble import BubbleText
from slm_desktop.ui.widgets.parts import button, column, named, row
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import counted, number

if TYPE_CHECKING:
    from slm_desktop.ui.media.viewer import Viewer

SHOWN_OF_QUESTION, FOLDED_FROM, FOLDED_TO = 4000, 1200, 600
"""Characters of a question that are shown at most; of one that is longer than some, only its beginning at first."""
LONG_WORD, BREAK, STRETCH = re.compile(r"\S{40,}"), "\u200b", 20
"""A word that no line could hold gets places to break at."""
PICTURE, SMALL_PICTURE = 260, 150
"""Pixels of the longest side of a picture that stands alone, and of one among several."""
LONG_TEXT = 20_000
"""Characters above which a text is not laid out in a field."""


class Question(QWidget):
    """What the user said: plain text in a bubble. Very long texts show their beginning, and say so."""

    def __init__(self, theme: Theme, message: Message, verbs: Verbs) -> None:
        super().__init__()
        self._theme, self.message, self._verbs = theme, message, verbs
        self._editor: Editor | None = None
        self._bubble = self._make_bubble()
        self._actions = Actions(theme, message, verbs, self.edit)
        self._place = row(None, self._bubble)
        foot = row(None, *self._found(), self._actions.versions, self._actions, spacing=4)
        if verbs.bare:
            self._actions.hide()
        whole = column(spacing=2)
        if message.media and verbs.media:
            whole.addLayout(self._seen(verbs.media))
        whole.addLayout(self._place)
        whole.addLayout(foot)
        self.setLayout(whole)
        self._bubble.setVisible(self._has_text)

    @property
    def _has_text(self) -> bool:
        """Whether there is more than pictures and sounds."""
        return bool(self.message.content.strip() or not self.message.media)

    def _seen(self, viewer: "Viewer") -> QHBoxLayout:
        """The pictures and sounds of the question, in lines that end where its bubble ends."""
        from slm_desktop.ui.media.shown_media import shown_media

        most = PICTURE if len(self.message.media) == 1 else SMALL_PICTURE
        return row(Wrap(*shown_media(self._theme, self.message.media, viewer, most), spacing=6, at_end=True))

    def _found(self) -> list[QPushButton]:
        """The button that shows what the question found in documents, if it did."""
        found, shown = self.message.sources, self._verbs.sources
        if found is None or shown is None:
            return []
        used = [source for source in found if source.used]
        count, documents = len(used), len({source.document for source in used})
        words = counted(self.tr("1 passage sent"), self.tr("{count} passages sent"), count)
        if documents > 1:
            words = self.tr("{passages} from {count} documents").format(passages=words, count=number(documents))

        def show() -> None:
            shown.show_sources(self.message, made.mapToGlobal(made.rect().bottomLeft()))

        made = button(words, "quiet", show)
        return [made]

    def _make_bubble(self) -> QFrame:
        content = self.message.content
        shown = visible(content[:SHOWN_OF_QUESTION])
        is_folded = len(content) > FOLDED_FROM
        text = BubbleText(LONG_WORD.sub(_with_breaks, shown[:FOLDED_TO] + "…" if is_folded else shown))
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setAccessibleName(self.tr("You: {text}").format(text=shown))
        bubble = named(QFrame(), "bubble")
        bubble.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        inside = column(text, spacing=6, margins=(16, 10, 16, 10))
        if is_folded:
            inside.addLayout(row(self._unfolding(text, shown), None))
        bubble.setLayout(inside)
        bubble.setMaximumWidth(px(560))
        return bubble

    def _unfolding(self, text: BubbleText, shown: str) -> QPushButton:
        """The button that shows the rest of a long message; of a very long one that is its beginning."""
        count = number(len(self.message.content))
        made = button(self.tr("Show all {count} characters").format(count=count), "quiet", lambda: unfold())

        def unfold() -> None:
            text.show_text(LONG_WORD.sub(_with_breaks, shown))
            rest = len(self.message.content) - len(shown)
            made.setText(self.tr("… and {count} more characters").format(count=number(rest)))
            made.setVisible(rest > 0)
            made.setEnabled(False)

        return made

    def show_place(self, versions: list[int], *, free: bool, last: bool) -> None:
        """Show the versions of the message, and whether something new can be begun."""
        self._actions.versions.show_versions(versions, self.message.id, free=free)
        self._actions.set_free(free, last=last)

    def copy(self) -> None:
        """Copy the message, and say so."""
        self._actions.copy()

    def edit(self) -> None:
        """Write the message anew in its place; a very long one where long texts are kept."""
        if len(self.message.content) > LONG_TEXT and self._verbs.rewrite:
            self._verbs.rewrite(self.message)
            return
        if self._editor is None:
            self._editor = Editor(self.message.content, self.tr("Send"))
            self._editor.done.connect(self._on_edited)
            self._editor.cancelled.connect(self.leave_editor)
            self._place.addWidget(self._editor, 1)
            self._place.setStretch(0, 0)
            self._bubble.hide()
            self._actions.hide()
        self._editor.begin()

    def leave_editor(self) -> None:
        """Leave the message as it was."""
        if self._editor:
            self._editor.deleteLater()
            self._editor = None
            self._place.setStretch(0, 1)
            self._bubble.setVisible(self._has_text)
            self._actions.show()

    def _on_edited(self, text: str) -> None:
        if self._verbs.edit and self._verbs.edit(
            self.message, text
        ):  # Else the words stay in the field: they must not be lost.
            self.leave_editor()

    @property
    def unsent(self) -> str:
        """What was changed in the editor and not taken; '' when nothing was."""
        return self._editor.text if self._editor and self._editor.text != self.message.content else ""


def _with_breaks(word: re.Match[str]) -> str:
    letters = word.group()
    return BREAK.join(letters[at : at + STRETCH] for at in range(0, len(letters), STRETCH))
