"""The picker by itself: figures in each row, a filter, and the way to the options."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.usage import Setup, Typical
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.local_models import Facts, LocalModel
from slm_desktop.ui.picker import Picker
from slm_desktop.ui.theme import Theme


def model(number: int, name: str = "Model") -> LocalModel:
    return LocalModel(
        f"/{number}.gguf", "ours", f"{name} {number}", "Q4_K_M", 10**9 + number, 1.0, Facts(architecture="llama")
    )


def test_the_picker_says_fit_memory_and_speed_and_filters_while_one_types(qtbot: QtBot, theme: Theme) -> None:
    known = Figures(1_300_000_000, "fast", False, Typical(9.5, 9, 10, 3, Setup(4096, 2, "f16")))
    broken = Figures(1, "unknown", False, None, "truncated")
    picker = Picker(None, theme, lambda one: broken if one.path == "/7.gguf" else known)  # type: ignore[arg-type]
    qtbot.addWidget(picker)
    picker.show_models([model(at) for at in range(200)], "/3.gguf", QPoint(0, 0))
    index = picker._list.currentIndex()
    assert index.data(Qt.ItemDataRole.UserRole).path == "/3.gguf"
    text = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert all(words in text for words in ("≈ 1.30 GB of memory", "9.5 tok/s", "Fits well", "1.00 GB"))
    assert "incomplete" in str(picker._shown.index(7, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    QTest.keyClicks(picker._field, "model 19")
    assert picker._shown.rowCount() == 12
    QTest.keyClicks(picker._field, "9")
    emitted: list[str] = []
    picker.chosen.connect(emitted.append)
    QTest.keyClick(picker._field, Qt.Key.Key_Return)
    assert emitted == ["/199.gguf"]
    assert not picker.isVisible()


def test_a_click_on_the_gear_leads_to_the_options_and_elsewhere_takes_the_model(qtbot: QtBot, theme: Theme) -> None:
    picker = Picker(None, theme, lambda _model: None)  # type: ignore[arg-type]
    qtbot.addWidget(picker)
    picker.show_models([model(1), model(2)], "", QPoint(0, 0))
    wanted: list[LocalModel] = []
    emitted: list[str] = []
    picker.options_wanted.connect(lambda one, _at: wanted.append(one))
    picker.chosen.connect(emitted.append)
    row = picker._list.visualRect(picker._shown.index(1, 0))
    QTest.mouseClick(picker._list.viewport(), Qt.MouseButton.LeftButton, pos=picker._delegate.gear(row).center())
    assert [one.path for one in wanted] == ["/2.gguf"]
    assert emitted == []
    picker.show_models([model(1), model(2)], "", QPoint(0, 0))
    QTest.mouseClick(picker._list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert emitted == ["/2.gguf"]


def test_a_click_into_the_filter_takes_nothing(qtbot: QtBot, theme: Theme) -> None:
    picker = Picker(None, theme, lambda _model: None)  # type: ignore[arg-type]
    qtbot.addWidget(picker)
    picker.show_models([model(at) for at in range(20)], "", QPoint(0, 0))
    emitted: list[str] = []
    picker.chosen.connect(emitted.append)
    QTest.mouseClick(picker._field, Qt.MouseButton.LeftButton)
    QTest.mouseClick(picker._list.viewport(), Qt.MouseButton.RightButton, pos=QPoint(20, 20))
    assert emitted == []
    assert picker.isVisible()
