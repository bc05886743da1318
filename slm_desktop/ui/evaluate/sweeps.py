"""The page of sweeps: one model over a grid of up to two sampling parameters, as a heat map of what its answers are
like.
"""

import math

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox

from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.core.evaluate.records import SWEEP, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import MOST_ROUNDS, Check, Prompt
from slm_desktop.core.evaluate.sweep import (
    DISTINCT,
    LENGTH,
    METRICS,
    PASSED,
    REPETITION,
    SPEED,
    Axis,
    axes_of,
    measure,
    values_of,
    with_points,
)
from slm_desktop.core.sampling import BY_NAME, PARAMETERS, is_greedy, text_of
from slm_desktop.core.visible import visible
from slm_desktop.ui.evaluate.evaluation_page import EvaluationPage, EvaluationPageContext, share_words
from slm_desktop.ui.evaluate.result_table import Cell, Grid
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.sampling_words import settings_words
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.choices import Choice
from slm_desktop.ui.widgets.parts import button, label, together
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import fixed, has_comma, local, translate

USUAL = (("temperature", "0, 0.5, 1, 1.5"), ("top_p", "0.5, 0.8, 0.95"))
SEED = 42
ROW_HEIGHT = 44
SWEPT = [row_ for row_ in PARAMETERS if row_.kind in ("float", "int") and row_.name not in ("seed",)]


