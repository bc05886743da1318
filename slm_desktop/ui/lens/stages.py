"""The samplers as a row of chips, in their order: pointing at one shows the bars just after it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QPushButton

from slm_desktop.core.lens.filters import Outcome, Stage
from slm_desktop.core.sampling import GRAMMAR, SETTING_OF, Values, text_of
from slm_desktop.ui.lens.words import sampler_name, share_words
from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import set_tone, tip
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import local, number, translate

BEFORE, AFTER_ALL = -1, None
"""The stage before the first sampler, and the one after the last."""


class StageChips(Wrap):
    """`pointed` carries the number of a stage, BEFORE for the model's own probabilities, AFTER_ALL for none."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__(spacing=4)
        self._chips: list[StageChip] = []
        self.setAccessibleName(self.tr("Samplers, in their order"))

    def show_outcome(self, outcome: Outcome | None, values: Values, vocabulary: int, *, pointed: str = "") -> None:
        """Show the samplers of an outcome; the one that is `pointed` at is marked."""
        stages = outcome.stages if outcome else ()
        names = [""] * bool(outcome) + [stage.name for stage in stages]
        while len(self._chips) < len(names):
            self._add(len(self._chips) - 1)
        for chip, name, stage in zip(self._chips, names, (None, *stages), strict=False):
            chip.sampler = name
            chip.show_stage(stage, values, vocabulary)
            set_tone(chip, "pointed", bool(name) and name == pointed)
        for at, chip in enumerate(self._chips):  # They stay, so that the focus does.
            chip.setVisible(at < len(names))

    def _add(self, at: int) -> None:
        chip = StageChip("")
        chip.entered.connect(lambda: self.pointed.emit(at))
        chip.left.connect(self._on_left)
        self._chips.append(chip)
        self.add(chip)

    def _on_left(self) -> None:
        """The pointer or the focus went; the other may still be on one of them."""
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self.pointed.emit(AFTER_ALL if focused is None else focused - 1)


class StageChip(QPushButton):
    """One sampler, or '' for the vocabulary before all of them."""

    entered, left = Signal(), Signal()

    def __init__(self, sampler: str) -> None:
        super().__init__()
        self.sampler = sampler
        self.setProperty("kind", "stage")
        self.setFont(font(11, 500))
        self.clicked.connect(self.entered)

    def show_stage(self, stage: Stage | None, values: Values, vocabulary: int) -> None:
        """Say how many tokens are left after it."""
        if stage is None:
            self.setText(translate("Lens", "{count} tokens").format(count=number(vocabulary)))
            words = translate("Lens", "All tokens that the model knows, as it sees them")
        else:
            self.setText(self._words(stage, values))
            words = self._explanation(stage)
        self.setToolTip(tip(words))
        self.setAccessibleDescription(words)

    def _words(self, stage: Stage, values: Values) -> str:
        left = len(stage.shares) if not stage.others else f"{len(stage.shares)}+"
        if self.sampler == GRAMMAR:
            return f"› {sampler_name(self.sampler)}: {left}"
        value = local(text_of(self.sampler, values.get(SETTING_OF[self.sampler])))
        name = "T" if self.sampler == "temperature" else sampler_name(self.sampler)
        return f"› {name} {value}: {left}"

    def _explanation(self, stage: Stage) -> str:
        words = [translate("Lens", "Tokens left after it: {count}").format(count=number(len(stage.shares)))]
        if stage.others:
            words.append(translate("Lens", "and others, with {share} at most").format(share=share_words(stage.others)))
        if stage.line is not None:
            words.append(translate("Lens", "those below {share} are out").format(share=share_words(stage.line)))
        if not stage.is_exact:
            words.append(translate("Lens", "as far as can be told from the candidates that are known"))
        return ", ".join(words)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came."""
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """It went."""
        super().leaveEvent(event)
        self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard came."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It went."""
        super().focusOutEvent(event)
        self.left.emit()
