"""Where it is chosen which models are scored, over which text and against which other model."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import Losses, LossWanted, NamedModel
from slm_desktop.core.workshop.texts import TextKind
from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import button, column, label, named, row
from slm_desktop.ui.words import counted, fixed, number
from slm_desktop.ui.workshop.boxes import ModelBox, TextBox
from slm_desktop.ui.workshop.tick_list import ModelTicks
from slm_desktop.ui.workshop.work_progress import WorkProgress

SOME_CHUNKS = 8


class LossCard(QFrame):
    """`start_wanted` is emitted to score what is chosen, `stop_wanted` to end that."""

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
        self.models = ModelTicks(self.tr("Models to score"))
        self.text = TextBox()
        self.base = ModelBox(self.tr("Against"), self.tr("No other model"))
        self.short = QCheckBox(self.tr("The beginning of the text alone"))
        self.short.setFont(font(13))
        self._about = label("", 12, tone="3", wrap=True)
        self.go = button("", "primary", self.start_wanted.emit)
        self.stop = button(self.tr("Stop"), "plain", self.stop_wanted.emit)
        self._progress = WorkProgress()
        self._lay_out()
        self.models.chosen.connect(self._show_choice)
        self.base.picked.connect(self._show_choice)
        self.text.picked.connect(self._show_choice)
        self._show_choice()

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setColumnStretch(1, 1)
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        for at, (words, box) in enumerate(((self.tr("Text"), self.text), (self.tr("Against"), self.base))):
            name = label(words, 13, tone="2")
            name.setBuddy(box)
            fields.addWidget(name, at, 0)
            fields.addWidget(box, at, 1)
        choice = column(spacing=10)
        choice.addLayout(fields)
        choice.addWidget(self.short)
        choice.addWidget(self._about)
        choice.addStretch(1)
        choice.addLayout(row(None, self.stop, self.go, spacing=8))
        above = row(self.models, spacing=16)
        above.setStretch(0, 1)
        above.addLayout(choice, 1)
        whole = column(spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(above)
        whole.addWidget(self._progress)
        self.setLayout(whole)

    # -- what is chosen --------------------------------------------------------------------------------------

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these."""
        self.models.show_models(models)
        self.base.show_models(models)
        self._show_choice()

    def wanted(self, options: LoadOptions) -> list[LossWanted]:
        """What is to be scored; a model is not held against itself."""
        base = self.base.chosen_model
        return [
            LossWanted(
                model=named_model(model),
                size=model.size,
                options=options,
                text=self.text.choice,
                chunks=SOME_CHUNKS if self.short.isChecked() else 0,
                base=named_model(base) if base and base.path != model.path else None,
            )
            for model in self.models.models
        ]

    def _show_choice(self) -> None:
        count = len(self.models.ticked)
        words = counted(self.tr("Score 1 model"), self.tr("Score {count} models"), count)
        self.go.setText(words if count else self.tr("Score models"))
        self.go.setEnabled(count > 0)
        about = self.tr("Perplexity says how well a model foresees a text: the lower, the better.")
        if self.base.chosen_model:
            about += " " + self.tr("KL divergence says how far it is from the other model, which needs one vocabulary.")
        if self.text.choice.kind == TextKind.CHATS:
            about += " " + self.tr("Your chats stay on this computer, also when figures are exported.")
        self._about.setText(about)

    # -- what goes on ----------------------------------------------------------------------------------------

    def show_progress(self, losses: Losses) -> None:
        """How far it is; nothing while nothing is scored."""
        running, left = losses.running, len(losses.left)
        self.stop.setVisible(losses.is_scoring or left > 0)
        if not losses.is_scoring or running is None:
            if left:
                self._progress.show_waiting()
            else:
                self._progress.hide()
            return
        step = losses.progress
        name = f"{visible(running.model.name)} {visible(running.model.quantisation)}"
        share = step.chunk / step.chunks if step else 0.0
        so_far = self.tr("perplexity so far {value}").format(value=fixed(step.perplexity, 2)) if step else ""
        waiting = self.tr("{count} more wait").format(count=number(left)) if left else ""
        self._progress.show_share(share, name, so_far, waiting)


def named_model(model: LocalModel) -> NamedModel:
    """A model of this computer, as records name it."""
    return NamedModel(model.path, model.name, model.quantisation)
