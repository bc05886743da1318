"""Pictures from strangers by the real child: pixels come out, or a clear word."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, features

from slm_desktop.core.engines.media import digest_of
from slm_desktop.errors import Fault
from slm_desktop.media import reader
from slm_desktop.media.reader import read_file, read_media, read_named
from slm_desktop.media.wire import LARGEST_FILE
from tests.engine.eyes import image, png

ORIENTATION, SIDEWAYS = 0x0112, 6
GPS = 0x8825


def saved(made: Image.Image, format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    made.save(stream, format, **options)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def reason(data: bytes) -> str:
    with pytest.raises(Fault) as raised:
        read_media(data)
    assert raised.value.code == "media"
    return str(raised.value.details["reason"])


@pytest.mark.parametrize(
    ("format", "kept"),
    [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "jpeg"), ("GIF", "png"), ("BMP", "png"), ("TIFF", "png")],
)
def test_usual_formats_are_read(format: str, kept: str) -> None:
    made = read_media(saved(image(), format), "a.b")
    assert (made.format, made.width, made.height, made.name) == (kept, 120, 80, "a.b")
    assert made.digest == digest_of(made.data)
    assert opened(made.data).size == (120, 80)


def test_pixels_are_those_of_the_picture() -> None:
    assert opened(read_media(png(image())).data).tobytes() == image().tobytes()


def test_the_same_picture_is_the_same_file() -> None:
    assert read_media(png(image())) == read_media(png(image()))


def test_large_ones_are_scaled_down_and_keep_their_shape() -> None:
    made = read_media(saved(image(1, 5000, 2500), "JPEG"))
    assert (made.width, made.height) == (2048, 1024)


def test_it_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = SIDEWAYS
    exif[GPS] = {1: "N", 2: (40.0, 26.0, 0.0)}
    data = saved(image(), "JPEG", exif=exif)
    assert opened(data).getexif().get_ifd(GPS)
    made = read_media(data)
    assert (made.width, made.height) == (80, 120)
    assert not opened(made.data).getexif()


def test_what_is_transparent_lies_on_white() -> None:
    made = read_media(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG"))
    assert opened(made.data).getpixel((1, 1)) == (255, 255, 255)


def test_one_of_thirty_thousand_by_thirty_thousand_pixels_is_refused_unread() -> None:
    """Its rows are all zero: 900 million pixels in 900 kB."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert reason(bomb) == "picture_pixels"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "media_unknown"),
        (b"hello", "media_unknown"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "picture_drawing"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "media_unknown"),
        (png(image())[:600], "media_damaged"),
        (saved(image(), "JPEG")[:300], "media_damaged"),
        (saved(image(), "TIFF")[:3000], "media_damaged"),
    ],
    ids=["empty", "text", "drawing", "program", "half-png", "half-jpeg", "half-tiff"],
)
def test_what_is_no_picture_is_told(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with open(path, "wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Fault) as raised:
        read_file(str(path))
    assert raised.value.details["reason"] == "media_bytes"


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(Fault) as raised:
        read_file(str(tmp_path / "pipe.png"))
    assert raised.value.details["reason"] == "no_file"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        read_file(str(tmp_path / "gone.png"))


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"nonsense\n",
        b'{"type":"Pixels","width":2,"height":2,"is_lossy":false}\nshort',
        b'{"type":"Pixels","width":-2,"height":-2,"is_lossy":false}\n' + bytes(12),
        b'{"type":"Pixels","width":100000,"height":1,"is_lossy":false}\n' + bytes(300_000),
    ],
)
def test_a_child_that_was_taken_over_gives_nothing_but_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: bytes
) -> None:
    (tmp_path / "told").write_bytes(told)
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["cat", str(tmp_path / "told")])
    assert reason(png(image())) == "media_damaged"


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["sleep", "1000"])
    monkeypatch.setattr(reader, "SECONDS", 0.2)
    assert reason(png(image())) == "media_slow"


def test_without_a_child_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["/nonexistent"])
    with pytest.raises(Fault) as raised:
        read_media(png(image()))
    assert raised.value.code == "media_reader"


def test_a_child_that_floods_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["yes"])
    assert reason(png(image())) == "media_damaged"


def test_a_child_that_reads_nothing_does_not_hold_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["true"])
    with pytest.raises(Fault):
        read_media(saved(image(1, 3000, 2000), "BMP"))


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_grey_of_many_steps_is_seen_in_all_of_its_range(mode: str) -> None:
    ramp = Image.linear_gradient("L").convert("I")
    deep = ramp.point(lambda value: value * 257) if mode != "F" else ramp.convert("F").point(lambda value: value / 255)
    made = opened(read_media(saved(deep.convert(mode), "TIFF")).data).convert("L")
    seen = [made.getpixel((9, y)) for y in range(made.height)]
    assert (seen[0], seen[-1]) == (0, 255)
    assert len(set(seen)) > 200


@pytest.mark.parametrize(("options", "kept"), [({"quality": 80}, "jpeg"), ({"lossless": True}, "png")])
def test_what_was_compressed_with_losses_is_kept_so(options: dict[str, object], kept: str) -> None:
    assert read_media(saved(image(1, 400, 300), "WEBP", **options)).format == kept


def test_pixel_by_pixel_it_can_be_read_again_and_again() -> None:
    photo = read_media(saved(image(3, 640, 400), "JPEG"))
    again = read_media(photo.data, is_exact=True)
    assert opened(again.data).tobytes() == opened(photo.data).tobytes()
    assert read_media(again.data, is_exact=True).digest == again.digest


def test_avif_is_read_in_the_sealed_child() -> None:
    if not features.check("avif"):
        pytest.skip("this Pillow reads no AVIF")
    assert read_media(saved(image(1, 64, 48), "AVIF")).format == "jpeg"


@pytest.mark.parametrize("name", ["\\\\host\\share\\a.png", "//host/share/a.png", "C:\\a.png", "/etc/passwd"])
def test_no_other_computer_is_asked_for_a_picture(tmp_path: Path, name: str) -> None:
    with pytest.raises(Fault) as raised:
        read_named(name, tmp_path)
    assert raised.value.details["reason"] == "media_elsewhere"


@pytest.mark.parametrize(("code", "words"), [("kill -9 $$", "media_slow"), ("kill -11 $$", "media_damaged")])
def test_how_a_child_ended_says_why(monkeypatch: pytest.MonkeyPatch, code: str, words: str) -> None:
    monkeypatch.setattr(reader, "own_command", lambda _flag: ["sh", "-c", code])
    assert reason(png(image())) == words
