"""Draw the icon of the app in the forms that systems want: PNG for Linux, ICO for Windows, an iconset for macOS.

python packaging/bundle/icons.py FOLDER
"""

import struct
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[2]
LINUX = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 256)
MACOS = (16, 32, 128, 256, 512)


def main() -> int:
    """Draw them all."""
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    out = Path(sys.argv[1])
    renderer = QSvgRenderer(str(ROOT / "resources" / "icons" / "logo.svg"))
    for size in LINUX:
        folder = out / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "slm-desktop.png").write_bytes(png(renderer, size))
    (out / "slm-desktop.ico").write_bytes(ico({size: png(renderer, size) for size in WINDOWS}))
    iconset = out / "slm-desktop.iconset"
    iconset.mkdir(exist_ok=True)
    for size in MACOS:
        (iconset / f"icon_{size}x{size}.png").write_bytes(png(renderer, size))
        (iconset / f"icon_{size}x{size}@2x.png").write_bytes(png(renderer, 2 * size))
    if sys.platform == "darwin":
        subprocess.run(["iconutil", "-c", "icns", iconset, "-o", out / "slm-desktop.icns"], check=True)
    del application
    return 0


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon at a size in pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return data.data()


def ico(images: dict[int, bytes]) -> bytes:
    """An ICO file: a head, an entry for each picture, and the pictures as PNG (Windows Vista and later)."""
    head, place = struct.pack("<3H", 0, 1, len(images)), 6 + 16 * len(images)
    entries, bodies = b"", b""
    for size, picture in images.items():
        edge = size % 256  # 256 is written as 0
        entries += struct.pack("<4B2H2I", edge, edge, 0, 0, 1, 32, len(picture), place + len(bodies))
        bodies += picture
    return head + entries + bodies


if __name__ == "__main__":
    sys.exit(main())
