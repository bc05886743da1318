"""Proof that the app speaks to nobody and opens nothing that is not its own: its end-to-end tests run in a network
without any way out, and strace writes down whom they speak to and what they open.

python -m tests.privacy [TEST…]      (make privacy)

The report of all tests is build/privacy.md. Needs Linux, strace and user namespaces.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests.privacy.trace import Account, account, lines_of

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "privacy.md"
CALLS = "execve,connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat"
NEEDED = ("strace", "unshare", "ip")
NAMESPACE = ("unshare", "--map-root-user", "--net")
TESTS = ("tests/e2e",)
MOST_LINES = 40


OF_HOME = (
    ".cache/fontconfig",
    ".fontconfig",
    ".fonts",
    "cache/fontconfig",
    "config/fontconfig",
    "data/fonts",
    ".cache/huggingface",
    ".inputrc",
    ".icons",
    ".drirc",
    "config/user-dirs.dirs",
    "data/dbus-1",
)
"""Of the home folder: fonts, pointers, names of folders and settings of drivers, which Qt and what draws for it look for;
models of other apps, and what pytest's debugger reads.
"""


def allowed(data: Path) -> list[Path]:
    """The folders of the app, of Python and of what the app is made of, and of what the tests write."""
    prefixes = (sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"])
    places = [ROOT, *map(Path, prefixes), *(Path(os.path.realpath(prefix)) for prefix in prefixes)]
    return [data / "tests", data / "temporary", *places, *(data / "home" / name for name in OF_HOME)]


def run(tests: tuple[str, ...]) -> tuple[int, Account]:
    """Run the tests; their exit code, and what they did."""
    with tempfile.TemporaryDirectory(prefix="slm-desktop-privacy-") as name:
        traces, data = Path(name) / "traces", Path(name) / "data"
        for folder in (traces, data, data / "home", data / "temporary"):
            folder.mkdir()
        strace = f"strace -f -ff -qq -s 300 --seccomp-bpf -e trace={CALLS} -o {traces}/trace"
        pytest = f"{sys.executable} -m pytest -q -n 2 --dist loadfile --basetemp {data}/tests {' '.join(tests)}"
        # The loopback is all that there is in this network: servers of tests answer on it.
        script = f"ip link set lo up && exec {strace} {pytest}"
        own = {"HOME": str(data / "home"), "TMPDIR": str(data / "temporary"), "QT_QPA_PLATFORM": "offscreen"}
        for kind in ("CONFIG", "CACHE", "DATA"):
            own[f"XDG_{kind}_HOME"] = str(data / "home" / kind.lower())
        command = [*NAMESPACE, "sh", "-c", script]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, check=False).returncode
        return code, account(lines_of(traces), allowed(data), data / "home")


def report(code: int, found: Account) -> str:
    """The page."""
    parts = [
        "# What the app did in its end-to-end tests\n",
        "In a network without any way out; as strace wrote it down, for the app and all its children.\n",
        f"- Tests: {'passed' if code == 0 else f'ended with {code}'}",
        f"- Attempts to reach another computer: **{sum(found.addresses.values())}**",
        f"- Files read outside of the app's, its data's, the models' and the system's folders: **{len(found.read)}**",
        f"- Files written outside of the app's and its data's folders: **{len(found.written)}**",
        f"- Files of the home folder that were looked for in vain: **{len(found.looked_for)}**",
        f"- Connections within this computer: {sum(found.local.values())}, to its desktop: {sum(found.desktop.values())}",
    ]
    lists = {"Reached": found.addresses, "Read": found.read, "Written": found.written, "Looked for": found.looked_for}
    for title, counted in lists.items():
        if counted:
            parts += [f"\n## {title}\n", *(f"- {words} ({times})" for words, times in counted.most_common(MOST_LINES))]
    parts += [
        "\n## Files opened, by folder\n",
        *(f"- {place}: {times}" for place, times in found.folders.most_common()),
    ]
    return "\n".join(parts) + "\n"


def why_not() -> str:
    """What is missing here to run; '' where nothing is."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        return f"not installed: {', '.join(missing)}"
    made = subprocess.run([*NAMESPACE, "true"], capture_output=True, text=True, check=False)
    return made.stderr.strip() if made.returncode else ""


def main(tests: tuple[str, ...]) -> int:
    """Run, and print the report; 1 where something left this computer or was opened that should not be. That of all
    tests is kept.
    """
    if reason := why_not():
        print(f"This cannot be found out here ({reason}).", file=sys.stderr)
        return 2
    code, found = run(tests or TESTS)
    page = report(code, found)
    if not tests:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(page)
    print(page)
    return 0 if code == 0 and found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
