"""Files to pages of text. It runs in a confined child: whatever a file does to a parser, it does it there."""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from slm_desktop.core.documents.page import LARGEST_FILE, DocumentKind, Page
from slm_desktop.documents.sections import Sections
from slm_desktop.errors import Fault

LARGEST_UNPACKED, MOST_MEMBERS = 256 * 2**20, 20_000
"""Of a file that is an archive."""
MOST_PAGES = 20_000
GUESSED_FROM, TELLING_BYTES = 64 * 1024, 64
"""Bytes from which an encoding is guessed, and those beyond ASCII that it takes: of fewer the guess would be chance."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHARSET_WITHIN = 4096
"""Bytes: a page names its encoding at its beginning."""
WESTERN = "cp1252"
ENCODINGS = ("cp1251", "cp1250", "cp1253", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
ROWS_A_SECTION = 40
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
    from lxml.etree import XMLSyntaxError

    _check_archive(path)
    sections = Sections()
    try:
        document = docx.Document(path)
        names = {style.style_id: style.name or "" for style in document.styles}
        for block in _word_blocks(document.element.body):
            if block.tag == f"{WORD}tr":
                cells = (cell for cell in block.iter(f"{WORD}tc") if next(cell.iterancestors(f"{WORD}tr")) is block)
                sections.paragraph(" | ".join(" ".join(_word_text(cell).split()) for cell in cells))
            else:
                _word_paragraph(_word_text(block), names.get(_style(block), ""), sections)
            yield from sections.taken()
    except (KeyError, ValueError, XMLSyntaxError, InvalidXmlError, zipfile.BadZipFile) as error:
        raise _broken(error) from error
    yield from sections.taken(at_end=True)


def _word_blocks(body: Any) -> Iterator[Any]:
    """The paragraphs and the rows of tables, also in content controls and in what was inserted."""
    for element in body.iter(f"{WORD}p", f"{WORD}tr"):
        in_row = next(element.iterancestors(f"{WORD}tr"), None) is not None
        if not in_row:
            yield element


def _word_text(element: Any) -> str:
    """The text of an element, with what was inserted and without what was deleted."""
    parts = []
    for part in element.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br", f"{WORD}p"):
        name = part.tag.removeprefix(WORD)
        parts.append({"t": part.text or "", "tab": "\t", "br": "\n", "p": "\n"}[name])
    return "".join(parts).strip("\n")


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return str(found.get(f"{WORD}val")) if found is not None else ""


def _word_paragraph(text: str, style: str, sections: Sections) -> None:
    level = style.lower().removeprefix("heading ")
    if style.lower().startswith("heading ") and level.isdigit():
        sections.heading(int(level), text)
    elif style == "Title":
        sections.heading(1, text)
    else:
        sections.paragraph(text)


def _html(path: str) -> Iterator[Page]:
    sections = Sections()
    _read_html(_bytes(path), sections)
    yield from sections.taken(at_end=True)


def _read_html(data: bytes, sections: Sections) -> None:
    """Take the text of a web page; nothing that it refers to is fetched."""
    from lxml import etree, html

    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, huge_tree=True, encoding=_encoding(data))
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error
    for element in list(root.iter(*SKIPPED)):
        element.drop_tree()
    _Walk(sections).over(root)


def _encoding(data: bytes) -> str | None:
    """That of a page which does not name it, where it can only be this one."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if b"charset" in data[:CHARSET_WITHIN].lower() else "utf-8"


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
            known = set(archive.namelist())
            for name in (one for one in _chapters(archive) if one in known):
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
    folder = posixpath.dirname(where)
    names = (posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0]))) for href in order if href)
    return list(dict.fromkeys(names))


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
    csv.field_size_limit(LARGEST_FILE)
    rows = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text))
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
    if lines:
        yield Page(f"{first}-{first + len(lines) - 1}", "\n".join([head, *lines]))
    elif head and first == 1:
        yield Page("", head)


def _delimiter(text: str) -> str:
    """What stands between cells; quotes are always double ones: a guess would take apostrophes for some."""
    try:
        return csv.Sniffer().sniff(text[:4096], delimiters=",;\t|").delimiter
    except csv.Error:
        return ","


def _cells(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


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
