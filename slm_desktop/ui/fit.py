"""Whether a model fits and how fast it is, as all screens show it: badges, memory bars, and the words for these
figures.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.engines.usage import Setup, Typical
from slm_desktop.core.models.forecast import FAST, TIGHT, TOO_BIG, UNKNOWN, Table, verdict
from slm_desktop.core.models.speed import READABLE, Expected
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import label, row, set_tone, tip
from slm_desktop.ui.words import fixed, number, translate
from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Fit"
SLOW = "slow"
"""It fits, and writes more slowly than anybody wants to wait."""
ELSEWHERE = "elsewhere"
"""It takes the memory of another machine."""
FITS = {
    FAST: ("ok", "fast", _("Fit", "Fits well")),
    TIGHT: ("warn", "tight", _("Fit", "Tight")),
    TOO_BIG: ("bad", "too-big", _("Fit", "Too big")),
    SLOW: ("warn", "tight", _("Fit", "Slow here")),
    UNKNOWN: ("", "question", _("Fit", "Not known")),
    ELSEWHERE: ("", "external", _("Fit", "On another machine")),
}
"""By verdict: the tone, the icon, the words."""


def with_speed(verdict: str, speed: Expected | None) -> str:
    """A verdict on memory, as the expected speed changes it."""
    return SLOW if verdict == FAST and speed and speed.rate < READABLE else verdict


def rate_words(rate: float) -> str:
    """Tokens per second, in as many digits as say something."""
    return translate("Fit", "{rate} tok/s").format(rate=fixed(rate, 1 if rate < 9.95 else 0))


def speed_words(speed: Expected | None) -> str:
    """An expected speed; '' while it is not known."""
    return f"≈ {rate_words(speed.rate)}" if speed else ""


def range_words(speed: Expected | None) -> str:
    """The range of an expected speed in a sentence; '' while it is not known."""
    if speed is None:
        return ""
    digits = 1 if speed.high < 9.95 else 0
    words = translate("Fit", "Expected here: {low} to {high} tokens per second")
    return words.format(low=fixed(speed.low, digits), high=fixed(speed.high, digits))


def local_speed_words(speed: Typical | Expected | None) -> str:
    """The speed of a model on this computer: as measured, or about what is to be expected."""
    return rate_words(speed.rate) if isinstance(speed, Typical) else speed_words(speed)


def speed_of(speed: Typical | Expected | None) -> str:
    """Where a speed comes from, in a sentence."""
    if not isinstance(speed, Typical):
        return range_words(speed)
    if speed.count == 1:
        words = translate("Fit", "Measured in one answer: {setup}")
    else:
        words = translate("Fit", "The middle of {count} measured answers, {low} to {high} tok/s: {setup}")
    return words.format(
        count=number(speed.count),
        low=fixed(speed.slowest, 1),
        high=fixed(speed.fastest, 1),
        setup=setup_words(speed.setup),
    )


def setup_words(setup: Setup) -> str:
    """How a model was loaded."""
    words = translate("Fit", "{threads} threads, {context} context, KV cache {kv_type}")
    text = words.format(threads=number(setup.threads), context=context_words(setup.context), kv_type=setup.kv_type)
    layers = translate("Fit", "{layers} layers on the graphics card")
    return f"{text}, {layers.format(layers=number(setup.offloaded))}" if setup.offloaded else text


def fit_words(verdict: str) -> str:
    """A verdict in words."""
    return translate(CONTEXT, FITS[verdict][2])


class FitBadge(QFrame):
    """A verdict as icon and words; never colour alone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("fit")
        self._theme, self._verdict = theme, ""
        self._icon, self._words = label(), label("", 12, 500)
        self.setLayout(row(self._icon, self._words, spacing=4, margins=(7, 2, 8, 2)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)

    def show_verdict(self, verdict: str, why: str = "") -> None:
        """Show a verdict; `why` stands in the tool tip."""
        self._verdict = verdict
        self._words.setText(fit_words(verdict))
        self.setToolTip(tip(why))
        self.setAccessibleName(fit_words(verdict))
        self._draw()

    def _draw(self) -> None:
        if self._verdict:
            tone, icon, _words = FITS[self._verdict]
            self._icon.setPixmap(self._theme.pixmap(icon, tone or "text3", px(14)))
            set_tone(self, "tone", tone)
            set_tone(self._words, "tone", tone or "3")


class MemoryBar(QWidget):
    """Weights, KV cache and compute side by side, against what is free (a tick)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[int, ...] = ()
        self._free, self._whole = 0, 1
        self.setMinimumWidth(px(90))
        self.setFixedHeight(px(16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_need(self, planned: Planned | None, overhead: int, free: int, whole: int) -> None:
        """Show a forecast against `free` bytes; the bar as a whole stands for `whole` bytes."""
        self._parts = (planned.weights, planned.kv, planned.compute + overhead) if planned else ()
        self._free, self._whole = free, max(1, whole)
        self.setToolTip(memory_words(planned, overhead) if planned else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and the tick."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, width = px(8), self.width()
        top = (self.height() - height) / 2
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, top, width, height), height / 2, height / 2)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), self._theme.colour("line"))
        at = 0.0
        for part, token in zip(self._parts, ("weights", "kv", "rest"), strict=False):
            length = part / self._whole * width
            painter.fillRect(QRectF(at, top, max(1.0, length - 1), height), self._theme.colour(token))
            at += length
        painter.setClipping(False)
        if self._free < self._whole:
            painter.fillRect(QRectF(self._free / self._whole * width, 0, 2, self.height()), self._theme.colour("text"))


class CostFigures:
    """What a model costs at a context: a bar and a figure for its memory, whether that fits, and how fast it is
    here.
    """

    def __init__(self, theme: Theme) -> None:
        self.bar, self.need = MemoryBar(theme), label("", 13, 600)
        self.fit, self.speed = FitBadge(theme), label("", 13, 600)

    def show_unknown(self) -> None:
        """Show that the forecast is being made."""
        self.need.setText("…")
        self.fit.show_verdict(UNKNOWN)
        self.speed.setText("")

    def show(
        self, table: Table, at: tuple[int, str], need: int, free: int, speed: Expected | None, *, about: bool = False
    ) -> None:
        """Show them `at` a context and a type of KV cache; `about` marks the need as an estimate."""
        self.bar.show_need(table.at(*at), table.beside(*at), free, bar_scale([need], free))
        self.need.setText(f"{'≈ ' if about else ''}{fixed(need / 1e9, 2)} GB")
        words = translate("Fit", "Memory at {context} context").format(context=context_words(at[0]))
        self.need.setToolTip(tip(words))
        self.fit.show_verdict(with_speed(verdict(need, free), speed))
        self.speed.setText(speed_words(speed) or translate("Fit", "not known yet"))
        self.speed.setToolTip(tip(range_words(speed)))


def bar_scale(needs: Sequence[int], free: int) -> int:
    """What bars as a whole stand for: all that is free and a little more, or less where all needs are small."""
    largest = max((need for need in needs if need <= 1.5 * free), default=free)
    return int(1.25 * largest) if largest < 0.5 * free else int(max(largest, free) * 1.05)


def memory_words(planned: Planned, overhead: int) -> str:
    """A forecast in its parts."""
    words = translate("Fit", "Weights {weights} GB, KV cache {kv} GB, compute and the engine itself {rest} GB")
    rest = planned.compute + overhead
    text = words.format(
        weights=fixed(planned.weights / 1e9, 2), kv=fixed(planned.kv / 1e9, 2), rest=fixed(rest / 1e9, 2)
    )
    if planned.gpu:
        gpu = translate("Fit", "{size} GB and {layers} layers on the graphics card")
        text += "\n" + gpu.format(size=fixed(planned.gpu / 1e9, 2), layers=planned.layers)
    return text


def context_words(tokens: int) -> str:
    """A context in few signs: 512, 8k, 128k."""
    return f"{tokens // 1024}k" if tokens >= 1024 else str(tokens)
