"""Files to pages of text. It runs in a confined child: whatever a file does to a parser, it does it there."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from slm_desktop.core.documents.page import DocumentKind, Page
from slm_desktop.documents.sections import Sections
from slm_desktop.errors import Fault

LARGEST_FILE = 512 * 2**20
LARGEST_UNPACKED, MOST_MEMBERS = 256 * 2**20, 20_000
"""Of a file that is an archive."""
MOST_PAGES = 20_000
GUESSED_FROM, TELLING_BYTES = 64 * 1024, 64
"""Bytes from which an encoding is guessed, and those beyond ASCII that it takes: of fewer the guess would be chance."""
WESTERN = "cp1252"
ENCODINGS = ("cp1251", "cp1250", "cp1253", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
ROWS_A_SECTION, LONGEST_CELL = 40, 2000
SKIPPED = ("script", "style", "noscript", "template", "svg", "head", "iframe", "object")
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "header", "footer", "address", "blockquote", "pre"}
    | {"li", "dt", "dd", "tr", "td", "th", "caption", "figcaption"}
)
HEADING = re.compile(r"h([1-6])")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*)")


def pages_of(path: str, kind: DocumentKind) -> Iterator[Page]:
    """The pages of a file. Raise Fault 'document_…'."""
    readers: dict[DocumentKind, Callable[[str], Iterator[Page]]] = {
        DocumentKind.PDF: _pdf,
        DocumentKind.WORD: _word,
        DocumentKind.HTML: _html,
        DocumentKind.EPUB: _epub,
        DocumentKind.TABLE: _table,
        DocumentKind.MARKDOWN: _markdown,
        DocumentKind.TEXT: _text,
    }
    return readers[kind](path)


def _pdf(path: str) -> Iterator[Page]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error)
        raise Fault("document_locked" if locked else "document_broken", {"reason": str(error)[:200]}) from error
    for number in range(min(len(document), MOST_PAGES)):
        yield Page(str(number + 1), _pdf_text(document, number))


def _pdf_text(document: Any, number: int) -> str:
    """The text of a page; of one that is damaged none."""
    import pypdfium2 as pdfium

    try:
        page = document[number]
        text = str(page.get_textpage().get_text_bounded())
        page.close()
    except pdfium.PdfiumError:
        return ""
    # Hyphens at the ends of lines are a private character there.
    return text.replace("\ufffe\r\n", "").replace("\ufffe", "-").replace("\r\n", "\n").strip()


def _word(path: str) -> Iterator[Page]:
    import docx
    from docx.oxml.exceptions import InvalidXmlError
    from docx.table import Table
    from lxml.etree import XMLSyntaxError

    _check_archive(path)
    sections = Sections()
    try:
        for block in docx.Document(path).iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    sections.paragraph(" | ".join(cell.text.strip() for cell in row.cells))
            else:
                _word_paragraph(block, sections)
            yield from sections.taken()
    except (KeyError, ValueError, XMLSyntaxError, InvalidXmlError, zipfile.BadZipFile) as error:
        raise _broken(error) from error
    yield from sections.taken(at_end=True)


def _word_paragraph(paragraph: Any, sections: Sections) -> None:
    style = str(paragraph.style.name if paragraph.style is not None else "")
    level = style.removeprefix("Heading ")
    if style.startswith("Heading ") and level.isdigit():
        sections.heading(int(level), paragraph.text)
    elif style == "Title":
        sections.heading(1, paragraph.text)
    else:
        sections.paragraph(paragraph.text)


def _html(path: str) -> Iterator[Page]:
    sections = Sections()
    _read_html(_bytes(path), sections)
    yield from sections.taken(at_end=True)


def _read_html(data: bytes, sections: Sections) -> None:
    """Take the text of a web page; nothing that it refers to is fetched."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(no_network=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error
    for element in list(root.iter(*SKIPPED)):
        element.drop_tree()
    _Walk(sections).over(root)


