"""An answer in the transcript, with its blocks, statistics and troubles."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from slm_desktop.core.chat.thinking import Thought, seconds, split
from slm_desktop.core.engines.tools import without_calls
from slm_desktop.core.records import Message, MessageState, RunRecord
from slm_desktop.ui.figures import sentences
from slm_desktop.ui.text.citations import with_citations
from slm_desktop.ui.text.flow import Flow, View
from slm_desktop.ui.text.prose import ProseView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.actions import Actions, Editor, Verbs
from slm_desktop.ui.transcript.foot import Foot
from slm_desktop.ui.transcript.run_details import run_details
from slm_desktop.ui.transcript.structured import StructuredAnswer, as_shown
from slm_desktop.ui.transcript.thinking import Thinking
from slm_desktop.ui.transcript.token_places import TokenPlaces
from slm_desktop.ui.widgets.parts import button, column, label, row
from slm_desktop.ui.words import counted, number

if TYPE_CHECKING:
    from slm_desktop.ui.tools.call_cards import CallCards

SHOWN_OF_ANSWER = 150_000
"""Characters of an answer that are laid out at once; a longer one shows more of itself on demand."""


class Answer(QWidget):
    """What the model said. `refresh` shows the message as it is now."""

    def __init__(self, theme: Theme, message: Message, verbs: Verbs) -> None:
        super().__init__()
        self._theme, self.message, self._verbs = theme, message, verbs
        self._editor: Editor | None = None
        self._shown, self._behind = SHOWN_OF_ANSWER, 0
        self._thinking = Thinking(theme)
        self.tokens = TokenPlaces(self, message, lambda: self.texts, self._is_whole)
        self.flow = Flow(theme, self._on_view)
        self.flow.setSpacing(12)
        self.flow.finished.connect(self._on_shown)
        self._actions = Actions(theme, message, verbs, self.edit)
        self._foot = Foot(self._actions.versions, self._actions)
        if verbs.bare:
            self._foot.words.hide()
            self._actions.hide()
        self._waiting = label("", 13, tone="3")
        self._more = button(self.tr("Show more"), "plain", self._on_more)
        self._more.hide()
        self._structured = StructuredAnswer(theme, verbs.export)
        self._structured.text_wanted.connect(self.flow.set_visible)
        self._calls: CallCards | None = None
        self._lines = self._lay_out()
        self.setLayout(self._lines)

    def show_place(self, versions: list[int], *, free: bool, last: bool) -> None:
        """Show the versions of the answer, its calls, and whether something new can be begun."""
        self._show_calls()
        self._actions.versions.show_versions(versions, self.message.id, free=free)
        self._actions.set_free(free, last=last)

    def _show_calls(self) -> None:
        """The calls that it holds; most answers hold none."""
        if self._calls is None and self.message.calls:
            from slm_desktop.ui.tools.call_cards import CallCards

            self._calls = CallCards(self._theme)
            self._lines.insertWidget(self._lines.indexOf(self._structured) + 1, self._calls)
        if self._calls:
            steps = self._verbs.tools() if self._verbs.tools else None
            self._calls.show_calls(self.message, steps, asks=not self._verbs.bare)

    def copy(self) -> None:
        """Copy the answer, and say so."""
        self._actions.copy()

    def edit(self) -> None:
        """Write the answer anew in its place."""
        if self._editor is None:
            self._editor = Editor(self.message.content, self.tr("Keep as a version"))
            self._editor.done.connect(self._on_edited)
            self._editor.cancelled.connect(self.leave_editor)
            self._lines.insertWidget(self._lines.count() - 1, self._editor)
            self._show_body(False)
        self._editor.begin()

    def leave_editor(self) -> None:
        """Leave the answer as it was."""
        if self._editor:
            self._editor.deleteLater()
            self._editor = None
            self._show_body(True)

    def _show_body(self, shown: bool) -> None:
        self.flow.set_visible(shown and self._structured.shows_text)
        self._structured.setVisible(shown and self._structured.has_answer)
        self._foot.setVisible(shown)

    def _on_edited(self, text: str) -> None:
        if self._verbs.edit and self._verbs.edit(
            self.message, text
        ):  # Else the words stay in the field: they must not be lost.
            self.leave_editor()

    @property
    def unsent(self) -> str:
        """What was changed in the editor and not taken; '' when nothing was."""
        return self._editor.text if self._editor and self._editor.text != self.message.content else ""

    @property
    def texts(self) -> list[QTextEdit | QPlainTextEdit]:
        """The text fields of its blocks, from top to bottom."""
        return self.flow.texts()

    def _lay_out(self) -> QVBoxLayout:
        run = self.message.run
        name = label(run.model if run and run.model else self.tr("Answer"), 13, 600)
        when = label(time.strftime("%H:%M", time.localtime(self.message.created)), 13, tone="3")
        whole = column(spacing=8)
        if not self._verbs.bare:
            whole.addLayout(row(name, when, None))
        whole.addWidget(self._thinking)
        whole.addWidget(self._waiting)
        whole.addLayout(self.flow)
        whole.addWidget(self._structured)
        whole.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._foot)
        return whole

    def refresh(self, text: str, live: bool, progress: tuple[int, int] = (0, 0)) -> None:
        """Show `text`, which grows while `live`; `progress` counts prompt tokens until the answer begins."""
        run = self.message.run
        text = text if live else without_calls(text, self.message.calls)
        self._behind = max(0, len(text) - self._shown)
        is_text = run is not None and run.answer_options.text_completion
        thought = Thought("", text[: self._shown], over=True) if is_text else split(text[: self._shown])
        tokens = self.message.run.tokens if self.message.run else []
        self._thinking.show_thought(
            thought.thinking, thought.over or not live, *seconds(tokens) if thought.thinking else (0.0, 0)
        )
        answer = as_shown(thought.answer, run, live=live)
        if self._verbs.sources and not is_text and not (run and run.format):
            answer = with_citations(answer, len(self._verbs.sources.cited(self.message)))
        self.flow.show_text(answer, as_it_stands=is_text)
        self._waiting.setVisible(live and not text)
        if live and not text:
            self._waiting.setText(self._waiting_words(progress))
        self._foot.setVisible(not live and self._editor is None)
        if not live:
            self._foot.show_words(self._words(), run_details(run) if run else "")
            self.tokens.forget()
        self._structured.show_answer("" if live else text)

    def show_calling(self, on: bool) -> None:
        """Say that a call is being written, of which nothing is shown before it is complete."""
        if on:
            self._waiting.setText(self.tr("Writes a call of a tool…"))
            self._waiting.show()

    def _on_shown(self) -> None:
        """All that may be shown stands there; what is behind it is offered."""
        rest = self._behind + self.flow.left
        self._more.setVisible(rest > 0 and self._editor is None)
        if rest > 0:
            self._more.setText(self.tr("Show more: {count} characters are left").format(count=number(rest)))

    def _on_more(self) -> None:
        if self.flow.left:
            self.flow.show_more()
            return
        self._shown += SHOWN_OF_ANSWER
        self.refresh(self.message.content, live=False)

    def _on_view(self, view: View) -> None:
        self.tokens.watch(view.field)
        if isinstance(view, ProseView) and self._verbs.sources:
            view.source_wanted.connect(lambda number: self._on_cited(number))

    def _on_cited(self, number: int) -> None:
        if self._verbs.sources:
            self._verbs.sources.show_cited(self.message, number)

    def _is_whole(self) -> bool:
        """Whether all words stand there, of an answer that is complete."""
        return self._foot.isVisible() and self.flow.is_finished

    def _waiting_words(self, progress: tuple[int, int]) -> str:
        done, total = progress
        if not total:
            return self.tr("Reading the prompt")
        return self.tr("Reading the prompt: {done} of {total} tokens").format(done=number(done), total=number(total))

    def _words(self) -> str:
        run, parts = self.message.run, []
        if run and run.tokens:
            if run.answer_options.following:
                parts.append(self.tr("fills a gap"))
            elif run.answer_options.text_completion:
                parts.append(self.tr("text completion"))
            elif run.answer_options.prefill and run.continued == len(run.answer_options.prefill):
                parts.append(self.tr("begins with your words"))
            if run.before:
                one, many = self.tr("continued after 1 token"), self.tr("continued after {count} tokens")
                parts.append(counted(one, many, len(run.before)))
            parts += sentences(run.figures)
        parts.append(self._ending())
        if run and run.format:
            parts.append(self._form(run))
        if run and run.tokens and run.figures:  # Nothing was drawn of an answer that a person has chosen.
            parts.append(self.tr("seed {seed}").format(seed=run.seed))
        if run and run.replay_of:
            parts.append(self._replayed(run))
        return " · ".join(part for part in parts if part)

    def _ending(self) -> str:
        reason = self.message.run.reason if self.message.run else ""
        if reason == "by_hand":
            return self.tr("each token chosen by you")
        endings = {
            "end": self.tr("ended by the model"),
            "format": self._complete(),
            "length": self.tr("ended at max tokens"),
            "stop": self.tr("ended at a stop text"),
            "context": self.tr("ended: the context is full"),
        }
        states = {
            MessageState.STOPPED: self.tr("stopped by you"),
            MessageState.INTERRUPTED: self.tr("interrupted"),
            MessageState.FAILED: self.tr("no answer"),
            MessageState.EDITED: self.tr("edited by you"),
        }
        return states.get(self.message.state) or endings.get(reason, "")

    def _complete(self) -> str:
        """What is complete of an answer that had to fit a form: its calls, or the structured output."""
        count = len(self.message.calls)
        if count:
            return counted(self.tr("calls a tool"), self.tr("calls {count} tools"), count)
        return self.tr("ended: the structured output is complete")

    def _form(self, run: RunRecord) -> str:
        """Which form the answer was held to, and that it is not complete."""
        if run.is_unfinished:
            return self.tr("structured output, not complete")
        return "" if run.reason == "format" else self.tr("structured output")

    def _replayed(self, run: RunRecord) -> str:
        if run.repeated:
            return self.tr("repeated: the same tokens")
        return self.tr("repeated: differs from token {index} on").format(index=number(run.same + 1))