class SweepsPage(EvaluationPage):
    """A grid of cells, each with the answers to some seeds."""

    def __init__(
        self, theme: Theme, evaluations: Evaluations, context: EvaluationPageContext, exports: Exports
    ) -> None:
        super().__init__(theme=theme, evaluations=evaluations, kind=SWEEP, context=context, exports=exports)
        names = {
            DISTINCT: self.tr("Distinct-2"),
            LENGTH: self.tr("Length in tokens"),
            REPETITION: self.tr("Repetition"),
            PASSED: self.tr("Pass rate"),
            SPEED: self.tr("tok/s"),
        }
        self._metric = Choice(self.tr("What is shown"), [(metric, names[metric]) for metric in METRICS])
        self._metric.changed.connect(self._refresh)
        self.table.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self._make_side()
        self._make_above()
        self._show_first()

    def _make_side(self) -> None:
        self._side.addWidget(label(self.tr("What is shown"), 12, 500, "2"))
        self._side.addWidget(self._metric)
        self._greedy = label(self._about_greedy(), 12, tone="3", wrap=True)
        self._greedy.hide()
        self._side.addWidget(self._greedy)

    def _about_greedy(self) -> str:
        return self.tr(
            "At temperature 0 neither the seed nor what is cut changes an answer. Where answers differ all the "
            "same, they were written at the same time: numbers that are computed together are rounded a little "
            "differently."
        )

    def _make_above(self) -> None:
        self._model = self._box(self.tr("Model"), [])
        self._model.currentIndexChanged.connect(self._show_spread)
        none = ("", self.tr("None"))
        self._names = [
            self._box(self.tr("First parameter"), self._parameters()),
            self._box(self.tr("Second parameter"), [none, *self._parameters()]),
        ]
        self._values = [self._field(self.tr("Values of the first")), self._field(self.tr("Values of the second"))]
        for box, field, (name, values) in zip(self._names, self._values, USUAL, strict=True):
            box.setCurrentIndex(max(0, box.findData(name)))
            field.setText(local(values.replace(", ", "; ")) if has_comma() else values)
            field.setCursorPosition(0)  # Else a narrow field shows the last of its numbers.
        self._prompt = QLineEdit(placeholderText=self.tr("What is asked"))
        self._prompt.setFont(font(13))
        self._prompt.setAccessibleName(self.tr("What is asked"))
        self._prompt.setMaxLength(20_000)
        self._prompt.returnPressed.connect(self._on_run)
        self._passes = QLineEdit(placeholderText=self.tr("Passes if it contains…"))
        self._passes.setFont(font(13))
        self._passes.setAccessibleName(self.tr("Passes if it contains…"))
        self._passes.setMaximumWidth(px(190))
        self._seeds = QSpinBox()
        self._seeds.setRange(1, MOST_ROUNDS)
        self._seeds.setValue(3)
        self._seeds.setFont(font(13))
        self._seeds.lineEdit().setTextMargins(6, 0, 0, 0)
        self._seeds.setFixedWidth(px(70))
        self._seeds.setAccessibleName(self.tr("Seeds"))
        run = button(self.tr("Run the sweep"), "primary", self._on_run)
        one, other = (together(name, values) for name, values in zip(self._names, self._values, strict=True))
        first = Wrap(self._model, one, together(label("×", 14, tone="3"), other), margins=(24, 14, 20, 0))
        self._prompt.setMinimumWidth(px(220))
        seeds = label(self.tr("Seeds"), 13, tone="2")
        second = Wrap(self._prompt, self._passes, seeds, self._seeds, self._spread, run, margins=(24, 8, 20, 4))
        self._above.addWidget(first)
        self._above.addWidget(second)

    def _parameters(self) -> list[tuple[str, str]]:
        return [(one.name, translate("Sampling", one.label)) for one in SWEPT]

    def _box(self, name: str, values: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setFont(font(13))
        box.setAccessibleName(name)
        box.setMinimumContentsLength(8)
        for value, words in values:
            box.addItem(words, value)
        return box

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setFont(font(13))
        field.setAccessibleName(name)
        field.setToolTip(self.tr("Numbers, like 0.2, 0.8, 1.4, or 0..1.5/0.5 for steps"))
        field.setMinimumWidth(px(110))
        return field

    def show_columns(self) -> None:
        """The columns may have changed: offer their models."""
        chosen = self._model.currentIndex()
        self._model.clear()
        for at, (letter_, one) in enumerate(self._candidates()):
            self._model.addItem(f"{letter_}  {visible(one.label)}  {settings_words(one, None)}", at)
        self._model.setCurrentIndex(max(0, min(chosen, self._model.count() - 1)))
        self._show_spread()

    def _show_spread(self) -> None:
        at, candidates = self._model.currentIndex(), self._candidates()
        self._spread.show_candidates([candidates[at][1]] if 0 <= at < len(candidates) else [])

    def _on_run(self) -> None:
        text, at = self._prompt.text().strip(), self._model.currentIndex()
        candidates = self._candidates()
        if not text or not 0 <= at < len(candidates):
            self._prompt.setFocus()
            return
        wanted = self._passes.text().strip()
        if bool(wanted) != (self._metric.value == PASSED):  # The cells differ in what was asked for.
            self._metric.choose(PASSED if wanted else DISTINCT)
        prompt = Prompt(text, checks=(Check(contains=wanted),) if wanted else ())
        (base,) = self._spread.over([candidates[at][1]])
        self.begin(lambda: self._evaluations.sweep(base, self._axes(), [prompt], self._seeds.value(), SEED))

    def _axes(self) -> list[Axis]:
        names = [str(box.currentData()) for box in self._names]
        chosen = [(name, field) for name, field in zip(names, self._values, strict=True) if name]
        return [(name, values_of(self._typed(field.text(), name), name)) for name, field in dict(chosen).items()]

    @staticmethod
    def _typed(text: str, name: str) -> str:
        """Values with points for decimals; where only whole numbers are, a comma stands between two of them."""
        return with_points(text) if has_comma() and BY_NAME[name].kind == "float" else text

    # -- results -----------------------------------------------------------------------------------------------

    def _empty_words(self) -> str:
        return self.tr("Run a model over a grid of settings.")

    def _grid(self, evaluation: Evaluation, session: EvaluationRun) -> Grid:
        axes = axes_of(evaluation)
        nothing: Axis = ("", ("",))
        down, right = (axes[0], axes[1] if len(axes) > 1 else nothing)
        metric = str(self._metric.value)
        figures = [
            measure(metric, session.of(at)) if session.of(at) else None for at in range(len(evaluation.candidates))
        ]
        known = [figure for figure in figures if figure is not None and not math.isnan(figure)]
        low, high = min(known, default=0.0), max(known, default=1.0)
        self._greedy.setVisible(any(is_greedy(one.sampling) for one in evaluation.candidates))
        return Grid(
            rows=len(down[1]),
            heads=[self._axis_words(right[0], value) if right[0] else "" for value in right[1]],
            row_name=lambda line: self._axis_words(down[0], down[1][line]),
            cell=lambda line, at: self._cell(metric, figures[line * len(right[1]) + at], low, high),
        )

    def _name(self, evaluation: Evaluation) -> str:
        axes = " × ".join(translate("Sampling", BY_NAME[name].label) for name, _values in axes_of(evaluation))
        return f"{evaluation.candidates[0].label}: {axes}" if evaluation.candidates else evaluation.title

    def _axis_words(self, name: str, value: object) -> str:
        return f"{translate('Sampling', BY_NAME[name].label)} {local(text_of(name, value))}"

    def _cell(self, metric: str, figure: float | None, low: float, high: float) -> Cell:
        if figure is None or math.isnan(figure):
            return Cell(text="…" if figure is None else figure_words(metric, figure))
        share = (figure - low) / (high - low) if high > low else 0.5
        return Cell(
            text=figure_words(metric, figure),
            foreground=self._theme.colour("text"),
            background=mixed(self._theme.colour("accentSoft"), self._theme.colour("accent"), 0.65 * share),
        )

    def _on_cell(self, line: int, at: int) -> None:
        session = self.session
        if session is None or line < 0 or at < 0:
            return
        axes = axes_of(session.evaluation)
        wide = len(axes[1][1]) if len(axes) > 1 else 1
        cell = line * wide + at
        if cell < len(session.evaluation.candidates):
            sampling = session.evaluation.candidates[cell].sampling
            title = ", ".join(self._axis_words(name, sampling[name]) for name, _values in axes)
            self._show_answers(title, cell, 0)


def figure_words(metric: str, figure: float) -> str:
    """A figure as its metric is written."""
    if math.isnan(figure):
        return "–"
    if metric in (DISTINCT, REPETITION):
        return fixed(figure, 2)
    return share_words(figure) if metric == PASSED else fixed(figure, 0 if metric == LENGTH else 1)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two."""
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    red, green, blue = (round(a + (b - a) * share) for a, b in parts)
    return QColor(red, green, blue)
