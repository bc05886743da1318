"""Make the bundle: dist/slm-desktop, a folder that runs on a computer without Python, compiler or network.

    python packaging/bundle/build.py [--gpu none|vulkan|metal]

To be run by the Python that is to be shipped, in an environment with packaging/requirements.txt. The same on all systems.
"""

import argparse
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "packaging" / "bundle"
BUILD = ROOT / "build"


def main() -> int:
    """All steps, one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gpu", choices=("none", "vulkan", "metal"))
    parsed = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    run("runtime.py", BUILD / "runtime", *(["--gpu", parsed.gpu] if parsed.gpu else []))
    run("icons.py", BUILD)
    compile_translations()
    run("notices.py", BUILD / "NOTICES.txt", BUILD / "runtime")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "PyInstaller",
            "--noconfirm",
            "--log-level",
            "WARN",
            "--distpath",
            ROOT / "dist",
            "--workpath",
            BUILD / "freeze",
            HERE / "slm-desktop.spec",
        ],
        check=True,
        cwd=ROOT,
    )
    if sys.platform == "linux":
        # Only what was built with symbols: stripping the libraries inside of wheels breaks them.
        for library in (ROOT / "dist" / "slm-desktop" / "_internal").glob("libpython3*"):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)
        run("system_notices.py", ROOT / "dist" / "slm-desktop")
    run("sbom.py", ROOT / "dist" / f"slm-desktop-{platform.system().lower()}-{platform.machine().lower()}.cdx.json")
    return 0


def compile_translations() -> None:
    """Each .ts file of words becomes the .qm file that Qt reads."""
    compiler = shutil.which("pyside6-lrelease", path=Path(sys.executable).parent)
    if compiler is None:
        sys.exit("pyside6-lrelease is missing beside this Python: install packaging/requirements.txt")
    for words in (ROOT / "resources" / "translations").glob("*.ts"):
        subprocess.run([compiler, "-silent", words, "-qm", words.with_suffix(".qm")], check=True)


def run(script: str, *arguments: object) -> None:
    """One of the scripts beside this one."""
    subprocess.run([sys.executable, HERE / script, *map(str, arguments)], check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
