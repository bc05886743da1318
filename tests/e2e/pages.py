"""What a user sees and does on each screen: journeys ask these, and not the insides of widgets."""

from PySide6.QtWidgets import QLabel, QWidget


def texts(screen: QWidget) -> str:
    """All words that can be seen on a screen."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())
