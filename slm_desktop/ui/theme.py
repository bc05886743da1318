"""Colours, type and sizes: one table of tokens becomes the palette and the style sheet."""

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache

import msgspec
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from slm_desktop.paths import resources
from slm_desktop.ui.style_sheet import STYLE_SHEET

TOKENS = {
    "window": ("#F2F2F4", "#0E0F11"),
    "sidebar": ("#F8F8F9", "#121316"),
    "content": ("#FFFFFF", "#17181B"),
    "raised": ("#FFFFFF", "#1D1F23"),
    "sunken": ("#F5F5F7", "#111214"),
    "hover": ("#EDEDF0", "#212328"),
    "selected": ("#E6E6EB", "#282A31"),
    "line": ("#E6E6EA", "#27292E"),
    "line2": ("#D3D4DA", "#393C44"),
    "text": ("#1A1B1F", "#ECEDF0"),
    "text2": ("#4E515A", "#AEB1BA"),
    "text3": ("#60636D", "#8E929C"),
    "accent": ("#4453D4", "#5563DE"),
    "accentText": ("#3744BA", "#A3ADFF"),
    "accentSoft": ("#ECEEFC", "#23274A"),
    "ok": ("#17703F", "#55C48D"),
    "okSoft": ("#E5F4EB", "#14291F"),
    "warn": ("#8A5700", "#E0A94A"),
    "warnSoft": ("#FDF2DE", "#2C2415"),
    "bad": ("#BE2F27", "#FF8A80"),
    "badSoft": ("#FCECEA", "#341C1C"),
    "onAccent": ("#FFFFFF", "#FFFFFF"),
    "handle": ("#FFFFFF", "#ECEDF0"),
    "weights": ("#3B82BD", "#4F93CF"),
    "kv": ("#C4841A", "#E0A34A"),
    "rest": ("#878C98", "#777C88"),
    "seriesA": ("#4453D4", "#A3ADFF"),
    "seriesB": ("#C85A00", "#F09A3E"),
    "seriesC": ("#00875F", "#35C49A"),
    "seriesD": ("#B0559A", "#F2B6DA"),
    "seriesE": ("#7A6400", "#D9C14A"),
    "seriesF": ("#0A6E9C", "#6FC3E8"),
    "rawBar": ("#C3C8F2", "#343A70"),
    "branch": ("#8F97E3", "#5A63B8"),
    "sure4": ("#FFF3DC", "#33291A"),
    "sure3": ("#FFE2B0", "#4B3717"),
    "sure2": ("#FFC978", "#6B4812"),
    "sure1": ("#FBA94A", "#94600C"),
    "keyword": ("#6B3FB8", "#C4A7FF"),
    "string": ("#1E6B45", "#8FD6AE"),
    "numberText": ("#9A4B00", "#F0A868"),
    "comment": ("#60636D", "#8E929C"),
    "function": ("#0A5E9C", "#7CC0F5"),
}
SANS, MONO = "Inter", "JetBrains Mono"
INTERFACE_FONTS = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
ANSWER_FONTS = ("Inter-Italic.otf", "JetBrainsMono-Regular.ttf")
"""Loaded after the first picture, which shows no answer yet."""


class Size(msgspec.Struct, frozen=True):
    """Fixed measures in pixels."""

    rail: int = 72
    list: int = 256
    inspector: int = 328
    bar: int = 64
    column: int = 704


SIZE = Size()
SCALE = 1.0
"""How much larger than designed text is drawn; set once, before the first widget is made."""


def px(pixels: float) -> int:
    """A measure that holds text, at the scale of text."""
    return round(pixels * SCALE)


def system_scale() -> float:
    """How much larger the system wants text.

    Windows and macOS scale the whole window instead, which Qt does by itself.
    """
    screen = QGuiApplication.primaryScreen()
    return min(3.0, max(0.75, screen.logicalDotsPerInch() / 96)) if sys.platform == "linux" and screen else 1.0


def scale_text(factor: float) -> None:
    """Draw text larger or smaller; panels grow half as much, as they hold more than text."""
    global SCALE, SIZE
    SCALE = factor
    half = 1 + (factor - 1) / 2
    SIZE = Size(round(72 * half), round(256 * half), round(328 * half), round(64 * factor), round(704 * half))


