"""Folders and addresses that the settings lead to."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: str) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def open_page(address: str) -> None:
    """Show a page in the browser."""
    QDesktopServices.openUrl(QUrl(address))
