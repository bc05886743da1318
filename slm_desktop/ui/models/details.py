"""The model that is open: what it is, its files with their forecasts, its card."""

from functools import partial

from PySide6.QtCore import QDate, QDateTime, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from slm_desktop.core.models.catalogue import Entry
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT, stops
from slm_desktop.core.models.forecasts import remote
from slm_desktop.core.models.hub import Found, Offer, chosen
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Banner, BannerPlace
from slm_desktop.ui.fit import context_words
from slm_desktop.ui.models.card import Card
from slm_desktop.ui.models.context import ModelsContext
from slm_desktop.ui.models.offers import OfferTable
from slm_desktop.ui.models.parts import count_words, licence_words, parameters_words, tile
from slm_desktop.ui.models.preview import Preview
from slm_desktop.ui.models.troubles import Acts, banner_of
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, label, named, row
from slm_desktop.ui.widgets.slider import Slider
from slm_desktop.ui.widgets.text_page import TextPage
from slm_desktop.ui.words import gigabytes, language, locale, number

MOST_STOPS = 12
USUAL_STOP = stops(AUTOMATIC_CONTEXT).index(AUTOMATIC_CONTEXT)


class Details(TextPage):
    """The open model. `load_wanted` carries a path, `failed` a Fault; `token_wanted` a repository that asks for one."""

    load_wanted = Signal(str)
    failed = Signal(object)
    token_wanted = Signal(str)
    settings_wanted = Signal()

    def __init__(self, theme: Theme, context: ModelsContext) -> None:
        super().__init__()
        self.setObjectName("openModel")
        self._theme, self._context = theme, context
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: object = None
        self._trained = 0
        self._chosen = AUTOMATIC_CONTEXT
        self._name, self._repo = ElidedLabel(20, 600), ElidedLabel(13, tone="3")
        self._letter = tile(theme, "", 44)
        self._card_button = button(self.tr("Model card"), "plain", self._on_card)
        self._card_button.setCheckable(True)
        self._page_button = button(self.tr("Hugging Face ↗"), "plain", self._on_page)
        self._about, self._note = label("", 14, tone="2", wrap=True), label("", 13, tone="warn", wrap=True)
        self._instead = row(None)
        self._facts = row(spacing=28)
        self._banners = BannerPlace()
        self._ask = button(self.tr("Show its files"), "plain", self._on_ask)
        self._preview = Preview(theme, context, self._on_get, self.load_wanted.emit)
        self._size_words = label("", 13, tone="2", wrap=True)
        self._slider, self._tokens = Slider(theme, USUAL_STOP), label("", 13, 600)
        self._slider.setAccessibleName(self.tr("Context of the forecast"))
        self._free = label("", 12, tone="2")
        self._table = OfferTable(
            theme=theme,
            forecasts=context.forecasts,
            speeds=context.speeds,
            downloads=context.downloads,
            local_models=context.local_models,
        )
        self._card = Card(theme)
        self._files = QWidget()
        self._lay_out()
        self._table.wanted.connect(self._on_wanted)
        self._table.load_wanted.connect(self.load_wanted)
        self._slider.valueChanged.connect(self._on_context)
        context.discover.opened.subscribe(self.refresh)
        context.forecasts.changed.subscribe(self._on_forecast)
        self.refresh()

    def _lay_out(self) -> None:
        title = column(self._name, self._repo, spacing=1)
        head = row(spacing=14)
        head.addWidget(self._letter)
        head.addLayout(title, 1)
        head.addWidget(self._card_button)
        head.addWidget(self._page_button)
        legend = row(self._free, None, *self._legend(), spacing=6)
        slider = row(label(self.tr("Context"), 13, tone="2"), self._slider, self._tokens, spacing=12)
        slider.setStretch(1, 1)
        self._tokens.setMinimumWidth(px(110))
        files = column(label(self.tr("Files"), 15, 600), spacing=10)
        files.addLayout(slider)
        files.addLayout(legend)
        files.addWidget(self._table)
        self._files.setLayout(files)
        self._body = named(QWidget(), "detailsBody")
        whole = column(spacing=14, margins=(28, 22, 28, 28))
        whole.addLayout(head)
        whole.addWidget(self._about)
        whole.addWidget(self._note)
        whole.addLayout(self._instead)
        whole.addLayout(self._facts)
        whole.addWidget(self._preview)
        asking = row(self._ask, self._size_words, None, spacing=12)
        whole.addLayout(asking)
        whole.addLayout(self._banners)
        whole.addWidget(self._files)
        whole.addWidget(self._card)
        whole.addStretch(1)
        self._body.setLayout(whole)
        self.setWidget(self._body)

    def _legend(self) -> list[QWidget]:
        made: list[QWidget] = []
        for token, words in (
            ("weights", self.tr("Weights")),
            ("kv", self.tr("KV cache")),
            ("rest", self.tr("Compute")),
        ):
            dot = label("■", 11)
            dot.setProperty("series", token)
            made += [dot, label(words, 12, tone="2")]
        return made

    # -- what is shown -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the model that is open now."""
        discover = self._context.discover
        row_ = discover.row
        self._body.setVisible(row_ is not None)
        if row_ is None:
            return
        entry = row_ if isinstance(row_, Entry) else None
        found = discover.repository.found if discover.repository else entry.found if entry else row_
        assert isinstance(found, Found)
        self._name.setText(visible(row_.name))
        self._repo.setText(visible(found.repo))
        self._letter.setText(row_.name[:1].upper())
        self._about.setText(entry.about.of(language()) if entry else "")
        self._about.setVisible(entry is not None)
        note = entry.note.of(language()) if entry else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._show_instead(entry)
        self._show_facts(entry, found)
        self._page_button.setEnabled(bool(found.repo))
        self._card_button.setVisible(bool(discover.repository and discover.repository.has_card))
        self._banners.show_banner((row_, discover.repository_fault), self._trouble)
        self._show_asking(entry)
        self._show_files()
        if self._card_button.isChecked():
            discover.read_card()
        self._card_button.setText(self.tr("Hide the card") if self._card_button.isChecked() else self.tr("Model card"))
        self._card.show_text(discover.card, discover.card_fault, self._acts())
        self._card.setVisible(self._card_button.isChecked() and self._card_button.isVisibleTo(self))

    def _trouble(self) -> Banner | None:
        fault = self._context.discover.repository_fault
        return banner_of(self._theme, fault, self._acts()) if fault else None

    def _acts(self) -> Acts:
        discover = self._context.discover
        return {
            "try_again": discover.again,
            "network_settings": self.settings_wanted.emit,
            "token": lambda: self.token_wanted.emit(self._repo_shown()),
            "open_page": self._on_page,
        }

    def _repo_shown(self) -> str:
        shown = self._context.discover.row
        return shown.found.repo if isinstance(shown, Entry) else shown.repo if shown else ""

    def _show_asking(self, entry: Entry | None) -> None:
        """Before the Hub was asked: what the catalogue knows of the size, and the button that asks."""
        discover = self._context.discover
        can_ask = not discover.asked_files and (entry is None or entry.gguf is not None)
        self._ask.setVisible(can_ask)
        words = self.tr("Asking Hugging Face…") if discover.opening else ""
        self._preview.show_entry(None if discover.repository else entry)
        self._size_words.setText(words)
        self._size_words.setVisible(bool(words))

    def _on_get(self, entry: Entry) -> None:
        """Fetch the recommended file of a model of the catalogue; without a network it waits for one."""
        self.setFocus()
        self._context.discover.get(entry)

    def _on_ask(self) -> None:
        shown = self._context.discover.row
        if shown is not None:
            self.setFocus()  # The button goes: the focus stays on this page.
            self._context.discover.open(shown)

    def _show_instead(self, entry: Entry | None) -> None:
        while self._instead.count():
            item = self._instead.takeAt(0)
            if item and (widget := item.widget()):
                widget.deleteLater()
        others = [self._context.catalogue.entry(id_) for id_ in entry.instead] if entry else []
        if not any(others):
            return
        self._instead.addWidget(label(self.tr("Take instead:"), 13, tone="2"))
        for other in others:
            if other:
                self._instead.addWidget(button(other.name, "plain", partial(self._context.discover.open, other)))
        self._instead.addStretch(1)

    def _show_facts(self, entry: Entry | None, found: Found) -> None:
        while item := self._facts.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for name, value in self._fact_words(entry, found):
            fact = QWidget()
            fact.setLayout(column(label(name, 12, tone="3"), label(value, 13, 600), spacing=2))
            self._facts.addWidget(fact)
        self._facts.addStretch(1)

    def _fact_words(self, entry: Entry | None, found: Found) -> list[tuple[str, str]]:
        hears = bool(entry and entry.hears)
        kinds = {
            "chat": self.tr("Chat"),
            "base": self.tr("Base: continues text"),
            "vision": self.tr("Sees pictures and hears sounds") if hears else self.tr("Sees pictures"),
            "audio": self.tr("Hears sounds"),
            "encoder-decoder": self.tr("Translates text"),
        }
        kind = kinds.get(entry.kind, "") if entry else self.tr("Chat") if found.chat else ""
        spoken = ", ".join(found.languages[:4]) + (
            " …" if len(found.languages) > 4 or (entry and entry.many_languages) else ""
        )
        updated = locale().toString(_day(found.updated), "d MMM yyyy") if found.updated else ""
        context = found.context or (entry.context if entry else 0)
        rows = [
            (self.tr("Parameters"), parameters_words(found.parameters or (entry.parameters if entry else 0))),
            (self.tr("Context"), context_words(context) if context else ""),
            (self.tr("Type"), kind),
            (self.tr("Licence"), entry.licence.name if entry else licence_words(found.licence)),
            (self.tr("Languages"), spoken),
            (self.tr("Downloads"), count_words(found.downloads) if found.downloads else ""),
            (self.tr("Updated"), str(updated)),
            (self.tr("Access"), self.tr("On request") if found.gated else ""),
        ]
        most = 7 if self.width() >= px(760) else 4
        known = [(name, visible(value)[:40]) for name, value in rows if value]
        return known[:most] if not found.gated else [*known[:-1][: most - 1], known[-1]]

    def _show_files(self) -> None:
        discover = self._context.discover
        repository = discover.repository
        self._files.setVisible(repository is not None)
        if repository is None or repository is self._shown:
            return
        self._shown = repository
        self._table.show_offers(repository, discover.offers, discover.wanted_file)
        self._table.follow(self._slider)
        if linked := self._table.row_of(discover.wanted_file):
            QTimer.singleShot(0, linked, lambda: self.ensureWidgetVisible(linked))
        self._show_stops(repository.found.context or AUTOMATIC_CONTEXT)
        best = self._best()
        if best:
            self._context.forecasts.want(remote(repository, best))

    def _best(self) -> Offer | None:
        """The file whose header is read: the recommended one, else the smallest model."""
        return chosen(self._context.discover.offers, "")

    def _on_forecast(self) -> None:
        repository, best = self._context.discover.repository, self._best()
        table = self._context.forecasts.table(remote(repository, best).key) if repository and best else None
        if table and table.trained_context != self._trained:
            self._show_stops(table.trained_context)
        fault = self._context.forecasts.fault(remote(repository, best).key) if repository and best else None
        if fault:
            self._banners.show_banner((repository, fault), lambda: banner_of(self._theme, fault, self._forecast_acts()))

    def _forecast_acts(self) -> Acts:
        repository, best = self._context.discover.repository, self._best()
        acts = dict(self._acts())
        if repository and best:
            acts["try_again"] = lambda: self._context.forecasts.want(remote(repository, best), again=True)
        return acts

    def _show_stops(self, trained: int) -> None:
        self._trained, self._stops = trained, stops(trained)[:MOST_STOPS]
        self._slider.blockSignals(True)
        self._slider.setRange(0, len(self._stops) - 1)
        chosen = min(self._chosen, self._stops[-1])
        self._slider.setValue(next((at for at, stop in enumerate(self._stops) if stop >= chosen), 0))
        self._slider.blockSignals(False)
        self._show_context()

    def _on_context(self) -> None:
        self._chosen = self._stops[self._slider.value()]
        self._show_context()

    def _show_context(self) -> None:
        context = self._stops[self._slider.value()]
        self._tokens.setText(self.tr("{count} tokens").format(count=number(context)))
        self._table.show_context(context, str(self._context.settings["kv_type"]))
        self.show_free()

    def show_free(self) -> None:
        """What is free has changed."""
        free = self._context.forecasts.free()
        words = self.tr("{free} GB are free for a model now").format(free=gigabytes(free))
        self._free.setText(f"┃ {words}" if self._table.free_is_shown else words)

    def tick(self) -> None:
        """Some seconds have passed."""
        if self._context.discover.repository:
            self.show_free()
            self._table.refresh()

    # -- what was done -----------------------------------------------------------------------------------------

    def _on_wanted(self, offer: Offer) -> None:
        repository = self._context.discover.repository
        if repository is None:
            return
        try:
            self._context.downloads.add(repository, offer)
        except Fault as fault:
            self.failed.emit(fault)
        self._context.forecasts.want(remote(repository, offer))

    def _on_card(self) -> None:
        self.refresh()
        if self._card_button.isChecked():
            self.ensureWidgetVisible(self._card, 0, 400)

    def _on_page(self) -> None:
        QDesktopServices.openUrl(QUrl(f"{self._context.endpoint()}/{self._repo_shown()}"))


def _day(moment: float) -> QDate:
    return QDateTime.fromSecsSinceEpoch(int(moment)).date()
