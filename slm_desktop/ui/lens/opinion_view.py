"""What another model thinks of the answer: both curves of surprise, and the words where they differ most."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.lens.lens import Lens, LensState
from slm_desktop.core.lens.opinion import Segment, bits_a_character, perplexities
from slm_desktop.core.visible import visible
from slm_desktop.ui.lens.words import token_words
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import button, column, label, row, set_tone, tip
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import explain, fixed

MOST_DIFFERENT, HEIGHT = 6, 56
Offer = Callable[[], Sequence[ModelChoice]]


class OpinionView(QWidget):
    """`offer` are the models that can be asked."""

    def __init__(self, theme: Theme, lens: Lens, offer: Offer) -> None:
        super().__init__()
        self._lens, self._offer = lens, offer
        self._ask = button(self.tr("Ask another model…"), "plain", self._on_ask)
        self._words = label("", 12, tone="2", wrap=True)
        self._curves = Curves(theme)
        self._different = Wrap(spacing=6)
        whole = column(spacing=8)
        whole.addLayout(row(label(self.tr("Another model"), 13, 600), None, self._ask))
        for one in (self._words, self._curves, self._different):
            whole.addWidget(one)
        self.setLayout(whole)
        self._shown: list[Segment] = []

    def refresh(self) -> None:
        """Show what is known."""
        lens = self._lens
        opinion, segments = lens.opinion, lens.segments()
        self.setVisible(lens.state == LensState.READY)
        self._ask.setEnabled(opinion is None or not opinion.is_waited_for)
        self._words.setText(self._said(segments))
        set_tone(self._words, "tone", "bad" if opinion and opinion.fault else "2")
        self._words.setVisible(bool(self._words.text()))
        self._curves.setVisible(bool(segments))
        self._curves.show_segments(segments)
        if segments != self._shown:
            self._show_different(segments)

    def _said(self, segments: Sequence[Segment]) -> str:
        opinion, answer = self._lens.opinion, self._lens.answer
        if opinion is None or answer is None:
            return ""
        name = visible(opinion.name)
        if opinion.fault:
            said = explain(opinion.fault.code, opinion.fault.details)
            return f"{name}: {said.title}. {said.cause}"
        if opinion.record is None:
            return self.tr("{name} goes over the answer…").format(name=name)
        own, other = bits_a_character(segments)
        own_perplexity, other_perplexity = perplexities(segments)
        words = self.tr(
            "Over the words that both cut alike. {writer} (line): perplexity {own}, {own_bits} bit a character. "
            "{name} (dashes): perplexity {other}, {other_bits} bit a character. Below, where they differ most, in bits."
        )
        return words.format(
            writer=visible(answer.run.model),
            own=fixed(own_perplexity, 2),
            own_bits=fixed(own, 2),
            name=name,
            other=fixed(other_perplexity, 2),
            other_bits=fixed(other, 2),
        )

    def _show_different(self, segments: list[Segment]) -> None:
        """The words that surprised one of them most more than the other; a click looks at them."""
        self._shown = segments
        self._different.clear()
        ranked = sorted(segments, key=lambda one: -abs(one.difference))[:MOST_DIFFERENT]
        for segment in ranked:
            sign = "+" if segment.difference > 0 else "−"
            words = f"{token_words(segment.data)}  {sign}{fixed(abs(segment.difference), 1)}"
            made = button(words.replace("&", "&&"), "plain", partial(self._go_to, segment))
            made.setFont(font(12, 400, MONO))
            made.setToolTip(tip(self._tip(segment)))
            self._different.add(made)

    def _tip(self, segment: Segment) -> str:
        words = self.tr("Surprise: {own} bit for the one that wrote it, {other} bit for the other")
        return words.format(own=fixed(segment.own, 1), other=fixed(segment.other, 1))

    def _go_to(self, segment: Segment) -> None:
        place = self._lens.place_at(segment.start)
        if place is not None:
            self._lens.go(place)

    def _on_ask(self) -> None:
        menu = QMenu(self)
        for choice in self._offer():
            menu.addAction(visible(choice.name).replace("&", "&&"), partial(self._lens.ask, choice))
        if menu.isEmpty():
            menu.addAction(self.tr("No other model is on this computer")).setEnabled(False)
        open_menu(menu, self._ask.mapToGlobal(self._ask.rect().bottomLeft()))


class Curves(QWidget):
    """The surprise of both along the answer, in bits: a line each, the other's dashed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._segments: Sequence[Segment] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Surprise of both models along the answer"))
        theme.changed.connect(self.update)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Draw others."""
        self._segments = segments
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, and not high."""
        return QSize(px(200), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Both lines over one scale."""
        if not self._segments:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(max(one.own, one.other) for one in self._segments) or 1.0
        own = [one.own / most for one in self._segments]
        other = [one.other / most for one in self._segments]
        self._paint_line(painter, own, self._theme.colour("accent"), Qt.PenStyle.SolidLine)
        self._paint_line(painter, other, self._theme.colour("seriesB"), Qt.PenStyle.DashLine)

    def _paint_line(self, painter: QPainter, shares: list[float], colour: QColor, style: Qt.PenStyle) -> None:
        step = self.width() / max(1, len(shares))
        room = self.height() - 4
        points = [QPointF((at + 0.5) * step, self.height() - 2 - share * room) for at, share in enumerate(shares)]
        painter.setPen(QPen(colour, 1.5, style))
        painter.drawPolyline(QPolygonF(points))
