"""What a control does, in words and on the token that is looked at."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from slm_desktop.core.lens.explain import DRAW, Illustration, illustrated
from slm_desktop.core.lens.lens import Lens
from slm_desktop.core.sampling import BY_NAME, text_of
from slm_desktop.ui.lens.words import sampler_name, share_words, token_words
from slm_desktop.ui.sampling_words import title
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.parts import column, label
from slm_desktop.ui.widgets.popover import Panel
from slm_desktop.ui.words import local, number, translate

WIDTH, HIGH, NAMES = 420, 150, 56
BROAD, SLIM = 0.66, 0.3
"""Of the width of a candidate's column: what the model gave, and what is left."""


class Explanation(Panel):
    """Pops up beside the control."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, WIDTH)
        self._title, self._help = label("", 14, 600, wrap=True), label("", 13, wrap=True)
        self._where = label("", 12, tone="2", wrap=True)
        self._figure = Figure(theme)
        self._facts = label("", 13, wrap=True)
        self._legend = label(self.tr("Pale: before. Dark: after. Dashed: what is less likely is cut."), 11, tone="3")
        parts = (self._title, self._help, self._where, self._figure, self._legend, self._facts)
        self.setLayout(column(*parts, spacing=10, margins=(16, 14, 16, 14)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def explain(self, lens: Lens, name: str, at: QPoint) -> None:
        """Explain a setting on the token that the lens looks at, if it looks at one."""
        row = BY_NAME[name]
        found = illustrated(lens.answer, lens.place, lens.values, name) if lens.answer else None
        self._title.setText(title(name))
        self._help.setText(translate("Sampling", row.help))
        self._where.setText(self._place_words(lens, found, name))
        self._where.setVisible(bool(self._where.text()))
        self._figure.show_one(found)
        for one in (self._figure, self._legend):
            one.setVisible(found is not None)
        self._facts.setText(self._said(found) if found else "")
        self._facts.setVisible(found is not None)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(f"{self._help.text()} {self._where.text()} {self._facts.text()}")
        self.show_at(at)
        self.setFocus()

    def _place_words(self, lens: Lens, found: Illustration | None, name: str) -> str:
        """On which token it is shown, and with which value."""
        if found is None:
            if lens.distribution is not None:
                return ""
            return self.tr("Open the lens on an answer (Ctrl+L), and this is shown on one of its tokens.")
        token = token_words(lens.answer.piece(lens.place)) if lens.answer else ""
        if found.sampler == DRAW:
            return self.tr("At token {at}, “{token}” came.").format(at=number(lens.place + 1), token=token)
        shown, value = found.example or (name, lens.values[name])
        setting = f"{title(shown)} {local(text_of(shown, value))}"
        if found.example:
            words = self.tr("At token {at}, “{token}”. It is off; this is what {setting} would do.")
        else:
            words = self.tr("At token {at}, “{token}”, with {setting}.")
        return words.format(at=number(lens.place + 1), token=token, setting=setting)

    def _said(self, one: Illustration) -> str:
        if one.sampler == DRAW:
            words = self.tr(
                "{count} candidates were left: the seed decides which of them comes, each as often as it is likely."
            )
            return " ".join([words.format(count=number(one.after)), *self._doubt(one)])
        if one.sampler in ("temperature", "penalties", "dry") and one.after > 1:
            return self._said_of_change(one)
        if one.after == one.before:
            return self.tr("It cuts nothing here.")
        parts = [
            self.tr("Of {before} candidates {after} are left; together they had {share}.").format(
                before=number(one.before), after=number(one.after), share=share_words(one.kept)
            )
        ]
        if one.first_cut:
            words = self.tr("The likeliest that it cuts is “{token}” with {share}.")
            cut = one.first_cut
            parts.append(words.format(token=token_words(cut.piece), share=share_words(cut.before)))
        if one.line is not None:
            parts.append(self.tr("It cuts below {share}.").format(share=share_words(one.line)))
        return " ".join([*parts, *self._doubt(one)])

    def _said_of_change(self, one: Illustration) -> str:
        first, lowered = one.drawn[0], one.lowered
        changed = self.tr("“{token}” goes from {before} to {after}.")
        shown = first if one.sampler == "temperature" else lowered
        if shown is None:
            return self.tr("None of the likeliest candidates stands in the text before: it changes nothing here.")
        parts = [
            changed.format(
                token=token_words(shown.piece), before=share_words(shown.before), after=share_words(shown.after)
            )
        ]
        if one.sampler == "temperature" and len(one.drawn) > 1:
            last = one.drawn[-1]
            parts.append(
                changed.format(
                    token=token_words(last.piece), before=share_words(last.before), after=share_words(last.after)
                )
            )
        return " ".join([*parts, *self._doubt(one)])

    def _doubt(self, one: Illustration) -> list[str]:
        if one.is_exact:
            return []
        return [self.tr("Shares are estimates here: they hang on tokens beyond the likeliest 64.")]


class Figure(QWidget):
    """Candidates: a broad bar for what was there before, a slim one for what is left, and a line for the cut."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._one: Illustration | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Candidates before and after"))

    def show_one(self, one: Illustration | None) -> None:
        """Draw another."""
        self._one = one
        name = sampler_name(one.sampler) if one else ""
        self.setAccessibleDescription(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Bars with names below."""
        return QSize(px(WIDTH - 32), px(HIGH + NAMES))

    def paintEvent(self, event: QPaintEvent) -> None:
        """All candidates over one scale."""
        one = self._one
        if one is None or not one.drawn:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(max(drawn.before, drawn.after) for drawn in one.drawn) or 1.0
        step, floor = self.width() / len(one.drawn), px(HIGH)
        for at, drawn in enumerate(one.drawn):
            middle = (at + 0.5) * step
            is_cut = not drawn.after
            self._bar(painter, middle, step * BROAD, floor * drawn.before / most, "line2" if is_cut else "rawBar")
            self._bar(painter, middle, step * SLIM, floor * drawn.after / most, "accent")
            self._name(painter, middle, step, token_words(drawn.piece), is_cut=is_cut)
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        if one.line is not None and one.after < one.before:
            y = floor - floor * min(1.0, one.line / most)
            painter.setPen(QPen(self._theme.colour("seriesB"), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _bar(self, painter: QPainter, middle: float, width: float, height: float, colour: str) -> None:
        if height > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(colour))
            high = max(1.0, height)
            painter.drawRoundedRect(QRectF(middle - width / 2, px(HIGH) - high, width, high), 2, 2)

    def _name(self, painter: QPainter, middle: float, step: float, words: str, *, is_cut: bool) -> None:
        """Turned, as tokens are wider than their bars."""
        painter.save()
        painter.setFont(font(11, 400, MONO))
        painter.setPen(self._theme.colour("text3" if is_cut else "text2"))
        painter.translate(middle, px(HIGH + 4))
        painter.rotate(60)
        short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, px(NAMES))
        painter.drawText(QRect(0, -int(step / 2), px(NAMES + 8), int(step)), Qt.AlignmentFlag.AlignVCenter, short)
        painter.restore()
