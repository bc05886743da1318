"""Every text is there in Spanish, and every layout holds when texts are longer than the English ones."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget

from slm_desktop.paths import resources
from slm_desktop.ui.chat.prompt_library import examples
from slm_desktop.ui.widgets.parts import ElidedLabel
from tests.e2e.conftest import App

ROOT = Path(__file__).resolve().parents[2]
SPANISH = resources() / "translations" / "slm_desktop_es.ts"
LONGER = 1.4


def texts(path: Path) -> dict[tuple[str, str], str]:
    """Translations by context and English text; '' where one is missing or unfinished."""
    found: dict[tuple[str, str], str] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            found[context.findtext("name", ""), message.findtext("source", "")] = (
                (translation.text or "") if done and translation is not None else ""
            )
    return found


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Every text of the source, as the translation tool finds it."""
    path = tmp_path_factory.mktemp("texts") / "all.ts"
    sources = [str(source) for source in sorted((ROOT / "slm_desktop").rglob("*.py"))]
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    subprocess.run(
        [tool, "-silent", "-tr-function-alias", "QT_TRANSLATE_NOOP+=_", *sources, "-ts", str(path)], check=True
    )
    return texts(path)


def test_no_text_is_missing_in_spanish(wanted: dict[tuple[str, str], str]) -> None:
    spanish = texts(SPANISH)
    assert len(wanted) > 400
    assert sorted(key for key in wanted if not spanish.get(key)) == [], "run make translations, and translate these"
    assert sorted(set(spanish) - set(wanted)) == [], "run make translations: these are no longer used"


def test_every_gap_is_filled_in_spanish_too() -> None:
    for (_context, english), spanish in texts(SPANISH).items():
        assert sorted(re.findall(r"{\w+}", spanish)) == sorted(re.findall(r"{\w+}", english)), english


def test_the_compiled_file_is_that_of_the_texts() -> None:
    translator = QTranslator()
    assert translator.load(str(SPANISH.with_suffix(".qm"))), "`make translations` compiles it"
    for (context, english), spanish in texts(SPANISH).items():
        assert translator.translate(context, english) == spanish


def test_the_prompt_library_is_there_in_both_languages() -> None:
    english, spanish = examples("en"), examples("es")
    assert len(english) == len(spanish) == 9
    assert all(one.name and one.about and one.text for one in (*english, *spanish))
    assert [bool(one.system) for one in english] == [bool(one.system) for one in spanish]
    assert examples("xx") == english


class Longer(QTranslator):
    """A language whose every text is 40% longer than the English one."""

    def translate(self, context: str, text: str, disambiguation: object = None, number: int = -1) -> str:
        """The text and as much again as is needed; its gaps stay."""
        return text + " " + "x" * round(len(text) * (LONGER - 1)) if len(text) > 1 else text

    def isEmpty(self) -> bool:
        """It has every text."""
        return False


@pytest.fixture
def longer_texts() -> Iterator[None]:
    """Speak the longer language."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    translator = Longer()
    application.installTranslator(translator)
    yield
    application.removeTranslator(translator)


def cut(window: QWidget) -> list[str]:
    """What is on the screen with less room than its text needs."""
    found: list[str] = []
    for label in window.findChildren(QLabel):
        plain = label.text() and not label.wordWrap() and not isinstance(label, ElidedLabel) and "<" not in label.text()
        if (
            label.isVisible()
            and plain
            and max(map(label.fontMetrics().horizontalAdvance, label.text().split("\n"))) > label.width() + 1
        ):
            found.append(f"label {label.text()!r}: {label.width()}")
    for button in window.findChildren(QAbstractButton):
        rail = isinstance(button, QToolButton) and button.property("kind") == "rail"
        room = button.fontMetrics().horizontalAdvance(button.text()) + (0 if rail else 12)
        icon_alone = (
            isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        if button.isVisible() and button.text() and not icon_alone and room > button.width() + 1:
            found.append(f"button {button.text()!r}: {button.width()}")
    return found


@pytest.mark.usefixtures("longer_texts")
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_no_text_is_cut_when_texts_are_longer(open_app: Callable[..., App], size: tuple[int, int]) -> None:
    app = open_app().ready()
    app.window.window.resize(*size)
    app.limit(5)
    app.type("Hello")
    app.answered()
    app.chat._composer.show_system(True)
    found: list[str] = []
    for screen in range(5):
        app.window.window.show_screen(screen)
        app.settle()
        found += cut(app.window.window)
    for page in range(4):
        app.window.show_compare().bar.choose_page(page)
        app.settle()
        found += cut(app.window.window)
    assert not found, "\n".join(found)


def test_contexts_are_named_where_the_translation_tool_finds_them() -> None:
    """A text whose context stands in a variable is never collected, and stays English for ever."""
    hidden = re.compile(r"translate\(\s*[A-Za-z_.]*[A-Za-z_]\s*,\s*\"")
    found = [
        str(path) for path in (ROOT / "slm_desktop" / "ui").rglob("*.py") if hidden.search(path.read_text("utf-8"))
    ]
    assert found == []
