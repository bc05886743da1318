"""How fast documents are taken in and searched.

python -m tests.bench.documents index|search|recall     prints one JSON object
"""

import json
import random
import statistics
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import yaml

from slm_desktop.core.documents.page import DocumentKind, Extracted, Page
from slm_desktop.core.documents.passages import passages_of
from slm_desktop.core.documents.records import Document
from slm_desktop.core.documents.retrieval import MOST_USED, chosen
from slm_desktop.documents.reader import read_document
from slm_desktop.store.documents import Documents
from tests.documents.files import write_pdf

if TYPE_CHECKING:
    from slm_desktop.gui.window import Window

PAGES, PAIRS = 2000, 5
DOCUMENTS, EACH, QUESTIONS = 1000, 20, 200
WORDS, COMMONEST = 20_000, 100
"""Of the vocabulary that texts are made of; how often each stands follows Zipf's law, as in books."""


class Author:
    """Writes texts whose words are as rare and as common as those of a language."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self._dice.choices(letters, k=self._dice.randint(2, 9))) for _word in range(WORDS)]
        self._shares = [1 / (rank + 2) for rank in range(WORDS)]
        self._weights = list(accumulate(self._shares))

    def page(self, words: int = 350) -> str:
        """A page of some paragraphs."""
        drawn = self._dice.choices(self.words, cum_weights=self._weights, k=words)
        lines = [" ".join(drawn[at : at + 12]) for at in range(0, words, 12)]
        return "\n\n".join("\n".join(lines[at : at + 6]) + "." for at in range(0, len(lines), 6))

    def question(self) -> str:
        """Six words as they are used, without the hundred commonest, which are not looked for, and two rare ones."""
        used = self._dice.choices(self.words[COMMONEST:], self._shares[COMMONEST:], k=6)
        return " ".join([*used, *self._dice.choices(self.words, k=2)])


def bare(path: Path) -> float:
    """Pages per second of the parser alone."""
    began = time.perf_counter()
    document = pdfium.PdfDocument(path)
    for number in range(len(document)):
        document[number].get_textpage().get_text_bounded()
    return PAGES / (time.perf_counter() - began)


def whole(path: Path, folder: Path, number: int) -> float:
    """Pages per second from the file until it can be searched."""
    store = Documents(folder / f"{number}.sqlite3")
    store.documents()
    began = time.perf_counter()
    extracted = read_document(str(path))
    store.add(Document(1, "x", DocumentKind.PDF, PAGES, extracted.length), extracted)
    seconds = time.perf_counter() - began
    store.close()
    return PAGES / seconds


def index() -> dict[str, float]:
    """Taken in, against the parser alone."""
    author = Author(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_pdf(folder / "book.pdf", [author.page() for _page in range(PAGES)])
        pairs = [(whole(path, folder, number), bare(path)) for number in range(PAIRS)]
    ours, baseline = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    return {"ours": ours, "baseline": baseline, "ratio": statistics.median(a / b for a, b in pairs)}


def search() -> dict[str, float]:
    """Milliseconds of a search in a thousand documents: the middle one, and that of 95 in 100."""
    author = Author(2)
    with tempfile.TemporaryDirectory() as name:
        store = Documents(Path(name) / "documents.sqlite3")
        for id_ in range(1, DOCUMENTS + 1):
            pages = tuple(Page(str(at + 1), author.page()) for at in range(EACH))
            extracted = Extracted(f"{id_}.pdf", DocumentKind.PDF, str(id_), pages, tuple(passages_of(pages)))
            store.add(Document(id_, extracted.name, extracted.kind, EACH, extracted.length), extracted)
        ids = list(range(1, DOCUMENTS + 1))
        times = []
        for _question in range(QUESTIONS):
            question = author.question()
            began = time.perf_counter()
            store.search(question, ids, 12)
            times.append(1000 * (time.perf_counter() - began))
        store.close()
    times.sort()
    return {"median": statistics.median(times), "p95": times[round(0.95 * len(times)) - 1]}


def recall(k: int = MOST_USED) -> dict[str, float]:
    """The share of questions whose answer stands in one of the passages that are sent, and in the first one."""
    texts = yaml.safe_load((Path(__file__).parent / "recall.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        store = Documents(Path(name) / "documents.sqlite3")
        known = {}
        for id_, text in enumerate(texts, 1):
            # A paragraph is a passage here, so that there are many to choose from.
            pages = tuple(Page(text["title"], paragraph) for paragraph in text["paragraphs"])
            extracted = Extracted(text["title"], DocumentKind.TEXT, str(id_), pages, tuple(passages_of(pages)))
            known[id_] = Document(id_, extracted.name, extracted.kind, len(pages), extracted.length)
            store.add(known[id_], extracted)
        hits, firsts, count = 0, 0, 0
        for question in (one for text in texts for one in text["questions"]):
            found = chosen(store.search(question["ask"], list(known), 2 * k), known, 8192)
            sent = [source.text for source in found if source.used][:k]
            hits += any(question["holds"] in text for text in sent)
            firsts += bool(sent) and question["holds"] in sent[0]
            count += 1
        store.close()
    return {"ours": hits / count, "first": firsts / count, "questions": count}


def gaps(window: "Window", _threads: int) -> dict[str, float]:
    """Gaps of the event loop while a PDF of 2,000 pages is read, cut and indexed."""
    from tests.bench.inside import gaps_until

    author = Author(3)
    with tempfile.TemporaryDirectory() as name:
        path = write_pdf(Path(name) / "book.pdf", [author.page() for _page in range(PAGES)])
        window.chat.take_files([str(path)])
        return gaps_until(lambda: bool(window.chat.session.chat.answer_options.documents))


SCENARIOS = {"documents_gaps": gaps}


def main() -> None:
    """Measure what is asked for."""
    print(json.dumps({"index": index, "search": search, "recall": recall}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
