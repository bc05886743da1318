"""Rules of the house that no other tool checks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
CHILD = "import sys; import slm_desktop.engine.child, slm_desktop.engine.worker; print(*sorted(sys.modules))"
PARENT = "import sys; import slm_desktop.gui, slm_desktop.cli; print(*sorted(sys.modules))"
CALLS = "from PySide6.QtCore import QObject\nobject = QObject()\nfor _ in range(200_000): object.setObjectName('x')\nprint('alive')"


def modules_of(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


def test_the_child_never_imports_qt() -> None:
    found = modules_of(CHILD)
    assert not [name for name in found if name.startswith(("PySide6", "shiboken6", "pyqtgraph", "slm_desktop.ui"))]


def test_the_app_never_imports_llama_and_starts_without_qt() -> None:
    found = modules_of(PARENT)
    assert not [name for name in found if name.startswith(("llama_cpp", "PySide6", "jinja2", "numpy", "pyqtgraph"))]


def test_qt_survives_many_calls_that_return_nothing() -> None:
    assert modules_of(CALLS) == ["alive"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "slm_desktop").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_files_stay_short_and_say_their_duty(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < MOST_LINES
    assert text.startswith('"""')


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False)
    return [ROOT / name for name in done.stdout.split()]


def test_no_tracked_file_names_a_package_registry() -> None:
    hosts = re.compile(rb"https?://[\w.-]*(pypi|pythonhosted|debian\.org|npmjs|files\.)[\w.-]*")
    texts = [path for path in tracked() if path.is_file() and path.suffix not in (".png", ".otf", ".ttf")]
    assert not [str(path) for path in texts if hosts.search(path.read_bytes())]


def test_core_and_services_import_without_qt_being_there() -> None:
    block = "import sys; sys.modules['PySide6'] = None; import slm_desktop.core.chat.session, slm_desktop.store.chats, slm_desktop.engine.host"
    modules_of(
        block
        + ", slm_desktop.library.scan, slm_desktop.hub.downloads, slm_desktop.settings, slm_desktop.cli; print('ok')"
    )
