"""Suites with their editor, and sweeps."""

from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QTableView, QWidget

from slm_desktop.ui.evaluate.suites import SuitesPage
from slm_desktop.ui.evaluate.sweeps import SweepsPage


def cell(table: QTableView, row: int, column: int) -> str:
    """The words of a cell."""
    return str(table.model().index(row, column).data())


def choose(table: QTableView, row: int, column: int) -> None:
    """Choose a cell."""
    table.setCurrentIndex(table.model().index(row, column))


def answer_words(page: SuitesPage | SweepsPage) -> list[str]:
    """What is said of the answers behind a cell."""
    return [one.text() for one in page._answers.findChildren(QLabel)]


class SuitesUser:
    """Suites, as a person uses them."""

    def __init__(self, page: SuitesPage) -> None:
        self.page = page
        self.editor = SuiteEditorUser(page)

    @property
    def titles(self) -> list[str]:
        """The suites that are listed."""
        return [suite.title for _id, suite in self.page._evaluations.suites]

    @property
    def is_editing(self) -> bool:
        """Whether the editor is shown."""
        return self.page._pages.currentWidget() is self.page._editor

    def select(self, row: int) -> None:
        """Choose a suite."""
        self.page._suites.setCurrentRow(row)

    def new(self) -> None:
        """Begin one."""
        self.page._on_new()

    def edit(self) -> None:
        """Open the editor for the one that is chosen."""
        self.page._on_edit()

    def set_fair(self) -> None:
        """One answer at a time."""
        self.page._fair.setChecked(True)

    def run(self) -> None:
        """Press the button that begins a run."""
        self.page._run.click()

    def go_on(self) -> None:
        """Press the button that goes on with the run that is shown, or stops it."""
        self.page._go.click()


class SuiteEditorUser:
    """The editor of a suite."""

    def __init__(self, page: SuitesPage) -> None:
        self._editor = page._editor

    @property
    def widget(self) -> QWidget:
        """All of it."""
        return self._editor

    @property
    def wrong_words(self) -> str:
        """What is wrong with the suite as it is."""
        return self._editor._wrong.text()

    @property
    def title(self) -> QLineEdit:
        """The title of the suite."""
        return self._editor._title

    @property
    def name(self) -> QLineEdit:
        """The name of the prompt."""
        return self._editor._name

    @property
    def text(self) -> QPlainTextEdit:
        """The words of the prompt."""
        return self._editor._text

    @property
    def prompts(self) -> QListWidget:
        """The prompts."""
        return self._editor._list

    def add_check(self) -> None:
        """Add a check to the prompt."""
        self._editor._on_add_check()

    def make_numeric(self, at: int, number: str, tolerance: str) -> None:
        """Let a check look for a number."""
        row = self._editor._checks[at]
        row._kind.setCurrentIndex(row._kind.findData("number"))
        row._value.setPlainText(number)
        row._tolerance.setText(tolerance)

    def add(self) -> None:
        """Add a prompt."""
        self._editor._on_add()

    def remove(self) -> None:
        """Remove the prompt."""
        self._editor._on_remove()

    def move_up(self) -> None:
        """Put the prompt before the one above."""
        self._editor._move(-1)

    def undo(self) -> None:
        """Take a removal back."""
        self._editor._undo.click()

    def done(self) -> None:
        """Leave the editor."""
        self._editor._done.click()

    def flush(self) -> None:
        """Let what was written be kept."""
        self._editor.flush()


class SweepsUser:
    """Sweeps, as a person uses them."""

    def __init__(self, page: SweepsPage) -> None:
        self.page = page

    @property
    def metric(self) -> object:
        """What the grid shows."""
        return self.page._metric.value

    @property
    def values(self) -> list[QLineEdit]:
        """The fields for values, axis by axis."""
        return self.page._values

    def choose_metric(self, name: str) -> None:
        """Choose what the grid shows."""
        self.page._metric.choose(name)

    def drop_second_axis(self) -> None:
        """Vary one setting alone."""
        self.page._names[1].setCurrentIndex(0)

    def set_seeds(self, count: int) -> None:
        """How many answers a cell gets."""
        self.page._seeds.setValue(count)

    def set_prompt(self, text: str) -> None:
        """What is asked."""
        self.page._prompt.setText(text)

    def set_passes(self, text: str) -> None:
        """What an answer must contain to pass."""
        self.page._passes.setText(text)

    def run(self) -> None:
        """Press the button."""
        self.page._on_run()