class _Walk:
    """Goes over the elements of a page without recursion: a page may be nested as deeply as it likes."""

    def __init__(self, sections: Sections) -> None:
        self._sections, self._text = sections, list[str]()

    def over(self, root: Any) -> None:
        from lxml.etree import iterwalk

        level = 0
        for event, element in iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            heading = HEADING.fullmatch(tag)
            if event == "start":
                if heading or tag in BLOCKS:
                    self._break(level)
                level = int(heading.group(1)) if heading else level
                self._text.append("\n" if tag == "br" else element.text or "")
            else:
                if heading or tag in BLOCKS:
                    self._break(level)
                level = 0 if heading else level
                self._text.append(element.tail or "" if element is not root else "")
        self._break(level)

    def _break(self, level: int) -> None:
        text = "\n".join(" ".join(line.split()) for line in "".join(self._text).split("\n")).strip()
        self._text.clear()
        if level:
            self._sections.heading(level, text)
        else:
            self._sections.paragraph(text)


def _epub(path: str) -> Iterator[Page]:
    _check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in _chapters(archive):
                sections = Sections()
                _read_html(archive.read(name), sections)
                yield from sections.taken(at_end=True)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _broken(error) from error


def _chapters(archive: zipfile.ZipFile) -> list[str]:
    """The files of a book in reading order."""
    container = _xml(archive.read("META-INF/container.xml"))
    package = next(iter(container.iter("{*}rootfile")), None)
    where = str(package.get("full-path")) if package is not None else ""
    root = _xml(archive.read(where))
    files = {item.get("id"): item.get("href") for item in root.iter("{*}item")}
    order = [files.get(item.get("idref")) for item in root.iter("{*}itemref")]
    folder = PurePosixPath(where).parent
    return [str(folder / href) for href in order if href]


def _xml(data: bytes) -> Any:
    """XML without what entities or addresses in it would bring in."""
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error


def _table(path: str) -> Iterator[Page]:
    """Rows with the heading of the table above each section of them."""
    text = decoded(_bytes(path))
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text), dialect)
    try:
        head = " | ".join(_cells(next(rows, [])))
        lines: list[str] = []
        first = 1
        for number, row in enumerate(rows, 1):
            lines.append(" | ".join(_cells(row)))
            if len(lines) == ROWS_A_SECTION:
                yield Page(f"{first}-{number}", "\n".join([head, *lines]))
                lines, first = [], number + 1
    except csv.Error as error:
        raise _broken(error) from error
    if lines or head:
        yield Page(f"{first}-{first + len(lines) - 1}", "\n".join([head, *lines]))


def _cells(row: list[str]) -> list[str]:
    return [" ".join(cell.split())[:LONGEST_CELL] for cell in row]


def _markdown(path: str) -> Iterator[Page]:
    sections, is_code = Sections(), False
    for block in decoded(_bytes(path)).split("\n\n"):
        found = None if is_code else MARKDOWN_HEADING.match(block.lstrip("\n"))
        for line in block.split("\n"):
            is_code ^= line.lstrip().startswith("```")
        if found:
            sections.heading(len(found.group(1)), found.group(2))
            block = block.lstrip("\n").partition("\n")[2]
        sections.paragraph(block)
        yield from sections.taken()
    yield from sections.taken(at_end=True)


def _text(path: str) -> Iterator[Page]:
    sections = Sections()
    for block in decoded(_bytes(path)).split("\n\n"):
        sections.paragraph(block)
        yield from sections.taken()
    yield from sections.taken(at_end=True)


def decoded(data: bytes) -> str:
    """Bytes as text, in whatever encoding they are. Raise Fault 'document_binary'."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not marked:
        raise Fault("document_binary")
    try:
        return data.decode("utf-16" if marked else "utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode(_guessed(data[:GUESSED_FROM]), "replace").replace("\r\n", "\n")


def _guessed(data: bytes) -> str:
    """The encoding of old texts: that of Western Europe unless another one fits better."""
    from charset_normalizer import from_bytes

    if sum(byte > 127 for byte in data) < TELLING_BYTES:
        return WESTERN
    matches = from_bytes(data, cp_isolation=[WESTERN, *ENCODINGS])
    best = matches.best()
    if best is None:
        return WESTERN
    alike = [one for one in matches if (one.chaos, one.coherence) == (best.chaos, best.coherence)]
    fitting = {name for one in alike for name in one.could_be_from_charset}
    return WESTERN if WESTERN in fitting else best.encoding


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Fault("document_large")
    return data


def _check_archive(path: str) -> None:
    """Refuse an archive that would fill the memory when it is unpacked, by what it says of itself and by no more."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken(error) from error
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
        raise Fault("document_large")


def _broken(error: Exception) -> Fault:
    return Fault("document_broken", {"reason": f"{type(error).__name__}: {error}"[:200]})
