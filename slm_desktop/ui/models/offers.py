"""The files of a model: size, memory at the chosen context, whether that fits, and a button to get it."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.models import names
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.estimate import kind_of_weights
from slm_desktop.core.models.forecast import TOO_BIG, Table, for_size
from slm_desktop.core.models.forecasts import Forecasts, remote
from slm_desktop.core.models.hub import ACTIVE, Download, DownloadState, Offer, Repository
from slm_desktop.core.models.local_models import LocalModel, LocalModels
from slm_desktop.core.models.speed import Expected
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.core.visible import visible
from slm_desktop.ui.fit import FitBadge, MemoryBar, bar_scale, context_words, range_words, speed_words, with_speed
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, label, named, row, rule, set_tone, tip
from slm_desktop.ui.words import fixed, number, size, translate

QUANT, SIZE_COLUMN, BAR, TOTAL, SPEED, FIT, QUALITY, ACTION = range(8)
MOST_SIBLINGS = 40
MOST_ROWS = 60
"""Rows that are shown at first: each is eight widgets, and some repositories have thousands of files."""
BEST, LINKED = "best", "linked"
"""Why a row stands out: it is the one to take, or the one that a link named."""
QUALITY_ROOM, BAR_ROOM = 880, 620
"""Pixels of width from which a column is shown."""


class OfferTable(QFrame):
    """A row for each file. `wanted` carries the offer to download, `load_wanted` the path of one that is here."""

    wanted = Signal(object)
    load_wanted = Signal(str)

    def __init__(
        self, *, theme: Theme, forecasts: Forecasts, speeds: Speeds, downloads: Downloads, local_models: LocalModels
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme, self._forecasts, self._speeds, self._downloads, self._local_models = (
            theme,
            forecasts,
            speeds,
            downloads,
            local_models,
        )
        self._repository: Repository | None = None
        self._offers: list[Offer] = []
        self._rows: list[OfferRow] = []
        self._context, self._kv_type = 8192, "f16"
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 6, 12, 6)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(BAR, 3)
        self._grid.setColumnStretch(QUALITY, 2)
        self._heads: list[QLabel] = []
        for signal in (forecasts.changed, speeds.changed, downloads.changed, local_models.changed):
            signal.subscribe(self.refresh)
        downloads.progressed.subscribe(self._show_progress)

    def show_offers(
        self, repository: Repository, offered: list[Offer], wanted: str = "", *, all_of_them: bool = False
    ) -> None:
        """Show the files of a repository; one that a link led to (`wanted`, a path) is marked."""
        self._repository, self._offers, self._wanted = repository, offered, wanted
        shown = (
            offered
            if all_of_them
            else [offer for at, offer in enumerate(offered) if at < MOST_ROWS or offer.path == wanted]
        )
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for line in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, 0)
        self._rows = []
        self._make_heads()
        best = names.recommended(
            offer.quantisation for offer in offered if offer.kind == names.MODEL and not offer.missing
        )
        line = 1
        for offer in shown:
            self._grid.addWidget(rule(), line, 0, 1, ACTION + 1)
            is_best = bool(best) and offer.quantisation == best and offer.kind == names.MODEL
            mark = LINKED if offer.path == wanted else BEST if is_best else ""
            made = OfferRow(self._theme, offer, mark, partial(self._on_action, offer))
            if made.is_model:
                for column, widget in enumerate(made.widgets):
                    self._grid.addWidget(widget, line + 1, column)
            else:
                quant, size_label, verdict, action = made.widgets
                self._grid.addWidget(quant, line + 1, QUANT)
                self._grid.addWidget(size_label, line + 1, SIZE_COLUMN)
                self._grid.addWidget(verdict, line + 1, BAR, 1, QUALITY - BAR + 1)
                self._grid.addWidget(action, line + 1, ACTION)
            self._grid.setRowMinimumHeight(line + 1, px(44))
            self._rows.append(made)
            line += 2
        if len(shown) < len(offered):
            words = self.tr("Show all {count} files").format(count=number(len(offered)))
            everything = button(words, "quiet", lambda: self.show_offers(repository, offered, wanted, all_of_them=True))
            self._grid.addWidget(everything, line, 0, 1, ACTION + 1)
        self._arrange()
        self.refresh()

    def _make_heads(self) -> None:
        texts = (
            self.tr("Quant"),
            self.tr("Size"),
            self.tr("Memory"),
            "",
            self.tr("Speed here"),
            self.tr("Fits"),
            self.tr("Quality"),
            "",
        )
        self._heads = [label(text, 12, 500, "2") for text in texts]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        self._grid.setRowMinimumHeight(0, px(34))

    def show_context(self, context: int, kv_type: str) -> None:
        """Forecast for another context."""
        self._context, self._kv_type = context, kv_type
        if self._heads:
            self._heads[BAR].setText(self.tr("Memory at {context}").format(context=context_words(context)))
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now: forecasts, what is free, what is here or on its way."""
        repository = self._repository
        if repository is None or not self._rows:
            return
        free = self._forecasts.free()
        others = [
            remote(repository, other) for other in self._offers if other.kind == names.MODEL and not other.missing
        ]
        sibling = self._forecasts.first(others[:MOST_SIBLINGS])
        known = [(made, self._table(repository, made.offer, sibling)) for made in self._rows]
        needs = {id(made): self._need(repository, made.offer, table) for made, table in known if table}
        whole = bar_scale(list(needs.values()), free)
        for made, table in known:
            need = needs.get(id(made), 0)
            planned = table.at(min(self._context, table.trained_context), self._kv_type) if table else None
            exact = self._forecasts.table(remote(repository, made.offer).key) is not None
            overhead = table.beside(self._context, self._kv_type) if table else 0
            speed = self._speeds.expected(remote(repository, made.offer).key, table, self._context, self._kv_type)
            made.show_need(
                Need(
                    planned=planned,
                    overhead=overhead,
                    size=need,
                    verdict=with_speed(self._forecasts.verdict(need), speed),
                    exact=exact,
                ),
                free,
                whole,
            )
            made.show_speed(speed)
            made.show_state(self._downloads.of(repository.found.repo, made.offer), self._local(made.offer))

    @property
    def free_is_shown(self) -> bool:
        """Whether the bars have a tick where memory ends: all of them may need far less than is free."""
        return any(made.has_tick for made in self._rows)

    def row_of(self, path: str) -> QWidget | None:
        """The button of a file; None when it has none here."""
        return next((made.widgets[-1] for made in self._rows if made.offer.path == path), None)

    def follow(self, before: QWidget) -> None:
        """Let Tab lead from `before` through the buttons, from top to bottom."""
        for made in self._rows:
            QWidget.setTabOrder(before, made.widgets[-1])
            before = made.widgets[-1]

    def _show_progress(self) -> None:
        repository = self._repository
        for made in self._rows if repository else ():
            item = self._downloads.of(repository.found.repo, made.offer) if repository else None
            if item:
                made.show_state(item, self._local(made.offer))

    def _table(self, repository: Repository, offer: Offer, sibling: Table | None) -> Table | None:
        """The file's own forecast, or what that of another quantisation of the same model says of it."""
        if offer.kind != names.MODEL or offer.missing:
            return None
        own = self._forecasts.table(remote(repository, offer).key)
        return own or (for_size(sibling, offer.size, kind_of_weights(offer.quantisation)) if sibling else None)

    def _need(self, repository: Repository, offer: Offer, table: Table) -> int:
        return self._forecasts.need(remote(repository, offer).key, table, self._context, self._kv_type)

    def _local(self, offer: Offer) -> LocalModel | None:
        first = offer.files[0]
        return self._local_models.has(first.path.rpartition("/")[2], offer.size, first.sha256)

    def _on_action(self, offer: Offer) -> None:
        local = self._local(offer)
        acts = any(made.acts for made in self._rows if made.offer is offer)
        if local and local.can_chat:
            self.load_wanted.emit(local.path)
        elif acts:
            self.wanted.emit(offer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window columns go, the least needed first."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        for column, least in ((QUALITY, QUALITY_ROOM), (BAR, BAR_ROOM)):
            shown = self.width() >= px(least)
            for widget in [
                *(made.widgets[column] for made in self._rows if made.is_model),
                *self._heads[column : column + 1],
            ]:
                widget.setVisible(shown)

    def minimumSizeHint(self) -> QSize:
        """It can become narrower than all its columns."""
        return QSize(px(420), super().minimumSizeHint().height())


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A forecast as a row shows it: bytes in their parts and all together; `exact` when it comes from this very
    file.
    """

    planned: Planned | None
    overhead: int
    size: int
    verdict: str
    exact: bool


class OfferRow:
    """The widgets of one file, from left to right."""

    def __init__(self, theme: Theme, offer: Offer, mark: str, act: Callable[[], None]) -> None:
        """`mark` is BEST, LINKED or ''."""
        self.offer, self._best, self.acts, self.has_tick = offer, bool(mark), True, False
        title = visible(offer.quantisation or offer.name)
        self.widgets: list[QWidget]
        self._quant = label(title if len(title) <= 18 else title[:17] + "…", 13)
        self._quant.setFont(font(13, family=MONO))
        self._quant.setToolTip(tip(visible(offer.path)))
        self._size = label(size(offer.size), 13, tone="2")
        self._bar = MemoryBar(theme)
        self._total = label("", 13, 500)
        self._total.setMinimumWidth(px(64))
        self._speed = label("", 13, 500)
        self._fit = FitBadge(theme)
        self._action = button("", "primary" if mark else "plain", act)
        self._action.setMinimumWidth(px(104))
        quality = label(translate(names.CONTEXT, names.quality(offer.quantisation)), 13, tone="2")
        text = translate("Offers", "From your link") if mark == LINKED else translate("Offers", "Recommended")
        extra = named(label(text, 11, 500), "recommended")
        extra.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        extra.setVisible(bool(mark))
        holder = QWidget()
        holder.setLayout(row(quality, extra, None, spacing=8))
        fit = QWidget()
        fit.setLayout(row(self._fit, None))
        self.widgets = [self._quant, self._size, self._bar, self._total, self._speed, fit, holder, self._action]
        self.is_model = offer.kind == names.MODEL and not offer.missing
        if not self.is_model:
            why = ElidedLabel(13, tone="2")
            why.setText(self._explanation())
            self.widgets = [self._quant, self._size, why, self._action]

    def _explanation(self) -> str:
        """What is no model to chat with says so in place of a forecast."""
        words = {
            names.PROJECTOR: translate("Offers", "For pictures or sounds: comes with each model"),
            names.EMBEDDING: translate("Offers", "Makes embeddings, cannot chat"),
            names.ADAPTER: translate("Offers", "Adapter: not used by itself"),
            names.DRAFT: translate("Offers", "Helper for speed: cannot chat"),
        }
        if self.offer.missing:
            return translate("Offers", "A part is missing: {name}").format(name=visible(self.offer.missing[0]))
        return words.get(self.offer.kind, "")

    def show_need(self, need: Need, free: int, whole: int) -> None:
        """Show a forecast against what is free; the bars of all rows stand for `whole` bytes."""
        if not self.is_model:
            return
        self._bar.show_need(need.planned, need.overhead, free, whole)
        self.has_tick = free < whole
        about = "" if need.exact or not need.size else "≈ "
        self._total.setText(f"{about}{fixed(need.size / 1e9, 2)} GB" if need.size else "…")
        set_tone(self._total, "tone", "bad" if need.verdict == TOO_BIG else "")
        why = translate("Offers", "{need} GB are needed, {free} GB are free now")
        reason = why.format(need=fixed(need.size / 1e9, 2), free=fixed(free / 1e9, 2))
        self._fit.show_verdict(need.verdict, reason if need.size else "")

    def show_speed(self, speed: Expected | None) -> None:
        """Show how fast it will be here."""
        if self.is_model:
            self._speed.setText(speed_words(speed))
            self._speed.setToolTip(tip(range_words(speed)))

    def show_state(self, item: Download | None, local: LocalModel | None) -> None:
        """What the button does now."""
        if local and local.can_chat:
            self._show_action(translate("Offers", "Chat"), enabled=True)
        elif item is None:
            self._show_action(translate("Offers", "Download"), enabled=not self.offer.missing)
        elif item.state in (DownloadState.PAUSED, DownloadState.FAILED):
            self._show_action(translate("Offers", "Resume"), enabled=True)
        elif item.state == DownloadState.QUEUED:
            self._show_action(translate("Offers", "Queued"), enabled=False)
        elif item.state == DownloadState.CHECKING:
            self._show_action(translate("Offers", "Checking"), enabled=False)
        elif item.state in (*ACTIVE, DownloadState.WAITING):
            self._show_action(f"{fixed(100 * item.done / max(1, item.size), 0)} %", enabled=False)
        else:
            self._show_action(translate("Offers", "Done"), enabled=False)

    def _show_action(self, words: str, *, enabled: bool) -> None:
        # A button that is disabled while it has the focus would hand it to the next one, and the page would jump there.
        self._action.setEnabled(not self.offer.missing)
        self.acts = enabled
        self._action.setText(words)
        set_tone(self._action, "kind", "primary" if enabled and self._best else "plain")
        self._action.setAccessibleName(f"{words}: {visible(self.offer.name)} {self.offer.quantisation}")
