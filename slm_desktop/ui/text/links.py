"""Open links of an answer only after showing where they really lead."""

from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from slm_desktop.core.visible import visible
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.words import translate

WEB = ("http", "https")


def real_host(address: str) -> str:
    """The host that an address leads to, in ASCII so that look-alike letters show; '' when it is no web address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return host.encode("idna").decode("ascii") if parts.scheme in WEB and host else ""
    except (ValueError, UnicodeError):
        return ""


def offer(address: str, at: QPoint, parent: QWidget) -> QMenu:
    """Show a small menu: the real host to open, for web addresses alone, and the address to copy."""
    menu = QMenu(parent)
    host = real_host(address)
    title = (
        translate("Links", "Leads to {host}").format(host=host)
        if host
        else translate("Links", "Not a web address: {address}")
    )
    menu.addAction(title.format(address=visible(address)[:80])).setEnabled(False)
    menu.addSeparator()
    if host:
        menu.addAction(translate("Links", "Open in the browser"), lambda: QDesktopServices.openUrl(QUrl(address)))
    menu.addAction(translate("Links", "Copy address"), lambda: QGuiApplication.clipboard().setText(address))
    open_menu(menu, at)
    return menu