class Theme(QObject):
    """The colours in force. `changed` is emitted after they were applied to the application."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str) -> None:
        super().__init__(application)
        self._application, self._choice = application, choice
        self.dark = False
        screen = QGuiApplication.primaryScreen()
        self.ratio = screen.devicePixelRatio() if screen else 1.0
        load_fonts(INTERFACE_FONTS)
        application.setFont(font(13))
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Use light, dark, or what the system says."""
        self._choice = choice
        self.dark = choice == "dark" or (choice == "system" and self._hints.colorScheme() == Qt.ColorScheme.Dark)
        self._application.setPalette(self._palette())
        colours = {name: self.name(name) for name in TOKENS}
        icons = (resources() / "icons").as_posix()
        images = {"caret": f"{icons}/caret-neutral.svg", "check": f"{icons}/check-white.svg"}
        sizes = {
            "button": str(px(30)),
            "field": str(px(28)),
            "value": str(px(26)),
            "size12": str(px(12)),
            "size14": str(px(14)),
        }
        self._application.setStyleSheet(STYLE_SHEET.substitute(colours, **images, **sizes))
        self.changed.emit()

    def follow(self, owner: QObject, draw: Callable[[], object]) -> None:
        """Draw now, and at each change until the owner is gone: a function that is no method of it would outlive it."""

        def again() -> None:
            draw()

        def end() -> None:
            with suppress(RuntimeError, TypeError):  # The theme itself may have gone first.
                self.changed.disconnect(again)

        self.changed.connect(again)
        owner.destroyed.connect(end)
        draw()

    def name(self, token: str) -> str:
        """A colour as #RRGGBB."""
        return TOKENS[token][self.dark]

    def colour(self, token: str) -> QColor:
        """A colour."""
        return QColor(self.name(token))

    def icon(self, name: str, token: str = "text2", size: int = 16) -> QIcon:
        """An icon in one of the colours."""
        return QIcon(self.pixmap(name, token, size))

    def pixmap(self, name: str, token: str, size: int) -> QPixmap:
        """An icon as a picture, sharp on the screen that the window is on."""
        return pixmap(name, self.name(token) if token else "", size, self.ratio)

    def use_ratio(self, ratio: float) -> None:
        """The window came to a screen of another scale factor: draw the icons anew."""
        if ratio != self.ratio:
            self.ratio = ratio
            self.changed.emit()

    def _on_scheme_changed(self) -> None:
        if self._choice == "system":
            self.choose("system")

    def _palette(self) -> QPalette:
        roles = {
            QPalette.ColorRole.Window: "content",
            QPalette.ColorRole.Base: "raised",
            QPalette.ColorRole.Button: "raised",
            QPalette.ColorRole.AlternateBase: "sunken",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "text",
            QPalette.ColorRole.ToolTipBase: "raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "onAccent",
            QPalette.ColorRole.Link: "accentText",
            QPalette.ColorRole.PlaceholderText: "text3",
            QPalette.ColorRole.Mid: "line2",
            QPalette.ColorRole.Dark: "line2",
        }
        palette = QPalette()
        for role, token in roles.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text3"))
        return palette


_drawn: dict[tuple[str, str, int, float], QPixmap] = {}


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """An icon drawn at `size` logical pixels, sharp on a screen of `ratio` pixels to one of them.

    Where its file cannot be read (no more files may be opened), the place stays empty: the words of an error matter
    more.
    """
    key = (name, colour, size, ratio)
    if key not in _drawn:
        image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        image.fill(Qt.GlobalColor.transparent)
        image.setDevicePixelRatio(ratio)
        try:
            svg = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
        except OSError:
            return image
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
        _drawn[key] = image
    return _drawn[key]


def font(pixels: int, weight: int = 400, family: str = SANS) -> QFont:
    """A font of the interface, with figures of equal width."""
    return QFont(_made_font(px(pixels), weight, family))


@cache
def _made_font(size: int, weight: int, family: str) -> QFont:
    """Made once: rows of lists ask for theirs at each drawing."""
    chosen = QFont([family, *QFont().families()])
    chosen.setPixelSize(size)
    chosen.setWeight(QFont.Weight(weight))
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    if family == MONO:
        chosen.setStyleHint(QFont.StyleHint.Monospace)
        chosen.setFeature(QFont.Tag("calt"), 0)
    return chosen


def load_fonts(names: Iterable[str]) -> None:
    """Make bundled fonts known; without them the system's stand in."""
    for name in names:
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
