"""What to look for: words, and filters as chips."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from slm_desktop.core.models.hub import DOWNLOADED, FASTEST, LIKED, NEWEST, TRENDING, Query
from slm_desktop.ui.models.parts import licence_words
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.choices import Chip, Choice
from slm_desktop.ui.widgets.parts import button, row, search_field, tip
from slm_desktop.ui.widgets.wrap import Wrap
from slm_desktop.ui.words import fixed

TYPED_MILLISECONDS = 350
FIELD, WIDEST_FIELD = 190, 380
"""Pixels of the search field."""
SIZES = (1, 2, 4, 8, 14)
MODEL_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "de": "Deutsch",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
    "zh": "中文",
    "ja": "日本語",
    "ko": "한국어",
    "ar": "العربية",
    "ru": "Русский",
    "hi": "हिन्दी",
}
"""Each in its own name, as in lists of languages everywhere."""
LICENCES = ("apache-2.0", "mit", "gemma", "llama3.2", "llama3.1")


class Filters(QFrame):
    """A search field and chips. `typed` follows the words; `searched` is Enter, or a pause in typing."""

    typed = Signal(object)
    searched = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("filters")
        self.field = search_field(theme, self.tr("Search models"), self.tr("Search Hugging Face, or paste a link"))
        self.field.setMinimumWidth(px(FIELD))
        self.field.setMaximumWidth(px(WIDEST_FIELD))
        self.field.setMaxLength(300)
        self._pause = QTimer(self, singleShot=True, interval=TYPED_MILLISECONDS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.query))
        self._fits, self._chat = Chip(self.tr("Fits this computer")), Chip(self.tr("Chat"))
        self._quick = Chip(self.tr("Quick here"))
        self._quick.setToolTip(tip(self.tr("Answers here as fast as one reads")))
        self._size = Choice(self.tr("Size"), self._sizes())
        self._licence = Choice(
            self.tr("Licence"), [("", self.tr("Any licence")), *((tag, licence_words(tag)) for tag in LICENCES)]
        )
        self._language = Choice(self.tr("Language"), [("", self.tr("Any language")), *MODEL_LANGUAGES.items()])
        self._sort = Choice(
            self.tr("Order"),
            [
                (DOWNLOADED, self.tr("Most downloads")),
                (LIKED, self.tr("Most likes")),
                (TRENDING, self.tr("Trending")),
                (NEWEST, self.tr("Newest")),
                (FASTEST, self.tr("Fastest here")),
            ],
        )
        self._clear = button(self.tr("Clear"), "quiet", self.clear)
        room = self._clear.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self._clear.setSizePolicy(room)
        self._chips: list[Chip | Choice] = [
            self._fits,
            self._quick,
            self._size,
            self._licence,
            self._language,
            self._chat,
            self._sort,
        ]
        line = Wrap(self.field, *self._chips, self._clear, margins=(24, 10, 24, 10))
        self.setLayout(row(line, spacing=0))
        self.field.textEdited.connect(self._on_typed)
        self.field.textChanged.connect(lambda text: self._on_typed("") if not text else None)
        self.field.returnPressed.connect(self._on_entered)
        for chip in self._chips:
            chip.changed.connect(self._on_changed)
        self._show_clear()

    def _sizes(self) -> list[tuple[object, str]]:
        rows: list[tuple[object, str]] = [(0, self.tr("Any size"))]
        return rows + [(size * 10**9, self.tr("Up to {size}B").format(size=fixed(size, 0))) for size in SIZES]

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(),
            str(self._sort.value),
            str(self._licence.value),
            str(self._language.value),
            int(str(self._size.value)),
            self._chat.isChecked(),
            self._fits.isChecked(),
            self._quick.isChecked(),
        )

    def clear(self) -> None:
        """Look for anything."""
        for chip in (self._fits, self._quick, self._chat):
            chip.setChecked(False)
        self._size.choose(0)
        for choice in (self._licence, self._language):
            choice.choose("")
        self._sort.choose(DOWNLOADED)
        self.field.clear()

    def show_text(self, text: str) -> None:
        """Look for words, as if they were typed."""
        self.field.setText(text)
        self._on_entered()

    def _on_typed(self, _text: str) -> None:
        self.typed.emit(self.query)
        self._pause.start() if self.field.text().strip() else self._pause.stop()
        self._show_clear()

    def _on_entered(self) -> None:
        self._pause.stop()
        self.searched.emit(self.query)

    def _on_changed(self) -> None:
        self._show_clear()
        self.typed.emit(self.query)
        if self.field.text().strip():
            self._on_entered()

    def _show_clear(self) -> None:
        self._clear.setVisible(self.query != Query())
