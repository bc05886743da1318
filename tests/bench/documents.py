"""How fast documents are taken in and searched.

python -m tests.bench.documents index|search|recall     prints one JSON object

Beside these: recall_by_meaning, vectors.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import yaml

from slm_desktop.core.documents.page import DocumentKind, Extracted, Page, Passage
from slm_desktop.core.documents.passages import passages_of
from slm_desktop.core.documents.records import Document
from slm_desktop.core.documents.retrieval import MOST_USED, chosen, fused
from slm_desktop.documents.reader import read_document
from slm_desktop.store.documents import Documents
from slm_desktop.store.vectors import Vectors
from tests.documents.files import write_pdf

if TYPE_CHECKING:
    from slm_desktop.gui.window import Window

PAGES, PAIRS = 2000, 5
MODEL = "m"
Embedder = Callable[[Sequence[str]], list[bytes]]
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


def recall(k: int = MOST_USED, embedder: "Embedder | None" = None) -> dict[str, float]:
    """The share of questions whose answer stands in one of the passages that are sent, and in the first one: by words
    alone, or with an embedder by words and meaning.
    """
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
        vectors = Vectors(Path(name) / "documents.sqlite3")
        if embedder:
            lacking = vectors.lacking(MODEL, 10_000).passages
            made = embedder([text for _id, text in lacking])
            vectors.keep(MODEL, [(id_, vector) for (id_, _text), vector in zip(lacking, made, strict=True)])
        hits, firsts, count = 0, 0, 0
        for question in (one for text in texts for one in text["questions"]):
            by_words = store.search(question["ask"], list(known), 2 * k)
            if embedder:
                similar = vectors.nearest(MODEL, embedder([question["ask"]])[0], list(known), 2 * k)
                by_words = fused(by_words, store.found(similar))[: 2 * k]
            found = chosen(by_words, known, 8192)
            sent = [source.text for source in found if source.used][:k]
            hits += any(question["holds"] in text for text in sent)
            firsts += bool(sent) and question["holds"] in sent[0]
            count += 1
        vectors.close()
        store.close()
    return {"ours": hits / count, "first": firsts / count, "questions": count}


def recall_by_meaning() -> dict[str, float]:
    """The same with vectors, of the starter: it was not trained for them, so this says what they are worth at least."""
    from slm_desktop.core.engines.commands import Embed, Load
    from slm_desktop.core.engines.events import Embedded
    from slm_desktop.core.engines.options import LoadOptions
    from slm_desktop.library.starter import starter
    from tests.engine.child import Child

    child = Child(Load(1, str(starter()), LoadOptions().to_embed()))
    child.ready()

    def embed(texts: Sequence[str]) -> list[bytes]:
        made: list[bytes] = []
        for start in range(0, len(texts), 16):
            child.host.send(Embed(100 + start, tuple(texts[start : start + 16])))
            made += child.wait(Embedded).vectors
        return made

    try:
        return recall(embedder=embed)
    finally:
        child.close()


def vectors(count: int = 100_000, dimensions: int = 384) -> dict[str, float]:
    """Milliseconds of a search among so many vectors, and of the first one, which reads them from the disk."""
    import numpy as np

    generator = np.random.default_rng(5)
    made = generator.normal(size=(count, dimensions)).astype("<f4")
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "documents.sqlite3"
        store, kept = Documents(path), Vectors(path)
        per_document = count // DOCUMENTS
        for id_ in range(1, DOCUMENTS + 1):
            parts = tuple(Passage(0, at, "x") for at in range(per_document))
            document = Document(id_, str(id_), DocumentKind.TEXT, 1, 1)
            store.add(document, Extracted(document.name, document.kind, str(id_), (Page("1", "x"),), parts))
        kept.keep(MODEL, [(at + 1, row.tobytes()) for at, row in enumerate(made)])
        times = []
        for question in made[:QUESTIONS]:
            began = time.perf_counter()
            kept.nearest(MODEL, question.tobytes(), range(1, DOCUMENTS + 1), 2 * MOST_USED)
            times.append(1000 * (time.perf_counter() - began))
        kept.close()
        store.close()
    first, rest = times[0], sorted(times[1:])
    return {"first": first, "median": statistics.median(rest), "p95": rest[round(0.95 * len(rest)) - 1]}


def gaps(window: "Window", _threads: int) -> dict[str, float]:
    """Gaps of the event loop while a PDF of 2,000 pages is read, cut and indexed."""
    from tests.bench.inside import gaps_until

    author = Author(3)
    with tempfile.TemporaryDirectory() as name:
        path = write_pdf(Path(name) / "book.pdf", [author.page() for _page in range(PAGES)])
        window.chat.take_files([str(path)])
        return gaps_until(lambda: bool(window.chat.session.chat.answer_options.documents))


SCENARIOS = {"documents_gaps": gaps}


MEASURES: dict[str, Callable[[], dict[str, float]]] = {
    "index": index,
    "search": search,
    "recall": recall,
    "recall_by_meaning": recall_by_meaning,
    "vectors": vectors,
}


def main() -> None:
    """Measure what is asked for."""
    print(json.dumps(MEASURES[sys.argv[1]]()))


if __name__ == "__main__":
    main()
