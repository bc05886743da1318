"""What a control does, in words and on the token that is looked at."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from slm_desktop.core.lens.explain import DRAW, Illustration, Use, illustrated
from slm_desktop.core.lens.lens import Subject
from slm_desktop.core.sampling import BY_NAME, SAMPLER_OF, Values, text_of
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
        self._legend = label("", 11, tone="3", wrap=True)
        parts = (self._title, self._help, self._where, self._figure, self._legend, self._facts)
        self.setLayout(column(*parts, spacing=10, margins=(16, 14, 16, 14)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def explain(self, subject: Subject | None, name: str, at: QPoint) -> None:
        """Explain a setting, on a token if there is one."""
        row = BY_NAME[name]
        found = illustrated(subject.answer, subject.place, subject.values, name) if subject else None
        is_token = name == "seed" or name in SAMPLER_OF  # Others act on the whole answer.
        self._title.setText(title(name))
        self._help.setText(translate("Sampling", row.help))
        self._where.setText(self._place_words(subject, found) if is_token else "")
        self._where.setVisible(bool(self._where.text()))
        self._figure.show_one(found)
        self._figure.setVisible(found is not None)
        self._legend.setText(self._legend_words(found) if found else "")
        self._legend.setVisible(found is not None)
        self._facts.setText(self._said(found, subject.values) if found and subject else "")
        self._facts.setVisible(found is not None)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(f"{self._help.text()} {self._where.text()} {self._facts.text()}")
        self.show_at(at)
        self.setFocus()

    def _legend_words(self, one: Illustration) -> str:
        bars, line = self.tr("Broad: before. Slim: after."), self.tr("What lies below the dashed line is cut.")
        has_line = one.line is not None and one.after < one.before
        return f"{bars} {line}" if has_line else bars

    def _place_words(self, subject: Subject | None, found: Illustration | None) -> str:
        """On which token it is shown, and with which value."""
        if found is None or subject is None:
            return self.tr("Open the lens on an answer (Ctrl+L), and this is shown on one of its tokens.")
        token = token_words(subject.answer.piece(subject.place))
        words = {
            Use.ON: self.tr("At token {at}, “{token}”, with {setting}."),
            Use.OFF: self.tr("At token {at}, “{token}”. It is off; this is what {setting} would do."),
            Use.REPLACED: self.tr("At token {at}, “{token}”. Mirostat is in its place; {setting} would do this."),
        }[found.use]
        if found.sampler == DRAW:
            words = self.tr("At token {at}, “{token}” came.")
        setting = f"{title(found.setting)} {local(text_of(found.setting, found.value))}" if found.setting else ""
        return words.format(at=number(subject.place + 1), token=token, setting=setting)

    def _said(self, one: Illustration, values: Values) -> str:
        if one.sampler == DRAW:
            words = self.tr(
                "Candidates that were left: {count}. The seed decides which comes, each as often as likely."
            )
            parts = [words.format(count=_counted(one.after, others=one.others_after))]
        elif one.sampler in ("temperature", "penalties", "dry") and one.after > 1:
            parts = self._said_of_change(one)
        elif one.sampler == "xtc":
            parts = self._said_of_xtc(one, values)
        else:
            parts = self._said_of_cut(one)
        return " ".join([*parts, *self._doubt(one, values)])

    def _said_of_cut(self, one: Illustration) -> list[str]:
        if one.after == one.before and one.others_before == one.others_after:
            return [self.tr("It cuts none of the likeliest {count}.").format(count=number(one.before))]
        parts = [
            self.tr("Candidates: {before} before, {after} after. Those left had {share} together.").format(
                before=_counted(one.before, others=one.others_before),
                after=_counted(one.after, others=one.others_after),
                share=share_words(one.kept),
            )
        ]
        if one.first_cut:
            words = self.tr("The likeliest that it cuts is “{token}” with {share}.")
            parts.append(words.format(token=token_words(one.first_cut.piece), share=share_words(one.first_cut.before)))
        if one.line is not None:
            parts.append(self.tr("It cuts below {share}.").format(share=share_words(one.line)))
        return parts

    def _said_of_xtc(self, one: Illustration, values: Values) -> list[str]:
        threshold = share_words(float(values["xtc_threshold"]))
        if one.first_cut is None:
            words = self.tr("It does nothing here: fewer than two candidates have {share} or more.")
            return [words.format(share=threshold)]
        words = self.tr("Of all candidates with {share} or more it keeps only the least likely, {chance} of the time.")
        return [words.format(share=threshold, chance=share_words(one.chance))]

    def _said_of_change(self, one: Illustration) -> list[str]:
        if one.sampler == "temperature":
            shown = [one.effects[0], *one.effects[-1:]]
        else:
            shown = [one.lowered] if one.lowered else []
        if not shown:
            return [self.tr("None of the likeliest candidates stands in the text before: it changes nothing here.")]
        words = self.tr("“{token}” goes from {before} to {after}.")
        return [
            words.format(token=token_words(at.piece), before=share_words(at.before), after=share_words(at.after))
            for at in shown
        ]

    def _doubt(self, one: Illustration, values: Values) -> list[str]:
        if one.is_exact:
            return []
        if one.sampler == DRAW and values["mirostat"]:
            return [self.tr("What Mirostat makes of them at the end is not known.")]
        return [self.tr("Shares are estimates here: they depend on tokens beyond the likeliest 64.")]


def _counted(count: int, *, others: bool) -> str:
    """How many there are; of tokens beyond the known ones nobody knows how many are left."""
    return translate("Lens", "more than {count}").format(count=number(count)) if others else number(count)


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
        if one is None or not one.effects:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(max(effect.before, effect.after) for effect in one.effects) or 1.0
        step, floor = self.width() / len(one.effects), px(HIGH)
        for at, effect in enumerate(one.effects):
            middle = (at + 0.5) * step
            is_cut = not effect.after
            self._bar(painter, middle, step * BROAD, floor * effect.before / most, "line2" if is_cut else "rawBar")
            self._bar(painter, middle, step * SLIM, floor * effect.after / most, "accent")
            self._name(painter, middle, step, token_words(effect.piece), is_cut=is_cut)
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
