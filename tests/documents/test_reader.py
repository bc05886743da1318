"""Documents are read by the real child; what was made to do harm costs that child alone."""

import os
import threading
import zipfile
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


def test_word_with_tracked_changes_content_controls_and_tables_in_tables(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    run = "<w:r><w:t>{}</w:t></w:r>"
    inner = f"<w:tbl><w:tr><w:tc><w:p>{run.format('Inner')}</w:p></w:tc></w:tr></w:tbl>"
    extra = (
        f"<w:p><w:ins w:id='1' w:author='x'>{run.format('Inserted')}</w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>Deleted</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('Controlled')}</w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc><w:p>{run.format('Outer')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    )
    body = parts["word/document.xml"].decode()
    at = body.rindex("<w:sectPr")
    parts["word/document.xml"] = (body[:at] + extra + body[at:]).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    text = read(path).text
    assert "Inserted" in text
    assert "Controlled" in text
    assert "Outer Inner" in text
    assert text.count("Inner") == 1
    assert "Deleted" not in text


def test_a_page_in_utf_8_that_does_not_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes("<p>El año de la señal</p>".encode())
    assert read(path).text == "El año de la señal"
    assert "año" in read(write_epub(tmp_path / "a.epub", ["<p>El año</p>"])).text
    path.write_bytes('<meta charset="latin-1"><p>El año</p>'.encode("latin-1"))
    assert "El año" in read(path).text


def test_old_pages_whose_tags_are_never_closed_are_read_to_their_end(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<body>" + "".join(f"<p><font size=2>Paragraph {number}." for number in range(400)))
    assert read(path).text.count("Paragraph") == 400


def test_a_book_whose_files_lie_elsewhere_or_are_missing(tmp_path: Path) -> None:
    path = write_epub(tmp_path / "a.epub", ["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["Text/one two.xhtml"] = parts.pop("OPS/0.xhtml")
    del parts["OPS/1.xhtml"]
    package = parts["OPS/book.opf"].decode().replace("0.xhtml", "../Text/one%20two.xhtml#start")
    parts["OPS/book.opf"] = package.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert read(path).text == "One.\n\nThree."


def test_a_long_log_without_blank_lines_is_read_in_sections(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("".join(f"{number} a line of a log that goes on and on\n" for number in range(400_000)))
    found = read(path)
    assert len(found.pages) > 2000
    assert max(len(page.text) for page in found.pages) <= 7000
    assert found.pages[-1].text.endswith("399999 a line of a log that goes on and on")


def test_tables_with_apostrophes_old_line_ends_and_long_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b,c\rA,'tis good,1\rB,'twas bad,2\rC,x,3\r")
    assert read(path).text == "a | b | c\nA | 'tis good | 1\nB | 'twas bad | 2\nC | x | 3"
    path.write_text("a,b\n1," + "word " * 40_000 + "\n")
    assert read(path).text.count("word") == 40_000
    path.write_text("only,a,head\n")
    assert [page.label for page in read(path).pages] == [""]


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


def test_archives_that_unpack_to_more_than_is_taken_are_refused_by_their_list(tmp_path: Path) -> None:
    assert fault_of(write_zip_bomb(tmp_path / "a.docx")).code == "document_large"
    assert fault_of(write_zip_bomb(tmp_path / "a.epub", "META-INF/container.xml")).code == "document_large"


def test_an_archive_that_lies_of_its_size_costs_no_memory_here(tmp_path: Path) -> None:
    path = write_lying_zip(tmp_path / "a.docx", tmp_path / "bomb.zip")
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
    monkeypatch.setattr(reader, "_must_be_readable", lambda _path: None)
    monkeypatch.setattr(reader, "_sha256", lambda _path, _wanted: "")
    assert fault_of(path).code == "document_slow"


def test_what_is_no_file_or_a_giant_is_not_even_hashed(tmp_path: Path) -> None:
    pipe, giant = tmp_path / "pipe.txt", tmp_path / "giant.pdf"
    os.mkfifo(pipe)
    assert fault_of(pipe).code == "document_binary"
    with giant.open("wb") as file:
        file.truncate(12 * 2**30)
    assert fault_of(giant).code == "document_large"


def test_pages_without_number_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# a\n\n" * 200_000)
    assert fault_of(path).code == "document_large"


def test_reading_is_left_once_nobody_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    monkeypatch.setattr(reader, "_must_be_readable", lambda _path: None)
    monkeypatch.setattr(reader, "_sha256", lambda _path, _wanted: "")
    wanted = threading.Event()
    with pytest.raises(Fault) as caught:
        read_document(str(path), wanted=wanted.is_set)
    assert caught.value.code == "stopped"
