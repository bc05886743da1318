"""What could have been: sixteen seeds of one prompt as a tree, in place of the conversation."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel

from slm_desktop.core.lens.branches import Stretch
from slm_desktop.core.lens.seed_tree import FIRST_SEED, MOST_TOKENS, SEEDS, SeedTree
from slm_desktop.core.visible import visible
from slm_desktop.ui.lens.tree_rows import COUNT_WIDTH, GAP, SHARE_WIDTH, Branch, BranchTree, TreeRows, Way
from slm_desktop.ui.theme import SIZE, Theme, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, button, column, label, row, set_tone
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain, number

LENGTHS = (16, MOST_TOKENS, 64)
DRAW_MILLISECONDS = 120
DETAIL_HEIGHT = 64
Draw = Callable[[int, int], SeedTree]
"""Has answers drawn, from a first seed on, of so many tokens each. May raise Fault."""


class TreePanel(QFrame):
    """`left` when nobody looks at it any more."""

    left = Signal()

    def __init__(self, theme: Theme, draw: Draw, try_to: Callable[[Callable[[], object]], bool]) -> None:
        """`try_to` does what may raise a Fault, and says so if it does."""
        super().__init__()
        self._draw_tree, self._try_to = draw, try_to
        self._tree: SeedTree | None = None
        self._seed, self._length = FIRST_SEED, MOST_TOKENS
        self._unsubscribe: Callable[[], None] = lambda: None
        self._make_parts(theme)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=DRAW_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self.setAccessibleName(self.tr("What could have been"))

    # -- parts -------------------------------------------------------------------------------------------------

    def _make_parts(self, theme: Theme) -> None:
        self._question = ElidedLabel(12, tone="2")
        self._words = label("", 12, tone="2", wrap=True)
        self._lengths = Segments([number(length) for length in LENGTHS])
        self._lengths.choose(LENGTHS.index(MOST_TOKENS))
        self._lengths.setToolTip(self.tr("Tokens of each answer"))
        self._lengths.setAccessibleName(self.tr("Tokens of each answer"))
        self._lengths.chosen.connect(self._on_length)
        self._again = button(self.tr("Other seeds"), "plain", self._on_again)
        self._stop = button(self.tr("Stop"), "plain", self._on_stop)
        self._close = IconButton(theme, "close", self.tr("Back to the chat (Esc)"), self.left.emit)
        self._rows = TreeRows()
        self._list = BranchTree(theme, self._rows)
        self._list.setAccessibleName(self.tr("Answers as a tree"))
        self._list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_one())
        self._list.activated.connect(self._on_open)
        self._one = label("", 13, wrap=True)
        self._one.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._one.setMinimumHeight(px(DETAIL_HEIGHT))
        self._one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = label("", 12, tone="2", wrap=True)
        self._open = button(self.tr("Open in the chat"), "primary", lambda: self._on_open(self._list.currentIndex()))

    def _lay_out(self) -> None:
        whole = column(spacing=8, margins=(24, 8, 24, 16))
        title = column(label(self.tr("What could have been"), 15, 600), self._question, spacing=0)
        head = row(spacing=8)
        head.addLayout(title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(head)
        whole.addWidget(Wrap(self._lengths, self._again, self._stop))
        said = row(spacing=0)
        said.addWidget(self._words, 1)
        for words, width in ((self.tr("Taken"), COUNT_WIDTH), (self.tr("Probability"), SHARE_WIDTH)):
            said.addWidget(self._heading(words, width), 0, Qt.AlignmentFlag.AlignBottom)
        said.addSpacing(px(GAP))
        whole.addLayout(said)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._one)
        foot = row(spacing=8)
        foot.addWidget(self._facts, 1)
        foot.addWidget(self._open)
        whole.addLayout(foot)
        self.setLayout(whole)
        self.setMinimumWidth(SIZE.list)

    @staticmethod
    def _heading(words: str, width: int) -> QLabel:
        made = label(words, 11, tone="3")
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setFixedWidth(px(width))
        return made

    # -- verbs -------------------------------------------------------------------------------------------------

    def draw(self) -> bool:
        """Have a tree drawn; whether that could be begun."""
        return self._try_to(self._begin)

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._unsubscribe()
        if self._tree:
            self._tree.leave()

    def focus(self) -> None:
        """Put the keyboard on the tree."""
        self._list.setFocus()

    def _begin(self) -> None:
        made = self._draw_tree(self._seed, self._length)
        self.leave()
        self._tree = made
        self._unsubscribe = made.changed.subscribe(self._on_changed)
        self._question.setText(visible(made.question.content.replace("\n", " ")))
        self.refresh()

    def _on_length(self, at: int) -> None:
        self._length = LENGTHS[at]
        if self._tree:
            self.draw()

    def _on_again(self) -> None:
        self._seed += SEEDS
        self.draw()

    def _on_stop(self) -> None:
        if self._tree:
            self._tree.stop()

    def _on_open(self, index: QModelIndex) -> None:
        """Make a version of the answer of what was chosen, and show the chat."""
        tree, branch = self._tree, index.data(Qt.ItemDataRole.UserRole)
        if tree is None or not isinstance(branch, Branch):
            return
        if branch.silent:
            return
        if branch.bar:
            opened = self._try_to(lambda: tree.open(branch.before, branch.bar))
        else:
            opened = self._try_to(lambda: tree.open(branch.stretch))
        if opened:
            self.left.emit()

    # -- what is shown -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the tree as it is now; what was chosen stays so."""
        tree = self._tree
        if tree is None:
            return
        way, scrolled = self._chosen_way(), self._list.verticalScrollBar().value()
        self._rows.show(tree)
        self._list.expandAll()
        self._choose(way)
        self._list.verticalScrollBar().setValue(scrolled)
        self._words.setText(self._said(tree))
        set_tone(self._words, "tone", "bad" if tree.fault else "2")
        self._stop.setEnabled(tree.is_growing)
        self._again.setEnabled(not tree.is_growing)
        self._show_one()

    def _on_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _chosen_way(self) -> Way:
        """What a person has chosen; () for the first row, which another one may become."""
        index = self._list.currentIndex()
        branch = index.data(Qt.ItemDataRole.UserRole)
        is_first = index.row() == 0 and not index.parent().isValid()
        return branch.way if isinstance(branch, Branch) and not is_first else ()

    def _choose(self, way: Way) -> None:
        """Choose the row that stood for a way before the tree grew, or the first."""
        found = self._rows.index(0, 0)
        for index in self._indexes(QModelIndex()):
            branch = index.data(Qt.ItemDataRole.UserRole)
            if branch.way == way:
                found = index
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._list.selectionModel().setCurrentIndex(found, flags)

    def _indexes(self, parent: QModelIndex) -> list[QModelIndex]:
        found = []
        for at in range(self._rows.rowCount(parent)):
            index = self._rows.index(at, 0, parent)
            found += [index, *self._indexes(index)]
        return found

    def _said(self, tree: SeedTree) -> str:
        if tree.fault:
            said = explain(tree.fault.code, tree.fault.details)
            return f"{said.title}. {said.cause}"
        if tree.is_loading:
            return self.tr("The model is made ready for {count} answers at once…").format(count=SEEDS)
        done = sum(one.run.is_over for one in tree.drawn)
        first = tree.drawn[0].seed
        words = self.tr(
            "{done} of {count} answers are there, each drawn by dice of its own: seeds {first} to {last}, "
            "{tokens} tokens at most."
        )
        parts = [
            words.format(first=first, last=first + SEEDS - 1, tokens=tree.most_tokens, done=done, count=len(tree.drawn))
        ]
        if 0 < tree.side_by_side < SEEDS:
            parts.append(
                self.tr("{count} at a time, as many as this engine writes side by side.").format(
                    count=tree.side_by_side
                )
            )
        return " ".join(parts)

    def _show_one(self) -> None:
        """All words of what is chosen, and what is known of it."""
        tree, branch = self._tree, self._list.currentIndex().data(Qt.ItemDataRole.UserRole)
        self._open.setEnabled(isinstance(branch, Branch) and not branch.silent)
        self._one.setText("")
        self._facts.setText("")
        if tree is None or not isinstance(branch, Branch):
            return
        last = branch.stretch or branch.before
        data = tree.data_of(tree.way_to(last)) if last else b""
        data += branch.bar.piece if branch.bar else b""
        self._one.setText(visible(data.decode("utf-8", "replace")))
        self._facts.setText(self._known(tree, branch))

    def _known(self, tree: SeedTree, branch: Branch) -> str:
        parts = []
        if branch.stretch:
            parts.append(self._taken(tree, branch.stretch))
        elif branch.bar:
            parts.append(self.tr("No seed took it."))
        if branch.share is not None:
            parts.append(self.tr("Probability of its first token: {share}.").format(share=branch.share_words))
        return " ".join(parts)

    def _taken(self, tree: SeedTree, stretch: Stretch) -> str:
        ended = self.tr("It ends here for {count} of them.").format(count=number(len(stretch.ended)))
        has_ended = stretch.ended and stretch.parts
        return f"{self._seeds(tree, stretch)} {ended}" if has_ended else self._seeds(tree, stretch)

    def _seeds(self, tree: SeedTree, stretch: Stretch) -> str:
        seeds = ", ".join(str(tree.drawn[at].seed) for at in stretch.answers)
        if len(stretch.answers) == SEEDS:
            return self.tr("All seeds went this way.")
        if len(stretch.answers) == 1:
            return self.tr("Seed {seed} went this way.").format(seed=seeds)
        return self.tr("{count} of {all} went this way: seeds {seeds}.").format(
            count=number(len(stretch.answers)), all=SEEDS, seeds=seeds
        )
