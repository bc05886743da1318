"""One score in full: over what it was made, and where in the text two models part most."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from slm_desktop.core.engines.events import Divergence, Parting
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.losses import CHUNK, LossRecord
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import IconButton, column, empty, label
from slm_desktop.ui.words import fixed, number, translate, when
from slm_desktop.ui.workshop.figures import divergence_words, model_words, share_words

SHOWN, BEFORE = 12, 60
"""Places that are shown, and characters before each."""
COLUMNS = 4


class LossDetails(QWidget):
    """Shows what `show_record` was given last. `look_wanted` has a LossRecord and a Parting of it."""

    look_wanted = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = label("", 13, 600, wrap=True)
        self._about = label("", 12, tone="3", wrap=True)
        self._lost = label("", 13, wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(COLUMNS + 1, 1)
        whole = column(self._title, self._about, self._lost, spacing=6)
        whole.addLayout(self._grid)
        self.setLayout(whole)
        self._shown = 0

    def show_record(self, record: LossRecord) -> None:
        """Show one; the same one again stays as it is."""
        if self._shown == record.id:
            return
        self._shown = record.id
        self._title.setText(model_words(record.model.name, record.model.quantisation))
        self._about.setText(about(record))
        empty(self._grid)
        found = record.divergence
        self._lost.setVisible(found is not None)
        if found and record.base:
            self._lost.setText(lost_words(found, model_words(record.base.name, record.base.quantisation)))
            self._show_partings(record, found)

    def _show_partings(self, record: LossRecord, found: Divergence) -> None:
        heads = (
            translate("Workshop", "KL"),
            translate("Workshop", "Where they part most"),
            translate("Workshop", "This model"),
            translate("Workshop", "The other"),
        )
        for column_at, words in enumerate(heads):
            self._grid.addWidget(label(words, 12, tone="3"), 0, column_at)
        for at, parting in enumerate(found.partings[:SHOWN], 1):
            for column_at, words in enumerate(_cells(parting)):
                self._grid.addWidget(_cell(words), at, column_at)
            words = translate("Workshop", "Look at this place through the lens")
            look = IconButton(self._theme, "search", words, partial(self.look_wanted.emit, record, parting), side=24)
            self._grid.addWidget(look, at, COLUMNS)


def _cells(parting: Parting) -> tuple[str, ...]:
    before = visible(" ".join(parting.before.split()))
    shown = before if len(before) <= BEFORE else "…" + before[-BEFORE:]
    return (
        divergence_words(parting.divergence),
        f"{shown} → {quoted(parting.token)}",
        quoted(parting.own),
        quoted(parting.base),
    )


def _cell(words: str) -> QLabel:
    made = label(words, 13)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def quoted(text: str) -> str:
    """A token between quotation marks: many begin with a space."""
    return f"“{visible(text)}”"


def lost_words(found: Divergence, base: str) -> str:
    """What a model has lost against another one."""
    words = translate(
        "Workshop",
        "Against {base} (perplexity {perplexity}): KL divergence {mean} ± {error} on average, below {most} for 99 "
        "tokens in 100, {largest} at most. For {share} of the tokens, both hold the same one for the likeliest.",
    )
    if found.known < 1:
        words = translate(
            "Workshop",
            "Against {base} (perplexity {perplexity}): KL divergence at least {mean} ± {error} on average. Its server "
            "reports only the likeliest tokens, which cover {known} of the probability; the true figures are at least "
            "as large. For {share} of the tokens, both hold the same one for the likeliest.",
        )
    return words.format(
        base=base,
        perplexity=fixed(found.base_perplexity, 2),
        mean=divergence_words(found.mean),
        error=divergence_words(found.error),
        most=divergence_words(found.percentile_99),
        largest=divergence_words(found.largest),
        share=share_words(found.same_top),
        known=share_words(found.known),
    )


def about(record: LossRecord) -> str:
    """Over what it was scored, and how."""
    parts = (
        translate("Workshop", "{count} tokens scored, in chunks of {chunk}").format(
            count=number(record.measured.tokens), chunk=number(CHUNK)
        ),
        translate("Workshop", "KV cache {kind}").format(kind=record.options.kv_type.upper()),
        translate("Workshop", "{seconds} s").format(seconds=fixed(record.measured.seconds, 1)),
        visible(record.machine.processor),
        f"llama.cpp {visible(record.build)}" if record.build else "",
        when(record.created),
    )
    return "  ·  ".join(filter(None, parts))
