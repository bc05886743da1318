"""Downloads at the foot of the screen: how far each is, how fast, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.hub import Download, DownloadState
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, badge, button, label, row, set_tone, tip
from slm_desktop.ui.words import explain, fixed, size

MOST_SHOWN, ROW = 4, 40


class DownloadsPanel(QFrame):
    """All downloads.

    `shown_wanted` carries the path of a finished one, `solve_wanted` a Download with a trouble to look at.
    """

    shown_wanted = Signal(str)
    folder_wanted = Signal()
    solve_wanted = Signal(object)

    def __init__(self, theme: Theme, downloads: Downloads) -> None:
        super().__init__()
        self.setObjectName("downloadsPanel")
        self._theme, self._downloads = theme, downloads
        self._rows: dict[int, DownloadRow] = {}
        self._count = badge("")
        self._total = label("", 12, tone="3")
        self._fold = IconButton(theme, "caret-down", self.tr("Fold the downloads"), self._on_fold)
        folder = IconButton(theme, "folder", self.tr("Open the models folder"), self.folder_wanted.emit)
        self._clear = button(self.tr("Clear finished"), "quiet", downloads.clear_done)
        head = row(
            label(self.tr("Downloads"), 13, 600),
            self._count,
            None,
            self._total,
            self._clear,
            folder,
            self._fold,
            spacing=10,
        )
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 8, 20, 8)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self._scroll)
        downloads.changed.subscribe(self.refresh)
        downloads.progressed.subscribe(self._show_progress)
        self.refresh()

    def refresh(self) -> None:
        """Show the downloads as they are."""
        items = sorted(self._downloads.items, key=lambda item: item.state == DownloadState.DONE)
        for id_ in [id_ for id_ in self._rows if id_ not in {item.id for item in items}]:
            self._rows.pop(id_).deleteLater()
        for place, item in enumerate(items):
            if item.id not in self._rows:
                self._rows[item.id] = DownloadRow(self._theme, self._downloads, item)
                self._rows[item.id].shown_wanted.connect(self.shown_wanted)
                self._rows[item.id].solve_wanted.connect(self.solve_wanted)
            made = self._rows[item.id]
            if self._list.indexOf(made) != place:
                self._list.insertWidget(place, made)
            made.refresh()
        self.setVisible(bool(items))
        self._count.setText(str(len(items)))
        self._clear.setVisible(any(item.state == DownloadState.DONE for item in items))
        self._scroll.setFixedHeight(px(ROW) * min(MOST_SHOWN, max(1, len(items))))
        self._show_progress()

    def _show_progress(self) -> None:
        for made in self._rows.values():
            made.show_progress()
        rate = sum(self._downloads.rate(item.id) for item in self._downloads.active)
        self._total.setText(f"{size(rate)}/s" if rate else "")

    def tick(self) -> None:
        """A second has passed: countdowns go on."""
        for made in self._rows.values():
            made.refresh()

    def _on_fold(self) -> None:
        shown = not self._scroll.isVisibleTo(self)
        self._scroll.setVisible(shown)
        self._fold.show_icon("caret-down" if shown else "caret-right")


class DownloadRow(QWidget):
    """One download."""

    shown_wanted = Signal(str)
    solve_wanted = Signal(object)

    def __init__(self, theme: Theme, downloads: Downloads, item: Download) -> None:
        super().__init__()
        self._theme, self._downloads, self._item = theme, downloads, item
        self.setFixedHeight(px(ROW))
        name = ElidedLabel(13, 500)
        name.setText(visible(item.name))
        name.setToolTip(tip(visible(f"{item.repo}/{item.files[0].path}")))
        quantisation = badge(visible(item.quantisation), mono=True)
        quantisation.setMinimumWidth(px(70))
        quantisation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        quantisation.setVisible(bool(item.quantisation))
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setAccessibleName(visible(item.name))
        self._status, self._speed = ElidedLabel(12, tone="2"), label("", 12, 500)
        self._left = label("", 12, tone="2")
        for fixed_label, width in ((self._speed, 84), (self._left, 110)):
            fixed_label.setFixedWidth(px(width))
            fixed_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._solve = button("", "plain", self._on_solve)
        self._pause = IconButton(theme, "pause", self.tr("Pause"), self._on_pause)
        self._more = IconButton(theme, "more", self.tr("More"), self._on_more)
        self._cancel = IconButton(theme, "close", self.tr("Cancel and throw away what came"), self._on_cancel)
        layout = row(
            name,
            quantisation,
            self._bar,
            self._status,
            self._speed,
            self._left,
            self._solve,
            self._pause,
            self._more,
            self._cancel,
            spacing=12,
        )
        layout.setStretch(0, 3)
        layout.setStretch(2, 3)
        layout.setStretch(3, 5)
        self.setLayout(layout)
        self.refresh()

    def refresh(self) -> None:
        """Show the state."""
        item = self._item
        is_halted = item.state in (DownloadState.PAUSED, DownloadState.FAILED)
        self._pause.setVisible(item.state not in (DownloadState.DONE, DownloadState.CHECKING))
        self._pause.show_icon("play" if is_halted or item.state == DownloadState.WAITING else "pause")
        self._pause.rename(self.tr("Resume") if is_halted or item.state == DownloadState.WAITING else self.tr("Pause"))
        self._more.setVisible(item.state != DownloadState.DONE)
        self._cancel.rename(
            self.tr("Take off the list")
            if item.state == DownloadState.DONE
            else self.tr("Cancel and throw away what came")
        )
        self._solve.setVisible(
            item.state == DownloadState.DONE
            or (item.state in (DownloadState.FAILED, DownloadState.PAUSED) and bool(item.code))
        )
        self._solve.setText(self.tr("Chat") if item.state == DownloadState.DONE else self.tr("What to do"))
        set_tone(self._status, "tone", "bad" if item.state == DownloadState.FAILED else "warn" if item.code else "2")
        self.show_progress()

    def show_progress(self) -> None:
        """Show how far it is."""
        item = self._item
        share = item.checked if item.state == DownloadState.CHECKING else item.done
        self._bar.setValue(round(1000 * share / max(1, item.size)))
        self._status.setText(self._words())
        rate = self._downloads.rate(item.id)
        moving = (
            item.state
            not in (
                DownloadState.DONE,
                DownloadState.PAUSED,
                DownloadState.FAILED,
                DownloadState.QUEUED,
                DownloadState.WAITING,
            )
            and rate > 0
        )
        self._speed.setText(f"{size(rate)}/s" if moving else "")
        self._left.setText(
            self._time_words(self._downloads.seconds_left(item))
            if moving and item.state != DownloadState.CHECKING
            else ""
        )

    def _words(self) -> str:
        item = self._item
        got = self.tr("{done} of {size}").format(done=size(item.done), size=size(item.size))
        if item.code:
            explanation = explain(item.code, item.details)
            if item.state == DownloadState.WAITING and self._downloads.wait_left(item):
                wait = self.tr("{why}. Tries again in {seconds} s")
                return wait.format(why=explanation.title, seconds=fixed(self._downloads.wait_left(item), 0))
            return f"{explanation.title}. {got}" if item.state == DownloadState.PAUSED else explanation.title
        words = {
            DownloadState.QUEUED: self.tr("Queued, {size}").format(size=size(item.size)),
            DownloadState.PAUSED: self.tr("Paused at {got}").format(got=got),
            DownloadState.CHECKING: self.tr("Checking the checksum, {share} %").format(
                share=fixed(100 * item.checked / max(1, item.size), 0)
            ),
            DownloadState.WAITING: self.tr("Asking what it holds…"),
            DownloadState.DONE: self.tr("Here, and its checksum is right")
            if item.files[0].sha256
            else self.tr("Here; no checksum was given"),
        }
        if item.state == DownloadState.RUNNING and item.done and not self._downloads.rate(item.id):
            return self.tr("{got}, nothing comes").format(got=got)
        return words.get(item.state, got)

    def _time_words(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{count} s left").format(count=fixed(max(1, seconds), 0))
        if seconds < 5400:
            return self.tr("{count} min left").format(count=fixed(seconds / 60, 0))
        return self.tr("{count} h left").format(count=fixed(seconds / 3600, 1))

    def _on_pause(self) -> None:
        halted = self._item.state in (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.WAITING)
        (self._downloads.resume if halted else self._downloads.pause)(self._item.id)

    def _on_cancel(self) -> None:
        if self._item.state == DownloadState.DONE:
            self._downloads.dismiss(self._item)
        else:
            self._downloads.cancel(self._item.id)

    def _on_solve(self) -> None:
        if self._item.state == DownloadState.DONE:
            self.shown_wanted.emit(self._item.path)
        else:
            self.solve_wanted.emit(self._item)

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Move up"), lambda: self._downloads.move(self._item.id, -1))
        menu.addAction(self.tr("Move down"), lambda: self._downloads.move(self._item.id, 1))
        open_menu(menu, self._more.mapToGlobal(self._more.rect().bottomLeft()))
