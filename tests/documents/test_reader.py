"""Documents are read by the real child; what was made to do harm costs that child alone."""

import os
import threading
from pathlib import Path

import pytest

from slm_desktop.core.documents.page import DocumentKind, Extracted
from slm_desktop.documents import reader
from slm_desktop.documents.reader import read_document
from slm_desktop.errors import Fault
from tests.documents.files import (
    write_epub,
    write_lying_zip,
    write_pdf,
    write_word,
    write_word_with_entities,
    write_zip_bomb,
)


def read(path: Path) -> Extracted:
    return read_document(str(path))


def fault_of(path: Path) -> Fault:
    with pytest.raises(Fault) as caught:
        read(path)
    assert caught.value.details["name"] == path.name
    return caught.value


def test_a_pdf_page_by_page(tmp_path: Path) -> None:
    told: list[int] = []
    path = write_pdf(tmp_path / "a.pdf", ["The keeper was called Mara.\nShe (often) sang.", "", "Page three."])
    found = read_document(str(path), on_pages=told.append)
    assert found.kind == DocumentKind.PDF
    assert [page.label for page in found.pages] == ["1", "2", "3"]
    assert found.pages[0].text == "The keeper was called Mara.\nShe (often) sang."
    assert found.pages[2].text == "Page three."
    assert told == [1, 2, 3]
    assert len(found.sha256) == 64


def test_word_by_its_headings(tmp_path: Path) -> None:
    found = read(write_word(tmp_path / "a.docx"))
    assert [page.label for page in found.pages] == ["The lighthouse", "The storm"]
    assert "The keeper was called Mara." in found.pages[0].text
    assert "Wind | 11 Beaufort" in found.pages[1].text


def test_a_web_page_without_what_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>T</title><script>evil()</script></head><body><h1>Sea</h1><p>Deep <b>and</b> wide.<br>Salt."
        "<ul><li>One<li>Two</ul><h2>Sky</h2><style>p{}</style><img src='http://example.org/x.png'>High.</body></html>"
    )
    found = read(path)
    assert [page.label for page in found.pages] == ["Sea", "Sky"]
    assert found.pages[0].text == "# Sea\n\nDeep and wide.\nSalt.\n\nOne\n\nTwo"
    assert found.pages[1].text == "## Sky\n\nHigh."


def test_a_book_in_its_order(tmp_path: Path) -> None:
    found = read(write_epub(tmp_path / "a.epub", ["<h1>First</h1><p>One.</p>", "<h1>Second</h1><p>Two.</p>"]))
    assert [(page.label, page.text) for page in found.pages] == [
        ("First", "# First\n\nOne."),
        ("Second", "# Second\n\nTwo."),
    ]


def test_a_table_has_its_heading_above_each_section(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name;age\n" + "".join(f"Person {number};{number}\n" for number in range(90)))
    found = read(path)
    assert [page.label for page in found.pages] == ["1-40", "41-80", "81-90"]
    assert all(page.text.startswith("name | age\n") for page in found.pages)
    assert "Person 45 | 45" in found.pages[1].text


def test_markdown_by_its_headings_but_not_by_those_in_code(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# One\nText.\n\n```\n# no heading\n\n# none either\n```\n\n## Two\n\nMore.")
    found = read(path)
    assert [page.label for page in found.pages] == ["One", "Two"]
    assert "# none either" in found.pages[0].text


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "cp1252"])
def test_the_encoding_of_a_longer_text_is_guessed(tmp_path: Path, encoding: str) -> None:
    words = {
        "cp1251": "Смотритель маяка зажигал лампу каждый вечер и записывал погоду в журнал. ",
        "shift_jis": "灯台守は毎晩ランプを灯し、天気を日誌に書きました。",
        "cp1252": "Der Wärter des Leuchtturms zündete täglich die Lampe an und schrieb über das Wetter für später. ",
    }
    path = tmp_path / "a.txt"
    path.write_bytes((words[encoding] * 40).encode(encoding))
    assert words[encoding].strip() in read(path).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-8-sig"])
