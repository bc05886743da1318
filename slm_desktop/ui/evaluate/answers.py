"""The answers behind a cell of a table of results: the prompt, each answer with its seed, and what its checks said."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from slm_desktop.core.evaluate.suite import Check, Prompt, Result, Why
from slm_desktop.core.visible import visible
from slm_desktop.errors import why_failed
from slm_desktop.ui.figures import sentences
from slm_desktop.ui.media.shown_media import shown_media
from slm_desktop.ui.media.viewer import Viewer
from slm_desktop.ui.text.flow import Flow
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import column, empty, label, named, row
from slm_desktop.ui.widgets.text_page import TextPage
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain, translate

LONGEST = 6000
PICTURE = 150
"""Pixels of the longest side of one."""
MOST = 40


class AnswersPanel(TextPage):
    """Shows what `show_results` was given last."""

    def __init__(self, theme: Theme, viewer: Viewer) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme, self._viewer = theme, viewer
        self._shown: tuple[str, Prompt, list[Result]] | None = None
        self._body = named(QWidget(), "compareBody")
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(24, 12, 24, 12)
        self._lines.setSpacing(10)
        self.setWidget(self._body)
        self.setAccessibleName(self.tr("Answers"))

    def show_results(self, title: str, prompt: Prompt, results: list[Result]) -> None:
        """Show the answers to one prompt; the same ones again stay as they are, and where they were scrolled to."""
        if (title, prompt, results) == self._shown:
            return
        self.clear()
        self._shown = (title, prompt, list(results))
        self._lines.addWidget(label(visible(title), 13, 600, wrap=True))
        self._lines.addWidget(self._text(prompt.prompt, "2"))
        if prompt.media:
            self._lines.addLayout(row(Wrap(*shown_media(self._theme, prompt.media, self._viewer, PICTURE), spacing=6)))
        for result in results[:MOST]:
            self._lines.addWidget(self._card(prompt, result))
        self._lines.addStretch(1)

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        empty(self._lines)

    def _text(self, text: str, tone: str = "") -> QLabel:
        made = label(visible(cut(text)), 13, tone=tone, wrap=True)
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return made

    def _card(self, prompt: Prompt, result: Result) -> QFrame:
        made = named(QFrame(), "card")
        seed = self.tr("Seed {seed}").format(seed=result.seed)
        figures = label("  ·  ".join([seed, *sentences(result.figures)]), 12, tone="3", wrap=True)
        inside = column(figures, spacing=6, margins=(14, 10, 14, 10))
        if result.fault:
            inside.addWidget(label(explain(result.fault, {}).title, 13, tone="bad", wrap=True))
        if result.text:
            text = Flow(self._theme)
            inside.addLayout(text)
            text.show_text(cut(result.text))
        for check, passed, why in zip(prompt.checks, result.passed, result.whys, strict=False):
            mark = label("✓" if passed else "✗", 13, 600, "ok" if passed else "bad")
            because = f": {visible(why_words(why))}" if why.code else ""
            text_label = label(check_words(check) + because, 12, tone="2", wrap=True)
            text_label.setFont(font(12))
            line = row(mark, text_label, spacing=8)
            line.setStretch(1, 1)
            inside.addLayout(line)
        made.setLayout(inside)
        return made


def cut(text: str) -> str:
    """The beginning of a very long text."""
    return text[:LONGEST] + (" …" if len(text) > LONGEST else "")


def why_words(why: Why) -> str:
    """Why a check failed, in the user's language."""
    return why_failed(why.code, why.details, translate)


def check_words(check: Check) -> str:
    """A check in words."""
    words = {
        "contains": translate("Checks", "holds “{what}”"),
        "regex": translate("Checks", "matches {what}"),
        "exact": translate("Checks", "is “{what}”"),
        "number": translate("Checks", "comes to {what}"),
        "json_schema": translate("Checks", "is JSON of the schema"),
        "retrieves": translate("Checks", "finds “{what}” in documents"),
        "calls": translate("Checks", "calls the tool {what}"),
    }
    expected = "" if check.kind == "json_schema" else visible(str(getattr(check, check.kind)))[:120]
    if check.kind == "number" and check.number is not None:
        expected = f"{check.number:g}" + (f" ± {check.tolerance:g}" if check.tolerance else "")
    text = words[check.kind].format(what=expected)
    return text if check.want else translate("Checks", "not: {check}").format(check=text)
