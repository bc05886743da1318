"""Add the licences of the system's libraries that were brought into the bundle, as Debian states them.

python packaging/bundle/system_notices.py BUNDLE
"""

import re
import subprocess
import sys
from pathlib import Path

MADE_HERE = re.compile(
    r"libggml|libllama|libQt6|libicu\w+\.so\.73|libpyside6|libshiboken6|libpython|.*\.cpython-|.*-[0-9a-f]{8}"
)
"""Libraries whose licences stand in the notices already: ours, Qt's, Python's, and those inside of wheels."""


COMMON_LICENCES = Path("/usr/share/common-licenses")
COMMON = ("LGPL-2", "LGPL-2.1", "GPL-1", "GPL-2", "Apache-2.0", "MPL-1.1", "MPL-2.0", "Artistic")
"""Debian's notices refer to these files, which other systems do not have."""
SOURCE = """The libraries below are those of Debian, unchanged. Their source is offered by Debian under the names and versions
of the packages that are named; whoever cannot get it there gets it from the authors of this app, who keep it for three years.
"""


def main() -> int:
    """Append to NOTICES.txt; a library that no package owns is an error: its licence is not known."""
    inside = Path(sys.argv[1]) / "_internal"
    found = owners(inside)
    missing = [who for who in found if not copyright_of(who).is_file()]
    if missing:
        sys.exit(f"no licence was found for: {', '.join(missing)}")
    with (inside / "NOTICES.txt").open("a", encoding="utf-8") as notices:
        notices.write(f"\n{'=' * 100}\nLibraries of the system\n{'=' * 100}\n\n{SOURCE}")
        for who, libraries in sorted(found.items()):
            text = copyright_of(who).read_text("utf-8", "replace").strip()
            notices.write(f"\n{'=' * 100}\n{who}: {', '.join(libraries)}\n{'=' * 100}\n\n{text}\n")
        for name in COMMON:
            text = (COMMON_LICENCES / name).read_text("utf-8", "replace").strip()
            notices.write(
                f"\n{'=' * 100}\n{COMMON_LICENCES / name}, to which some of the above refer\n{'=' * 100}\n\n{text}\n"
            )
    return 0


def owners(inside: Path) -> dict[str, list[str]]:
    """Debian's packages, each with those of its libraries that are in the bundle."""
    known, found = places(), dict[str, list[str]]()
    for name in sorted(path.name for path in inside.glob("*.so*") if not MADE_HERE.match(path.name)):
        found.setdefault(owner(known.get(name, "")) or f"nobody knows {name}", []).append(name)
    return found


def places() -> dict[str, str]:
    """Where the loader finds each library of the system."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    return {match[1]: match[2] for match in re.finditer(r"^\s+(\S+) \(.*\) => (\S+)$", listed, re.MULTILINE)}


def owner(place: str) -> str:
    """The package that a file belongs to, '' when there is none."""
    for path in {place, str(Path(place).resolve()), place.removeprefix("/usr"), f"/usr{place}"} if place else ():
        found = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    return ""


def copyright_of(package: str) -> Path:
    """Where Debian states the licence of a package."""
    return Path("/usr/share/doc") / package / "copyright"


if __name__ == "__main__":
    sys.exit(main())