def test_plain_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("# Übung für Köche\nprint('Grüße aus München, schöne Füße')\n".encode(encoding))
    assert "Übung für Köche" in read(path).text
    assert "Grüße aus München" in read(path).text


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7 nothing", "document_broken"),
        ("a.docx", b"PK\x03\x04 nothing", "document_broken"),
        ("a.epub", b"no archive", "document_broken"),
        ("a.bin", bytes(range(256)) * 20, "document_binary"),
        ("a.txt", b" \n\n ", "document_empty"),
    ],
)
def test_what_is_none_is_refused_by_name(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert fault_of(path).code == code


def test_a_pdf_of_pictures_says_that_there_is_no_text(tmp_path: Path) -> None:
    assert fault_of(write_pdf(tmp_path / "scan.pdf", ["", ""])).code == "document_empty"


def test_a_locked_pdf_asks_for_a_copy_without_password(tmp_path: Path) -> None:
    assert fault_of(write_pdf(tmp_path / "locked.pdf", ["x"], encrypt=True)).code == "document_locked"


def test_a_file_that_has_gone_is_an_error_with_its_reason(tmp_path: Path) -> None:
    fault = fault_of(tmp_path / "gone.pdf")
    assert (fault.code, fault.details["reason"]) == ("document_broken", "ENOENT")


# -- made to do harm ------------------------------------------------------------------------------------------


def test_an_entity_brings_no_file_of_this_computer(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password is swordfish")
    path = write_word_with_entities(tmp_path / "a.docx", secret)
    try:
        text = read(path).text
    except Fault:
        text = ""
    assert "swordfish" not in text


def test_archives_that_unpack_to_gigabytes_are_refused_by_their_list(tmp_path: Path) -> None:
    assert fault_of(write_zip_bomb(tmp_path / "a.docx")).code == "document_large"
    assert fault_of(write_zip_bomb(tmp_path / "a.epub", "META-INF/container.xml")).code == "document_large"


def test_an_archive_that_lies_of_its_size_costs_no_memory_here(tmp_path: Path) -> None:
    path = write_lying_zip(tmp_path / "a.docx", tmp_path / "bomb.zip", size=4 * 2**30)
    assert fault_of(path).code in ("document_broken", "document_large")


def test_a_page_nested_without_end_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<div>" * 200_000 + "deep" + "</div>" * 200_000)
    try:
        assert "deep" in read(path).text
    except Fault as fault:
        assert fault.code in ("document_broken", "document_empty")  # noqa: PT017 - one or the other


def test_a_stream_that_unpacks_without_end_is_left(tmp_path: Path) -> None:
    """A PDF whose page is a stream of a gigabyte of spaces, packed into a megabyte."""
    import zlib

    packed = zlib.compress(zlib.compress(b" " * 2**29))
    body = (
        f"<< /Length {len(packed)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode() + packed + b"\nendstream"
    )
    path = write_pdf(tmp_path / "bomb.pdf", ["x"], extra=[body])
    data = path.read_bytes().replace(b"/Contents 5 0 R", b"/Contents 6 0 R")
    path.write_bytes(data)
    assert fault_of(path).code in ("document_empty", "document_large", "document_broken", "document_slow")


def test_a_parser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that nobody writes to is a file that is never read."""
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    monkeypatch.setattr(reader, "SILENCE_SECONDS", 1.0)
    monkeypatch.setattr(reader, "_sha256", lambda _path: "")
    assert fault_of(path).code == "document_slow"


def test_reading_is_left_once_nobody_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    monkeypatch.setattr(reader, "_sha256", lambda _path: "")
    wanted = threading.Event()
    with pytest.raises(Fault) as caught:
        read_document(str(path), wanted=wanted.is_set)
    assert caught.value.code == "stopped"
