"""A client's answer as it is written, with the sliders that change how it goes on."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.sampling import Values, complete
from slm_desktop.core.serve.run_view import RunView, Watched
from slm_desktop.core.serve.served_run import RunState
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.parameters import Parameters
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, named, row
from slm_desktop.ui.words import fixed

WIDTH, HEIGHT, SLIDERS = 860, 560, 320
SHOW_MILLISECONDS = 60
FIXED = ("seed", "max_tokens", "stop")
"""Rows that say how an answer was begun: they stay as they are."""


class RunWatch(QDialog):
    """One window for one run; `left` is emitted when it is closed."""

    left = Signal()

    def __init__(self, theme: Theme, run: Watched, parent: QWidget) -> None:
        super().__init__(parent)
        self._run, self._shown, self._changes = run, 0, -1
        self.resize(px(WIDTH), px(HEIGHT))
        self._state = ElidedLabel(12, tone="2")
        self._text = named(QPlainTextEdit(readOnly=True), "answerText")
        self._text.setFont(font(14))
        self._text.setAccessibleName(self.tr("The answer so far"))
        self._parameters = Parameters(theme, advanced=False)
        self._parameters.fill()
        self._parameters.changed.connect(self._on_changed)
        self._stop = button(self.tr("Stop the answer"), "plain", run.stop)
        self.setLayout(self._lay_out())
        self._timer = QTimer(self, interval=SHOW_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self._show)
        self._unsubscribe = run.changed.subscribe(self._on_run)
        self.finished.connect(self._on_finished)
        self._show()

    def _on_finished(self) -> None:
        """Nobody looks any more, whether it was closed or left by Esc; the answer goes on."""
        self._unsubscribe()
        self._run.leave()
        self._timer.stop()
        self.left.emit()
        self.deleteLater()

    def _lay_out(self) -> QVBoxLayout:
        area = QScrollArea()
        area.setWidget(self._parameters)
        area.setWidgetResizable(True)
        area.setFixedWidth(px(SLIDERS))
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._name = ElidedLabel(16, 600)
        body = row(spacing=16)
        left = column(self._text, spacing=10)
        left.addLayout(row(self._stop, None))
        body.addLayout(left, 1)
        body.addWidget(area)
        whole = column(self._name, self._state, spacing=6, margins=(20, 16, 20, 16))
        whole.addLayout(body, 1)
        return whole

    def _on_changed(self, name: str, value: object) -> None:
        values: Values = complete({**self._run.view.values, name: value})
        self._run.set_sampling({name: values[name]})

    def _on_run(self) -> None:
        """Something came: it is shown soon, at most so often that nobody sees a difference."""
        if not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        view = self._run.view
        self.setWindowTitle(self.tr("Answer for {program}").format(program=visible(view.program)))
        self._name.setText(visible(view.model))
        if len(view.text) > self._shown:
            self._append(view.text[self._shown :])
            self._shown = len(view.text)
        self._state.setText(self._words(view))
        self._stop.setEnabled(not view.is_over)
        if view.changes not in (self._changes, 0):
            self._changes = view.changes
            self._parameters.show_values(complete({**view.values, "seed": view.seed}))
        for name, control in self._parameters.rows.items():
            control.setEnabled(view.state == RunState.RUNNING and name not in FIXED)

    def _append(self, text: str) -> None:
        """The view follows the end only while it is there."""
        bar = self._text.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum()
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if was_at_end:
            bar.setValue(bar.maximum())

    def _words(self, view: RunView) -> str:
        states = {
            RunState.WAITING: self.tr("Waits for its model"),
            RunState.RUNNING: self.tr("Being written"),
            RunState.COMPLETE: self.tr("Complete"),
            RunState.STOPPED: self.tr("Stopped"),
            RunState.FAILED: self.tr("Failed"),
        }
        state = self.tr("Ended at its limit") if view.is_cut else states[view.state]
        parts = [state, self.tr("{tokens} tokens").format(tokens=view.tokens)]
        if view.speed:
            parts.append(self.tr("{rate} tok/s").format(rate=fixed(view.speed, 1)))
        if view.changes > 1:
            parts.append(self.tr("last changed at token {position}").format(position=view.changed_at))
        return " · ".join(parts)
