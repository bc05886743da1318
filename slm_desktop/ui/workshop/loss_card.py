"""Where it is chosen which models are scored, over which text and against which other model."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtWidgets import QCheckBox

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.remote_address import host_of, is_remote
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import CHUNK, Losses, LossWanted, NamedModel
from slm_desktop.core.workshop.texts import TextKind
from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import label
from slm_desktop.ui.words import counted, fixed, number
from slm_desktop.ui.workshop.boxes import ModelBox, TextBox
from slm_desktop.ui.workshop.figures import model_words
from slm_desktop.ui.workshop.tick_list import ModelTicks
from slm_desktop.ui.workshop.work_card import WorkCard, fields

SOME_CHUNKS = 8


class LossCard(WorkCard):
    """Models, a text, and another model to hold them against."""

    def __init__(self) -> None:
        super().__init__()
        self.models = ModelTicks(self.tr("Models to score"))
        self.text = TextBox()
        self.base = ModelBox(self.tr("Against"), self.tr("No other model"))
        self.short = QCheckBox(self.tr("Only its first {count} tokens").format(count=number(SOME_CHUNKS * CHUNK)))
        self.short.setFont(font(13))
        self._about = label("", 12, tone="3", wrap=True)
        boxes = fields(((self.tr("Text"), self.text), (self.tr("Against"), self.base)))
        self._lay_out(self.models, boxes, self.short, self._about)
        self.models.chosen.connect(self._show_choice)
        self.base.picked.connect(self._show_choice)
        self.text.picked.connect(self._show_choice)
        self._show_choice()

    # -- what is chosen --------------------------------------------------------------------------------------

    def show_models(self, models: Sequence[LocalModel], elsewhere: Sequence[LocalModel]) -> None:
        """Offer these; those `elsewhere` to hold others against."""
        self.models.show_models(models)
        self.base.show_models([*models, *elsewhere])
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
                base=named_base(base) if base and base.path != model.path else None,
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
        if self.base.chosen_model and is_remote(self.base.chosen_model.path):
            words = self.tr("The text, 200,000 tokens at most, is sent to {host}, and compared with the models here.")
            about += " " + words.format(host=visible(host_of(self.base.chosen_model.path)))
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
        if losses.elsewhere and running.base:
            done, chunks = losses.elsewhere
            words = self.tr("{model} scores the text").format(model=visible(running.base.name))
            self._progress.show_share(done / chunks, name_of(running), words, "")
            return
        step = losses.progress
        name = name_of(running)
        share = step.chunk / step.chunks if step else 0.0
        so_far = self.tr("perplexity so far {value}").format(value=fixed(step.perplexity, 2)) if step else ""
        waiting = self.tr("{count} more wait").format(count=number(left)) if left else ""
        self._progress.show_share(share, name, so_far, waiting)


def name_of(wanted: LossWanted) -> str:
    """The model that is scored."""
    return model_words(wanted.model.name, wanted.model.quantisation)


def named_base(model: LocalModel) -> NamedModel:
    """A model that others are held against; one on another machine is named with that."""
    named = named_model(model)
    return replace(named, name=f"{model.name} ({host_of(model.path)})") if is_remote(model.path) else named


def named_model(model: LocalModel) -> NamedModel:
    """A model of this computer, as records name it."""
    return NamedModel(model.path, model.name, model.quantisation)
