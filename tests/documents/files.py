"""Documents of all kinds, written by the tests: sound ones, and such as were made to do harm."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import docx

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def write_pdf(path: Path, pages: Sequence[str], *, extra: Sequence[bytes] = (), encrypt: bool = False) -> Path:
    """A PDF with the lines of each page in Helvetica."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        stream = _stream(text)
        kids.append(len(objects) + 1)
        content = len(objects) + 2
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {content} 0 R >>".encode()
        )
        packed = zlib.compress(stream)
        objects.append(f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream")
    objects += extra
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
    locked = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >> /ID [(a) (a)]" if encrypt else b""
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R".encode() + locked + b" >>\n")
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    path.write_bytes(out.getvalue())
    return path


def _stream(text: str) -> bytes:
    lines = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in text.split("\n")]
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 11 Tf 14 TL 50 740 Td\n{shown}ET".encode("latin-1")


def write_word(path: Path) -> Path:
    """A Word document with headings, paragraphs and a table."""
    made = docx.Document()
    made.add_heading("The lighthouse", 1)
    made.add_paragraph("The keeper was called Mara.")
    made.add_heading("The storm", 2)
    made.add_paragraph("It came from the north.")
    table = made.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Wind", "11 Beaufort"
    made.save(str(path))
    return path


def write_epub(path: Path, chapters: Sequence[str]) -> Path:
    """A book of these chapters, which are the bodies of web pages."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        items = "".join(f'<item id="c{at}" href="{at}.xhtml"/>' for at in range(len(chapters)))
        order = "".join(f'<itemref idref="c{at}"/>' for at in range(len(chapters)))
        package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{order}</spine></package>'
        archive.writestr("OPS/book.opf", package)
        for at, body in enumerate(chapters):
            archive.writestr(f"OPS/{at}.xhtml", f"<html><body>{body}</body></html>")
    return path


def write_zip_bomb(path: Path, member: str = "word/document.xml", size: int = 300 * 2**20) -> Path:
    """An archive whose member unpacks to more than is taken, as its list of members says."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(member, "w", force_zip64=True) as file,
    ):
        block = bytes(2**20)
        for _block in range(size // len(block)):
            file.write(block)
    return path


def write_lying_zip(path: Path, source: Path, size: int = 400 * 2**20) -> Path:
    """The same, but its list of members says that the member is small."""
    write_zip_bomb(source, size=size)
    data = bytearray(source.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)
    path.write_bytes(data)
    return path


def write_word_with_entities(path: Path, target: Path) -> Path:
    """A Word document whose text is to hold a file of this computer, by an external entity."""
    write_word(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    head, _end, rest = body.partition("?>")
    entity = f'{head}?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{target}"><!ENTITY l "{"lol" * 20}">]>'
    parts["word/document.xml"] = (entity + rest.replace("called Mara", "called &x;")).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
