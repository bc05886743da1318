"""Screens of different scale factors, and text larger than designed."""

import json
import os
import subprocess
import sys
from pathlib import Path

TWO_SCREENS = {
    "screens": [
        {"name": "one", "x": 0, "y": 0, "width": 1600, "height": 1000, "logicalDpi": 96, "dpr": 1},
        {"name": "two", "x": 1600, "y": 0, "width": 1600, "height": 1000, "logicalDpi": 96, "dpr": 2},
    ]
}
MOVE = """
from PySide6.QtWidgets import QApplication
from slm_desktop.settings import Settings
from slm_desktop.ui.main_window import MainWindow
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parts import IconButton
application = QApplication([])
theme = Theme(application, "light")
window = MainWindow(theme, Settings())
button = IconButton(theme, "copy", "Copy", size=20)
window.add_screen("Chat", "chat", lambda: button, "Ctrl+1")
window.resize(900, 600)
window.move(50, 50)
window.show()
application.processEvents()
before = button.icon().availableSizes()[0].width()
window.move(1700, 50)
window.windowHandle().setScreen(application.screens()[1])
for _ in range(50):
    application.processEvents()
print(before, theme.ratio, button.icon().pixmap(20, 20).width(), button.icon().actualSize(button.iconSize()).width())
"""


def test_icons_are_sharp_on_a_second_screen_of_another_scale_factor(tmp_path: Path) -> None:
    config = tmp_path / "screens.json"
    config.write_text(json.dumps(TWO_SCREENS))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    ran = subprocess.run(
        [sys.executable, "-c", MOVE], env=environment, capture_output=True, text=True, timeout=30, check=True
    )
    before, ratio, drawn, shown = ran.stdout.split()
    assert (int(before), float(ratio), int(drawn), int(shown)) == (20, 2.0, 40, 20)


LARGE = """
from PySide6.QtWidgets import QApplication
application = QApplication([])
from slm_desktop.ui.theme import scale_text
scale_text(1.5)
from slm_desktop.ui.theme import SIZE, font, px
print(font(14).pixelSize(), px(32), SIZE.inspector)
"""


def test_text_grows_and_panels_half_as_much() -> None:
    ran = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, timeout=30, check=True)
    assert ran.stdout.split() == ["21", "48", "410"]
