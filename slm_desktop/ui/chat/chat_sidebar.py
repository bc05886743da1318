"""The list of chats: search as one types, folders, rename, pin, copy, delete and take it back, export and import."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QMenu, QVBoxLayout, QWidget

from slm_desktop.core.chat.chat_list import MOST_HITS, ChatList
from slm_desktop.core.chat.titles import given_title, numbered
from slm_desktop.core.records import Chat, Hit
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.settings import Settings
from slm_desktop.ui.banners import UNDO_MILLISECONDS
from slm_desktop.ui.chat.chat_rows import ChatDelegate, ChatRows, Folder, Found
from slm_desktop.ui.theme import SIZE, Theme, px
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, button, column, label, named, row, search_field
from slm_desktop.ui.words import number

SEARCH_AFTER_MILLISECONDS = 60
MOST_TITLES = 50
SHOWN_TITLE = 40
Find = Callable[[str, Callable[[list[Hit]], None]], None]


class ChatSidebar(QFrame):
    """`opened` carries a Chat and the message to show in it, 0 for its end."""

    opened = Signal(object, object)
    new_wanted = Signal()
    export_wanted = Signal(object, str)
    import_wanted = Signal()
    deleted = Signal(object)
    failed = Signal(object)

    def __init__(self, theme: Theme, chat_list: ChatList, find: Find, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("chatList")
        self.setMinimumWidth(SIZE.list - px(56))
        self.setMaximumWidth(SIZE.list + px(200))
        self._theme, self._chat_list, self._find, self._settings = theme, chat_list, find, settings
        self._asked = ""
        self._shown: Chat | None = None
        self._deleted: Chat | None = None
        self._rows = ChatRows(chat_list, lambda: settings["closed_folders"])
        self._rows.renamed.connect(self._on_renamed)
        chat_list.changed.subscribe(self._on_list_changed)
        self._view = self._make_view()
        self._field = self._make_field()
        self._nothing = label("", 13, tone="3", wrap=True)
        self._nothing.setContentsMargins(16, 8, 16, 0)
        self._nothing.hide()
        self._undo = self._make_undo()
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self._search)
        self._forget = QTimer(self, singleShot=True, interval=UNDO_MILLISECONDS)
        self._forget.timeout.connect(self._undo.hide)
        self._lay_out()

    def _make_view(self) -> QListView:
        view = QListView()
        view.setMouseTracking(True)
        view.setModel(self._rows)
        delegate = ChatDelegate(self._theme, view)
        delegate.closeEditor.connect(lambda *_args: view.setFocus())
        delegate.menu_wanted.connect(lambda index, at: self._open_menu(index, at))
        view.setItemDelegate(delegate)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setLayoutMode(QListView.LayoutMode.Batched)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda at: self._open_menu(
                view.indexAt(at) if at.y() >= 0 else view.currentIndex(), view.viewport().mapToGlobal(at)
            )
        )
        view.setAccessibleName(self.tr("Chats"))
        view.clicked.connect(self._on_chosen)
        view.activated.connect(self._on_chosen)
        view.installEventFilter(self)
        return view

    def _make_field(self) -> QLineEdit:
        field = search_field(self._theme, self.tr("Search chats"), self.tr("Search chats (Ctrl+K)"))
        field.textChanged.connect(self._on_typed)
        field.installEventFilter(self)
        return field

    def _make_undo(self) -> QFrame:
        strip = named(QFrame(), "undo")
        self._undo_words = label("", 13, wrap=True)
        line = row(self._undo_words, button(self.tr("Undo"), "quiet", self.undo), margins=(12, 4, 4, 4))
        line.setStretch(0, 1)
        strip.setLayout(line)
        strip.hide()
        return strip

    def _lay_out(self) -> None:
        new = IconButton(self._theme, "new-chat", self.tr("New chat (Ctrl+N)"), self.new_wanted.emit, size=18, side=32)
        more = IconButton(self._theme, "more", self.tr("Import and export"), None, size=18, side=32)
        more.clicked.connect(lambda: open_menu(self._all_menu(), more.mapToGlobal(QPoint(0, more.height()))))
        top = QWidget()
        top.setFixedHeight(SIZE.bar - 8)
        top.setLayout(row(label(self.tr("Chats"), 15, 600), None, more, new, spacing=2, margins=(16, 0, 8, 0)))
        search = QWidget()
        search.setLayout(row(self._field, margins=(8, 0, 8, 8)))
        holder = column(self._view, margins=(8, 0, 6, 8))
        foot, words = QWidget(), ElidedLabel(12, tone="3")
        words.setText(self.tr("Chats are kept on this computer"))
        line = row(self._lock(), words, margins=(16, 8, 16, 14))
        line.setStretch(1, 1)
        foot.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(search)
        layout.addWidget(self._nothing)
        layout.addLayout(holder, 1)
        undo = QWidget()
        undo.setLayout(row(self._undo, margins=(8, 0, 8, 0)))
        layout.addWidget(undo)
        layout.addWidget(foot)

    def _lock(self) -> QLabel:
        picture = label()
        self._theme.follow(picture, lambda: picture.setPixmap(self._theme.pixmap("lock", "text3", 14)))
        return picture

    def select(self, chat: Chat) -> None:
        """Mark the chat that is shown; a new one stands in no row yet."""
        self._shown = chat
        index = self._rows.index_of(chat)
        if index.isValid():
            self._view.setCurrentIndex(index)
        elif not self._asked:
            self._view.clearSelection()
            self._view.setCurrentIndex(QModelIndex())

    def focus_search(self) -> None:
        """Put the caret into the search field."""
        self._field.setFocus()
        self._field.selectAll()

    # -- searching -------------------------------------------------------------------------------------------

    def _on_typed(self) -> None:
        if self._field.text().strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._asked = ""
            self._nothing.hide()
            self._rows.show_found(None)
            if self._shown:
                self.select(self._shown)

    def _on_list_changed(self) -> None:
        """What a search found may be gone, or have another title."""
        if self._asked:
            self._search()

    def _search(self) -> None:
        self._asked = self._field.text().strip()
        asked = self._asked
        self._find(asked, lambda hits: self._show_hits(asked, hits))

    def _show_hits(self, asked: str, hits: list[Hit]) -> None:
        if asked != self._asked:
            return
        words, chats = asked.casefold().split(), {chat.id: chat for chat in self._chat_list.chats}
        titles = [
            chat for chat in chats.values() if all(word in f"{chat.title} {chat.folder}".casefold() for word in words)
        ]
        found = [Found(chat, None) for chat in titles[:MOST_TITLES]]
        for chat, its in _by_chat(hits).items():
            found += [Found(chats[chat], hit, hit is not its[0]) for hit in its if chat in chats]
        self._rows.show_found(found)
        text = self.tr("Nothing found for “{text}”").format(text=visible(asked[:60]))
        if found:
            text = self.tr("The newest {count} messages; more words find fewer").format(count=number(len(hits)))
        self._nothing.setText(text)
        self._nothing.setVisible(not found or len(hits) >= MOST_HITS)

    # -- verbs -----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Bring back the chat that was deleted last."""
        self._undo.hide()
        if self._deleted:
            chat, self._deleted = self._deleted, None
            self._chat_list.restore(chat)
            self.opened.emit(chat, 0)

    def delete(self, chat: Chat) -> None:
        """Delete a chat; for some seconds a button brings it back."""
        self._deleted = chat
        self._chat_list.delete(chat)
        title = visible(chat.title)
        title = title if len(title) <= SHOWN_TITLE else f"{title[: SHOWN_TITLE - 1]}…"
        self._undo_words.setText(self.tr("“{title}” was deleted").format(title=title))
        self._undo.show()
        self._forget.start()
        self.deleted.emit(chat)

    def act(self, verb: str) -> None:
        """Rename, pin or duplicate the chat of the row that has the focus, else the one that is shown."""
        chat = self._current() if self._view.hasFocus() else self._shown
        folder = self._view.currentIndex().data(Qt.ItemDataRole.UserRole)
        if verb == "rename" and self._view.hasFocus() and isinstance(folder, Folder):
            self._view.edit(self._view.currentIndex())
        elif chat and chat.touched and self._view.state() != QListView.State.EditingState:
            {"rename": self.rename, "pin": self._pin, "duplicate": self._copy}[verb](chat)

    def _pin(self, chat: Chat) -> None:
        self._chat_list.pin(chat, not chat.pinned)

    def focus_rows(self) -> None:
        """Put the focus on the rows."""
        self._view.setFocus()

    def rename(self, chat: Chat) -> None:
        """Write another title into the row of a chat."""
        if self._field.text():
            self._field.clear()
        self._open_folder(chat.folder)
        index = self._rows.index_of(chat)
        if index.isValid():
            self._view.scrollTo(index)
            self._view.edit(index)

    def _copy(self, chat: Chat) -> None:
        try:
            copy = self._chat_list.duplicate(chat, self.tr("Copy of {title}").format(title=chat.title))
        except Fault as fault:
            self.failed.emit(fault)
        else:
            self.opened.emit(copy, 0)

    def _on_chosen(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Chat):
            self.opened.emit(item, 0)
        elif isinstance(item, Found):
            self.opened.emit(item.chat, item.hit.message if item.hit else 0)
        elif isinstance(item, Folder):
            self._toggle(item.name)

    def _current(self) -> Chat | None:
        item = self._view.currentIndex().data(Qt.ItemDataRole.UserRole)
        return item.chat if isinstance(item, Found) else item if isinstance(item, Chat) else None

    # -- folders ---------------------------------------------------------------------------------------------

    def _toggle(self, folder: str) -> None:
        closed: list[str] = self._settings["closed_folders"]
        there = set(self._chat_list.folders)
        others = [name for name in closed if name != folder and name in there]
        self._settings["closed_folders"] = others if folder in closed else [*others, folder]
        self._rows.reload()
        self._view.setCurrentIndex(self._rows.index_of_folder(folder))

    def _open_folder(self, folder: str) -> None:
        if folder in self._settings["closed_folders"]:
            self._toggle(folder)

    def _on_renamed(self, item: Chat | Folder, words: str) -> None:
        if isinstance(item, Chat):
            self._chat_list.rename(item, words)
        elif given_title(words):
            self._open_folder(item.name)
            others = [name for name in self._chat_list.folders if name != item.name]
            self._chat_list.move(self._inside(item.name), numbered(given_title(words), others))

    def _inside(self, folder: str) -> list[Chat]:
        return [chat for chat in self._chat_list.chats if chat.folder == folder]

    def _new_folder(self, chat: Chat) -> None:
        """Put a chat into a folder of its own, whose name is written next."""
        name = numbered(self.tr("New folder"), self._chat_list.folders)
        if self._field.text():
            self._field.clear()
        self._chat_list.move([chat], name)
        index = self._rows.index_of_folder(name)
        self._view.setCurrentIndex(index)
        self._view.edit(index)

    def folder_menu(self, folder: str) -> QMenu:
        """What can be done with a folder."""
        menu = QMenu(self)
        rename = lambda: self._view.edit(self._rows.index_of_folder(folder))  # noqa: E731
        menu.addAction(self.tr("Rename"), QKeySequence("F2"), rename)
        menu.addAction(
            self.tr("Remove the folder and keep its chats"), lambda: self._chat_list.move(self._inside(folder), "")
        )
        return menu

    def _folders_of(self, chat: Chat, menu: QMenu) -> None:
        places = menu.addMenu(self.tr("Folder"))
        for name in self._chat_list.folders:
            action = places.addAction(visible(name).replace("&", "&&"), partial(self._chat_list.move, [chat], name))
            action.setCheckable(True)
            action.setChecked(name == chat.folder)
        places.addSeparator()
        if chat.folder:
            places.addAction(self.tr("Remove from the folder"), lambda: self._chat_list.move([chat], ""))
        places.addAction(self.tr("New folder…"), lambda: self._new_folder(chat))

    # -- menus and keys --------------------------------------------------------------------------------------

    def _open_menu(self, index: QModelIndex, at: QPoint) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        chat = item.chat if isinstance(item, Found) else item
        if isinstance(chat, Chat | Folder):
            menu = self.menu_for(chat) if isinstance(chat, Chat) else self.folder_menu(chat.name)
            menu.aboutToHide.connect(self._select_shown)
            open_menu(menu, at)

    def _select_shown(self) -> None:
        """The mark stands on the chat that is shown, not on the one whose menu was open."""
        if self._shown and not self._asked and self._view.state() != QListView.State.EditingState:
            self.select(self._shown)

    def menu_for(self, chat: Chat) -> QMenu:
        """What can be done with a chat."""
        menu = QMenu(self)
        menu.addAction(self.tr("Rename"), QKeySequence("F2"), lambda: self.rename(chat))
        pin = self.tr("Unpin") if chat.pinned else self.tr("Pin to the top")
        menu.addAction(pin, QKeySequence("Ctrl+P"), lambda: self._pin(chat))
        menu.addAction(self.tr("Duplicate"), QKeySequence("Ctrl+D"), lambda: self._copy(chat))
        self._folders_of(chat, menu)
        menu.addSeparator()
        menu.addAction(self.tr("Export as Markdown…"), lambda: self.export_wanted.emit(chat, "md"))
        menu.addAction(self.tr("Export as JSON…"), lambda: self.export_wanted.emit(chat, "json"))
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), QKeySequence("Del"), lambda: self.delete(chat))
        return menu

    def _all_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Import chats…"), self.import_wanted.emit)
        menu.addAction(self.tr("Export all chats…"), lambda: self.export_wanted.emit(None, "json")).setEnabled(
            bool(self._chat_list.chats)
        )
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list, and of the search field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._field:
                return self._on_field_key(event)
            return self._on_list_key(event)
        if (
            watched is self._field
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._field.text()
        ):
            event.accept()  # Before the window takes Esc for its own.
            return True
        return super().eventFilter(watched, event)

    def _on_field_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._field.text():
            self._field.clear()
            return True
        if event.key() == Qt.Key.Key_Down:
            self._view.setFocus()
            if not self._view.currentIndex().isValid() or self._asked:
                self._view.setCurrentIndex(self._rows.first())
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._asked and self._rows.rowCount():
            self._on_chosen(self._rows.first())
            return True
        return False

    def _on_list_key(self, event: QKeyEvent) -> bool:
        chat = self._current()
        if event.key() == Qt.Key.Key_Delete and chat and self._view.state() != QListView.State.EditingState:
            self.delete(chat)
            return True
        if QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+Z") and self._deleted:
            self.undo()
            return True
        return False


def _by_chat(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """What was found, by chat, the chat of the newest message first."""
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.chat, []).append(hit)
    return found
