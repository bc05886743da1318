"""The panel of the lens."""

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTextEdit

from slm_desktop.core.lens.guide import StepState
from slm_desktop.core.lens.seed_tree import Drawn
from slm_desktop.core.lens.seen import Bar
from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.lens.by_hand_panel import ByHandPanel
from slm_desktop.ui.lens.candidate_rows import CandidateList
from slm_desktop.ui.lens.explanation import Explanation
from slm_desktop.ui.lens.panel import LensPanel
from slm_desktop.ui.lens.stages import StageChip
from slm_desktop.ui.lens.strip import Strip
from slm_desktop.ui.lens.tokens_panel import TokensPanel
from slm_desktop.ui.lens.tour_card import TourCard
from slm_desktop.ui.lens.tree_panel import TreePanel
from slm_desktop.ui.lens.tree_rows import Branch, BranchTree
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.widgets.parts import IconButton
from slm_desktop.ui.widgets.slider import SliderRow
from tests.e2e.pages import SPOKEN


class LensPage:
    """What a person sees and does there."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen

    @property
    def panel(self) -> LensPanel:
        """The panel, once it was opened."""
        panel = self._screen.findChild(LensPanel)
        assert panel is not None
        return panel

    @property
    def candidates(self) -> CandidateList:
        """The candidates."""
        return self.panel._list

    @property
    def strip(self) -> Strip:
        """How sure the model was along the answer."""
        return self.panel._strip

    @property
    def spoken(self) -> list[str]:
        """The rows as a screen reader says them."""
        rows = self.panel._rows
        return [str(rows.data(rows.index(at), SPOKEN)) for at in range(rows.rowCount())]

    @property
    def bars(self) -> list[Bar]:
        """The candidates that are shown."""
        rows = self.panel._rows
        shown = (rows.data(rows.index(at), Qt.ItemDataRole.UserRole) for at in range(rows.rowCount()))
        return [bar for bar in shown if isinstance(bar, Bar)]

    @property
    def where(self) -> str:
        """Which token is looked at."""
        return self.panel._where.text()

    @property
    def words(self) -> str:
        """What is said above the candidates."""
        return self.panel._words.text()

    @property
    def stages(self) -> list[StageChip]:
        """The samplers."""
        return [chip for chip in self.panel._stages._chips if not chip.isHidden()]

    @property
    def recover_button(self) -> QPushButton:
        """The button that has the model go over the answer."""
        return self.panel._recover

    @property
    def branch_button(self) -> QPushButton:
        """The button that takes another candidate."""
        return self.panel._branch

    @property
    def own_words(self) -> QLineEdit:
        """Where words of one's own are typed."""
        return self.panel._own

    @property
    def tint(self) -> QPushButton:
        """What tints the words of the answer."""
        return self.panel._tint

    def slider(self, name: str) -> SliderRow:
        """A setting that is tried."""
        return self.panel._tried._rows[name]

    def explain(self, name: str) -> None:
        """Ask what a setting does."""
        button = self.slider(name).findChildren(IconButton)[0]
        assert "Explain" in button.accessibleName()
        button.click()

    def choose(self, row: int) -> None:
        """Choose a candidate."""
        self.candidates.setCurrentIndex(self.panel._rows.index(row))


def place_of(answer: Answer, word: str) -> tuple[QTextEdit, QPoint]:
    """Where a word of an answer stands: its field, and the point to click at."""
    field = answer.texts[0]
    assert isinstance(field, QTextEdit)
    cursor = field.document().find(word)
    assert not cursor.isNull()
    cursor.setPosition(cursor.selectionStart() + 1)
    return field, field.cursorRect(cursor).center()


def marked(answer: Answer) -> list[str]:
    """The words of an answer that are marked or tinted."""
    return [one.cursor.selectedText() for field in answer.texts for one in field.extraSelections()]


class ByHandPage:
    """Where a person is the sampler."""

    def __init__(self, screen: ChatScreen) -> None:
        panel = screen.findChild(ByHandPanel)
        assert panel is not None
        self.panel: ByHandPanel = panel

    @property
    def text(self) -> str:
        """The answer so far."""
        return self.panel._text.toPlainText()

    @property
    def candidates(self) -> CandidateList:
        """What could come next."""
        return self.panel._list

    @property
    def is_ready(self) -> bool:
        """Whether the next token can be chosen."""
        return self.panel._dice.isEnabled()


class TourPage:
    """A guided tour."""

    def __init__(self, screen: ChatScreen) -> None:
        card = screen.findChild(TourCard)
        assert card is not None
        self._screen, self._card = screen, card

    @property
    def where(self) -> str:
        """Which step is shown."""
        return self._card._where.text()

    @property
    def is_done(self) -> bool:
        """Whether the model has done what the step is about."""
        return self._card._guide.state == StepState.DONE

    @property
    def notice(self) -> str:
        """What there is to notice."""
        return self._card._notice.text()

    @property
    def focused(self) -> str:
        """The words of the button that has the keyboard."""
        focused = QApplication.focusWidget()
        return focused.text() if isinstance(focused, QPushButton) else ""

    @property
    def is_gone(self) -> bool:
        """Whether the tour is over."""
        return self._screen.lens.tour._card is None


class ExplanationPage:
    """What a control does."""

    def __init__(self, screen: ChatScreen) -> None:
        panel = screen.findChild(Explanation)
        assert panel is not None
        self.panel: Explanation = panel

    @property
    def where(self) -> str:
        """On which token it is shown."""
        return self.panel._where.text()

    @property
    def facts(self) -> str:
        """What it does there."""
        return self.panel._facts.text()


class TreePage:
    """What could have been."""

    def __init__(self, screen: ChatScreen) -> None:
        panel = screen.findChild(TreePanel)
        assert panel is not None
        self.panel: TreePanel = panel

    @property
    def rows(self) -> BranchTree:
        """Where the arrow keys go through it."""
        return self.panel._list

    @property
    def branches(self) -> list[Branch]:
        """The rows from top to bottom."""
        indexes = self.panel._indexes(QModelIndex())
        return [index.data(Qt.ItemDataRole.UserRole) for index in indexes]

    @property
    def chosen(self) -> Branch:
        """The row at which the keyboard is."""
        branch = self.rows.currentIndex().data(Qt.ItemDataRole.UserRole)
        assert isinstance(branch, Branch)
        return branch

    @property
    def drawn(self) -> list[Drawn]:
        """The answers."""
        assert self.panel._tree is not None
        return self.panel._tree.drawn

    @property
    def spoken(self) -> list[str]:
        """The rows as a screen reader says them."""
        return [str(index.data(SPOKEN)) for index in self.panel._indexes(QModelIndex())]

    @property
    def is_growing(self) -> bool:
        """Whether answers are still written."""
        return self.panel._stop.isEnabled()

    @property
    def words(self) -> str:
        """All words of what is chosen."""
        return self.panel._one.text()

    @property
    def facts(self) -> str:
        """What is known of what is chosen."""
        return self.panel._facts.text()


class TokensPage:
    """The tokens of a text."""

    def __init__(self, screen: ChatScreen) -> None:
        panel = screen.findChild(TokensPanel)
        assert panel is not None
        self.panel: TokensPanel = panel

    @property
    def head(self) -> str:
        """How many there are."""
        return self.panel._head.text()

    @property
    def text(self) -> str:
        """The text as it is shown."""
        return self.panel._text.toPlainText()

    @property
    def field(self) -> QTextEdit:
        """Where the arrow keys go through it."""
        return self.panel._text

    @property
    def one(self) -> str:
        """What is said of the token at the caret."""
        return self.panel._one.text()
