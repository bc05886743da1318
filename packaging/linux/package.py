"""Make the Linux files from the bundle: a Debian package, and an archive that runs from any folder.

    python packaging/linux/package.py

It reads dist/slm-desktop and writes dist/slm-desktop_VERSION_ARCH.deb, dist/slm-desktop-VERSION-linux-ARCH.tar.xz and SHA256SUMS.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
HERE, DIST, BUILD = ROOT / "packaging" / "linux", ROOT / "dist", ROOT / "build"
BUNDLE = DIST / "slm-desktop"
PLACE = "usr/lib/slm-desktop"
NEEDED = (
    "libc6 (>= 2.36)",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libfontconfig1",
    "libdbus-1-3",
    "libglib2.0-0 | libglib2.0-0t64",
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-image0",
    "libxcb-render-util0",
    "libxcb-randr0",
    "libxcb-xkb1",
    "libxcb-xfixes0",
    "libx11-6",
    "libx11-xcb1",
    "libexpat1",
    "zlib1g",
    "libzstd1",
    "libstdc++6 (>= 12)",
    "libgcc-s1",
    "ca-certificates",
)
"""Qt finds these on the system: they speak to its display, or know its fonts."""
RECOMMENDED = ("libvulkan1", "mesa-vulkan-drivers")
"""Without them there is no GPU; everything else works."""
CONTROL = """Package: slm-desktop
Version: {version}
Architecture: {architecture}
Maintainer: The SLM Desktop authors <authors@slm-desktop.invalid>
Installed-Size: {size}
Depends: {needed}
Recommends: {recommended}
Section: utils
Priority: optional
Homepage: https://slm-desktop.github.io
Description: run small language models on your own computer
 Chat with language models in GGUF through llama.cpp, change sampling from one
 token to the next, watch memory and speed, and compare models side by side.
 .
 A small model comes with it; nothing is sent anywhere.
"""
COPYRIGHT = """SLM Desktop is free software, as its licence below says. The licences of all else in the package stand in
/{place}/_internal/NOTICES.txt.

{licence}"""


def main() -> int:
    """Make both, and say how large they are."""
    made = [deb(), archive()]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (DIST / "SHA256SUMS").write_text("".join(sums))
    model = sum(path.stat().st_size for path in BUNDLE.rglob("*.gguf"))
    print(f"installed {size_of(BUNDLE) / 1e6:.0f} MB, of which {model / 1e6:.0f} MB are the starter model")
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def version() -> str:
    """The version of the app."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "slm_desktop" / "__init__.py").read_text())
    assert found
    return found[1]


def architecture() -> str:
    """As Debian names it."""
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def size_of(folder: Path) -> int:
    """Bytes of all files; links cost nothing."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def commands() -> str:
    """The commands for the manual page, each with its line of help."""
    from slm_desktop.cli.commands import COMMANDS

    return "\n".join(
        f".TP\n.B {name}\n{command.help[0].upper()}{command.help[1:]}." for name, command in COMMANDS.items()
    )


def filled(name: str) -> str:
    """A file of this folder with the version and the day of the release."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    day = time.strftime("%Y-%m-%d", time.gmtime(moment))
    return (
        (HERE / name)
        .read_text()
        .replace("@VERSION@", version())
        .replace("@DATE@", day)
        .replace("@COMMANDS@", commands())
    )


def deb() -> Path:
    """The Debian package."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(BUNDLE, root / PLACE, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/slm-desktop").symlink_to(f"../../{PLACE}/slm-desktop")
    share = root / "usr/share"
    put(share / "applications/slm-desktop.desktop", filled("slm-desktop.desktop"))
    put(
        share / "metainfo/io.github.slm_desktop.SLMDesktop.metainfo.xml",
        filled("io.github.slm_desktop.SLMDesktop.metainfo.xml"),
    )
    put(share / "mime/packages/slm-desktop.xml", filled("slm-desktop.xml"))
    put(share / "man/man1/slm-desktop.1.gz", gzip.compress(filled("slm-desktop.1").encode(), mtime=0))
    put(share / "doc/slm-desktop/copyright", COPYRIGHT.format(place=PLACE, licence=(ROOT / "LICENSE").read_text()))
    shutil.copytree(BUILD / "hicolor", share / "icons/hicolor")
    put(share / "icons/hicolor/scalable/apps/slm-desktop.svg", (ROOT / "resources/icons/logo.svg").read_text())
    put(
        root / "DEBIAN/control",
        CONTROL.format(
            version=version(),
            architecture=architecture(),
            size=size_of(root) // 1024,
            needed=", ".join(NEEDED),
            recommended=", ".join(RECOMMENDED),
        ),
    )
    made_readable(root)
    check(share)
    out = DIST / f"slm-desktop_{version()}_{architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "--threads-max=0", "--build", root, out],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out


def archive() -> Path:
    """The archive: unpack it anywhere, and start slm-desktop."""
    out = DIST / f"slm-desktop-{version()}-linux-{os.uname().machine}.tar.xz"
    subprocess.run(
        [
            "tar",
            "--sort=name",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "-C",
            DIST,
            "-I",
            "xz -9 -T0",
            "-cf",
            out,
            BUNDLE.name,
        ],
        check=True,
    )
    return out


def put(path: Path, content: str | bytes) -> None:
    """Write a file in a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def made_readable(root: Path) -> None:
    """Everybody may read, nobody but root may write, whatever the umask of whoever builds is."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def check(share: Path) -> None:
    """The desktop entry and the metadata are as their specifications want them."""
    subprocess.run(["desktop-file-validate", share / "applications/slm-desktop.desktop"], check=True)
    subprocess.run(["appstreamcli", "validate", "--no-net", "--explain", *share.glob("metainfo/*.xml")], check=True)


if __name__ == "__main__":
    sys.exit(main())
