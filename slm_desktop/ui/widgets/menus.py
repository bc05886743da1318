"""Menus that are made anew each time they are opened."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu


def open_menu(menu: QMenu, at: QPoint) -> None:
    """Open a menu at a place on the screen; once it is closed it goes, or one would be left behind each time."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
