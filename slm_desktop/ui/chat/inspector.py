"""The right-hand panel: sampling sliders that act on the next token, and the live graph below them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from slm_desktop.core.engines.adapters import Adapter
from slm_desktop.core.sampling import Values
from slm_desktop.ui.adapter_scales import AdapterScales
from slm_desktop.ui.theme import SIZE, Theme, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.graph import LiveGraph
from slm_desktop.ui.widgets.parameters import ChoiceRow, Parameters, SeedRow, StopRow
from slm_desktop.ui.widgets.parts import column, label, named, row
from slm_desktop.ui.widgets.slider import SliderRow

SAMPLING, LENS = range(2)
WIDER = 1.15
"""The lens needs more room than the sliders."""


class Inspector(QFrame):
    """All sampling parameters of the table, and beside them the lens. `changed` carries a name and its new value,
    `scale_changed` the name of an adapter and its new scale, `page_chosen` SAMPLING or LENS, `explain_wanted` the name
    of a setting and a place of the screen.
    """

    changed = Signal(str, object)
    explain_wanted = Signal(str, QPoint)
    scale_changed = Signal(str, float)
    advanced_toggled = Signal(bool)
    page_chosen = Signal(int)

    def __init__(self, theme: Theme, presets: QWidget, *, advanced: bool) -> None:
        super().__init__()
        self._presets = presets
        self.setObjectName("inspector")
        self.setMinimumWidth(SIZE.inspector)
        self.setMaximumWidth(SIZE.inspector + px(240))
        self.setAccessibleName(self.tr("Sampling"))
        self._theme = theme
        self._body = Parameters(theme, advanced=advanced, explains=True)
        self._body.changed.connect(self.changed)
        self._body.explain_wanted.connect(self.explain_wanted)
        self._body.advanced_toggled.connect(self.advanced_toggled)
        self._scales = AdapterScales(theme)
        self._scales.changed.connect(self.scale_changed)
        self._graph: LiveGraph | None = None
        self._lay_out()

    @property
    def _rows(self) -> dict[str, SliderRow | SeedRow | ChoiceRow | StopRow]:
        return self._body.rows

    def show_values(self, values: Values) -> None:
        """Show the values that hold, without telling."""
        self._body.show_values(values)

    def show_scales(self, adapters: Sequence[Adapter], chosen: Mapping[str, float]) -> None:
        """Show the scales of the adapters that are loaded."""
        self._scales.show_scales(adapters, chosen)

    def show_engine(self, understood: tuple[str, ...], *, is_live: bool) -> None:
        """Which parameters the engine takes, and whether they act on an answer under way."""
        self._body.show_understood(understood)
        self._when.setText(self.tr("Applies to the next token") if is_live else self.tr("Applies to the next answer"))

    def set_graph(self, graph: LiveGraph) -> None:
        """Place the live graph in the lower part."""
        self._graph = graph
        self._graph_place.addWidget(graph)
        graph.fit(self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The graph gives way in a low window."""
        super().resizeEvent(event)
        if self._graph:
            self._graph.fit(self.height())

    def add_lens(self, panel: QWidget) -> None:
        """Place the panel of the lens, which is made when it is first wanted."""
        self._pages.addWidget(panel)

    def show_instead(self, panel: QWidget) -> None:
        """Show something in place of the lens until it is removed."""
        self._pages.setCurrentIndex(self._pages.addWidget(panel))

    def remove(self, panel: QWidget) -> None:
        """Show the lens again, and delete what was shown in its place."""
        self._pages.removeWidget(panel)
        panel.deleteLater()
        self._pages.setCurrentIndex(LENS)

    def show_page(self, page: int) -> None:
        """Show the sliders with the live graph below them, or the lens, which needs the whole height."""
        self._segments.choose(page)
        self.setMinimumWidth(SIZE.inspector if page == SAMPLING else round(SIZE.inspector * WIDER))
        self._pages.setCurrentIndex(page)
        self._below.setVisible(page == SAMPLING)

    def fill(self) -> None:
        """Make the controls; the window is painted before."""
        self._body.fill()

    def _lay_out(self) -> None:
        self._when = label(self.tr("Applies to the next token"), 11, tone="3")
        self._segments = Segments((self.tr("Sampling"), self.tr("Lens")))
        self._segments.choose(SAMPLING)
        self._segments.chosen.connect(self.page_chosen)
        self._when.setContentsMargins(20, 0, 20, 8)
        head = row(self._segments, None)
        head.setContentsMargins(20, 0, 20, 0)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = named(QWidget(), "inspectorBody")
        body.setLayout(column(self._scales, self._body, spacing=0))
        scroll.setWidget(body)
        self._graph_place = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        top = QWidget()
        top.setFixedHeight(SIZE.bar)
        top.setLayout(head)
        sampling = QWidget()
        sampling.setLayout(column(self._when, self._presets, scroll, spacing=0))
        self._pages = QStackedWidget()
        self._pages.addWidget(sampling)
        self._below = QWidget()
        self._below.setLayout(self._graph_place)
        self._graph_place.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(top)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self._below)
