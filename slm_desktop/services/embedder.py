"""The model for embeddings that was chosen for documents: loaded when it is wanted, let go of after a while."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from slm_desktop.core.documents.ports import OnVectors
from slm_desktop.core.engines.commands import Embed
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Embedded, TextAnswer
from slm_desktop.core.engines.pool import Lease
from slm_desktop.errors import Fault
from slm_desktop.paths import file_size
from slm_desktop.services.choices import ModelChoices
from slm_desktop.services.context import ServiceContext

KEEP_SECONDS = 60.0
"""So long nobody wants a vector before the model may go."""
SHORTEST = 40
"""Characters below which a text is not cut any more that is too long for a model."""
PREFIXES = {
    "e5": ("query: ", "passage: "),
    "nomic-embed": ("search_query: ", "search_document: "),
    "bge-small-en": ("Represent this sentence for searching relevant passages: ", ""),
    "bge-base-en": ("Represent this sentence for searching relevant passages: ", ""),
    "embeddinggemma": ("task: search result | query: ", "title: none | text: "),
    "qwen3-embedding": ("Instruct: Given a question, retrieve passages that answer it\nQuery:", ""),
}
"""What the makers of some models want before a question and before a passage, by a part of their names."""


class ChosenEmbedder:
    """An Embedder over the pool of engines."""

    def __init__(self, context: ServiceContext, choices: ModelChoices, on_release: Callable[[], object]) -> None:
        """`on_release` is called when the model is let go of."""
        self._context, self._choices, self._on_release = context, choices, on_release
        self._lease: Lease | None = None
        self._wanted: list[Callable[[Lease | None], None]] = []
        self._last_used, self._under_way = 0.0, 0
        self._leave: Callable[[], object] = lambda: None

    @property
    def path(self) -> str:
        """The file of the model that was chosen; '' for none."""
        return str(self._context.settings["embedding_model"])

    def offered(self) -> Sequence[tuple[str, str]]:
        """The models for embeddings on this computer."""
        return [(model.path, model.facts.name or PurePath(model.path).name) for model in self._choices.embedders()]

    def choose(self, path: str) -> None:
        """Use another model from now on; '' for none."""
        self._context.settings["embedding_model"] = path
        self.release()

    @property
    def model(self) -> str:
        """The name and the size of its file: vectors of another model are of no use."""
        size = file_size(self.path) if self.path else 0
        return f"{PurePath(self.path).name}|{size}" if size else ""

    def embed(self, texts: Sequence[str], on_vectors: OnVectors, *, is_question: bool) -> None:
        """The vectors of texts."""
        prefix = self._prefix(is_question=is_question)
        self._under_way += 1

        def end(vectors: Sequence[bytes] | None) -> None:
            self._under_way -= 1
            self._last_used = self._context.clock.monotonic()
            on_vectors(vectors)

        def ask(lease: Lease | None) -> None:
            if lease is None:
                end(None)
            else:
                self._ask(lease, [prefix + text for text in texts], end)

        self._with_model(ask)

    def _prefix(self, *, is_question: bool) -> str:
        name = PurePath(self.path).name.lower()
        found = next((pair for part, pair in PREFIXES.items() if part in name), ("", ""))
        return found[0] if is_question else found[1]

    def _ask(self, lease: Lease, texts: Sequence[str], on_vectors: OnVectors) -> None:
        def on_answer(answer: TextAnswer | Fault) -> None:
            if isinstance(answer, Embedded):
                on_vectors(answer.vectors)
            elif isinstance(answer, Fault) and answer.code == "text_context":
                self._one_by_one(lease, texts, on_vectors)
            else:
                on_vectors(None)

        try:
            lease.engine.ask(lambda run: Embed(run, tuple(texts)), on_answer)
        except Fault:
            on_vectors(None)

    def _one_by_one(self, lease: Lease, texts: Sequence[str], on_vectors: OnVectors) -> None:
        """One of the texts is longer than the model reads: of that one the beginning stands for all of it."""
        if len(texts) == 1:
            if len(texts[0]) <= SHORTEST:
                on_vectors(None)
            else:
                self._ask(lease, [texts[0][: len(texts[0]) * 2 // 3]], on_vectors)
            return
        found: list[bytes] = []

        def go_on(vectors: Sequence[bytes] | None) -> None:
            if vectors is None:
                on_vectors(None)
                return
            found.extend(vectors)
            if len(found) == len(texts):
                on_vectors(found)
            else:
                self._ask(lease, [texts[len(found)]], go_on)

        self._ask(lease, [texts[0]], go_on)

    # -- the model -------------------------------------------------------------------------------------------

    def _with_model(self, act: Callable[[Lease | None], None]) -> None:
        """Do something once the model is there; with None where it will not be."""
        self._wanted.append(act)
        choice = self._choices.embedding(self.path) if self.path else None
        if self._lease and self._lease.engine.choice != choice:
            self.release()
        if choice is None:
            self._serve(None)
            return
        if self._lease is None:
            self._lease = self._context.pool.lease(choice, unattended=True)
            leave = self._lease.engine.changed.subscribe(self._on_engine)
            stop = self._context.clock.every(KEEP_SECONDS / 2, self._look)
            self._leave = lambda: (leave(), stop())
        self._on_engine()

    def _on_engine(self) -> None:
        """The engine may be ready, or have failed."""
        if self._lease is None:
            return
        if self._lease.engine.state == EngineState.READY and self._lease.engine.loaded:
            self._serve(self._lease)
        elif self._lease.engine.state == EngineState.BROKEN:
            self.release()
            self._serve(None)

    def _serve(self, lease: Lease | None) -> None:
        wanted, self._wanted = self._wanted, []
        for act in wanted:
            act(lease)

    def _look(self) -> None:
        """Let go of what nobody has wanted for a while."""
        if not self._under_way and self._context.clock.monotonic() - self._last_used > KEEP_SECONDS:
            self.release()

    def release(self) -> None:
        """Let go of the model."""
        self._leave()
        self._leave = lambda: None
        if self._lease:
            lease, self._lease = self._lease, None
            lease.release()
            self._on_release()
