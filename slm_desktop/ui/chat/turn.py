"""One message in the transcript: what the user said, or an answer with its blocks, statistics and troubles."""

import time

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from slm_desktop.core.records import FAILED, INTERRUPTED, STOPPED, Message
from slm_desktop.core.thinking import seconds, split
from slm_desktop.core.visible import visible
from slm_desktop.ui.chat.code import CodeView
from slm_desktop.ui.chat.markdown import Block, Code, MarkdownStream, Prose, Table
from slm_desktop.ui.chat.prose import ProseView, TableView
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, label, named, row, rule
from slm_desktop.ui.words import fixed, number

SHOWN_OF_QUESTION = 4000
VIEWS: dict[type, type] = {Prose: ProseView, Code: CodeView, Table: TableView}


class Question(QWidget):
    """What the user said: plain text in a bubble. Very long texts show their beginning, and say so."""

    def __init__(self, theme: Theme, message: Message) -> None:
        super().__init__()
        shown = visible(message.content[:SHOWN_OF_QUESTION])
        text = label(shown, 14, wrap=True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setAccessibleName(self.tr("You: {text}").format(text=shown))
        bubble = named(QFrame(), "bubble")
        bubble.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        inside = column(text, spacing=6, margins=(16, 10, 16, 10))
        rest = len(message.content) - SHOWN_OF_QUESTION
        if rest > 0:
            note = label(self.tr("… and {count} more characters").format(count=number(rest)), 12, tone="3")
            copy = IconButton(
                theme, "copy", self.tr("Copy the whole text"), lambda: QGuiApplication.clipboard().setText(message.content)
            )
            inside.addLayout(row(note, None, copy))
        bubble.setLayout(inside)
        bubble.setMaximumWidth(560)
        natural = text.fontMetrics().boundingRect(0, 0, 520, 100_000, Qt.TextFlag.TextWordWrap, shown[:2000]).width()
        text.setMinimumWidth(min(520, natural + 4))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(bubble)


class Answer(QWidget):
    """What the model said. `refresh` shows the message as it is now."""

    def __init__(self, theme: Theme, message: Message) -> None:
        super().__init__()
        self._theme, self.message = theme, message
        self._stream, self._views = MarkdownStream(), list[QWidget]()
        self._thinking = Thinking(theme)
        self._body = QVBoxLayout()
        self._body.setSpacing(12)
        self._statistics = ElidedLabel(12, tone="3")
        self._copy = IconButton(theme, "copy", self.tr("Copy answer"), self._on_copy)
        self._foot = QWidget()
        self._foot.setLayout(row(self._statistics, self._copy))
        self._foot.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self._waiting = label("", 13, tone="3")
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QVBoxLayout:
        run = self.message.run
        name = label(run.model if run and run.model else self.tr("Answer"), 13, 600)
        when = label(time.strftime("%H:%M", time.localtime(self.message.created)), 13, tone="3")
        whole = column(spacing=8)
        whole.addLayout(row(name, when, None))
        whole.addWidget(self._thinking)
        whole.addWidget(self._waiting)
        whole.addLayout(self._body)
        whole.addWidget(self._foot)
        return whole

    def refresh(self, text: str, live: bool, progress: tuple[int, int] = (0, 0)) -> None:
        """Show `text`, which grows while `live`; `progress` counts prompt tokens until the answer begins."""
        thought = split(text)
        tokens = self.message.run.tokens if self.message.run else []
        self._thinking.show_thought(
            thought.thinking, thought.over or not live, *seconds(tokens) if thought.thinking else (0.0, 0)
        )
        self._show_blocks(self._stream.read(thought.answer) if thought.answer else [])
        self._waiting.setVisible(live and not text)
        if live and not text:
            self._waiting.setText(self._waiting_words(progress))
        self._foot.setVisible(not live)
        if not live:
            self._statistics.setText(self._words())

    def _show_blocks(self, blocks: list[Block]) -> None:
        for index, block in enumerate(blocks):
            kind = VIEWS[type(block)]
            if index == len(self._views):
                self._add(kind(self._theme))
            elif type(self._views[index]) is not kind:
                self._drop(index)
                self._add(kind(self._theme))
            self._views[index].show_block(block)  # type: ignore[attr-defined]
        self._drop(len(blocks))

    def _add(self, view: QWidget) -> None:
        self._views.append(view)
        self._body.addWidget(view)

    def _drop(self, index: int) -> None:
        """Remove the views from `index` on: Markdown saw something else in the text."""
        for view in self._views[index:]:
            self._body.removeWidget(view)
            view.deleteLater()
        del self._views[index:]

    def _waiting_words(self, progress: tuple[int, int]) -> str:
        done, total = progress
        if not total:
            return self.tr("Reading the prompt")
        return self.tr("Reading the prompt: {done} of {total} tokens").format(done=number(done), total=number(total))

    def _words(self) -> str:
        run, parts = self.message.run, []
        if run and run.tokens:
            if run.speed:
                parts.append(self.tr("{speed} tok/s").format(speed=fixed(run.speed, 1)))
            parts.append(self.tr("{count} tokens").format(count=number(len(run.tokens))))
            parts.append(self.tr("first token {seconds} s").format(seconds=fixed(run.first_token, 2)))
        if run:
            parts.append(self.tr("seed {seed}").format(seed=run.seed))
        parts.append(self._ending())
        return " · ".join(part for part in parts if part)

    def _ending(self) -> str:
        reason = self.message.run.reason if self.message.run else ""
        endings = {
            "end": self.tr("ended by the model"),
            "length": self.tr("ended at max tokens"),
            "stop": self.tr("ended at a stop text"),
            "context": self.tr("ended: the context is full"),
        }
        states = {
            STOPPED: self.tr("stopped by you"),
            INTERRUPTED: self.tr("interrupted"),
            FAILED: self.tr("no answer"),
        }
        return states.get(self.message.state) or endings.get(reason, "")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(split(self.message.content).answer)


class Thinking(QFrame):
    """What the model thought, folded, with its time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = QToolButton()
        self._head.setCheckable(True)
        self._head.setFont(font(13, 500))
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIconSize(QSize(12, 12))
        self._stream, self._text = MarkdownStream(), ProseView(theme)
        self._holder = named(QFrame(), "thinking")
        self._holder.setLayout(column(self._text, margins=(14, 2, 0, 2)))
        self._holder.hide()
        self._words = ""
        self._head.toggled.connect(self._on_toggled)
        theme.changed.connect(self._draw)
        self.setLayout(column(self._head, self._holder, spacing=6))
        self._draw()
        self.hide()

    def show_thought(self, text: str, over: bool, seconds: float, tokens: int) -> None:
        """Show the thinking so far; nothing when there is none."""
        self.setVisible(bool(text))
        if not text:
            return
        self._words = text
        title = (
            self.tr("Thought for {seconds} s, {count} tokens") if over else self.tr("Thinking for {seconds} s, {count} tokens")
        )
        self._head.setText(title.format(seconds=fixed(seconds, 1), count=number(tokens)))
        if self._head.isChecked():
            self._fill()

    def _fill(self) -> None:
        lines = [line for block in self._stream.read(self._words) if isinstance(block, Prose) for line in block.lines]
        self._text.show_block(Prose(tuple(lines)))

    def _on_toggled(self, opened: bool) -> None:
        if opened:
            self._fill()
        self._holder.setVisible(opened)
        self._draw()

    def _draw(self) -> None:
        self._head.setIcon(self._theme.icon("caret-down" if self._head.isChecked() else "caret-right", "text2", 12))


class LeftOut(QWidget):
    """A line in the transcript: what stands above it no longer fits into the context."""

    def __init__(self, count: int, context: int) -> None:
        super().__init__()
        text = self.tr("The {count} messages above were left out: the context of {context} tokens is full")
        words = label(text.format(count=number(count), context=number(context)), 12, tone="warn", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(rule(), words, rule(), spacing=6, margins=(0, 4, 0, 4))
        self.setLayout(layout)
