"""The vectors of passages: made by a model for embeddings a few at a time, and what of them is near a question."""

from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.documents.ports import Embedder, Lacking, VectorWork
from slm_desktop.core.signal import Signal

AT_ONCE = 32
"""Passages whose vectors are made together: a second or two of work, after which a question is not kept waiting."""
QUESTION_SECONDS = 10.0
"""So long a question waits for its vector, and the model to be loaded for it; then words alone find."""
Similar = dict[int, float]
"""Passages by their ids, with the cosine of the angle between them and a question."""
OnSimilar = Callable[[Similar | None], None]


class Progress(msgspec.Struct, frozen=True):
    """How many passages have vectors, of all."""

    done: int = 0
    total: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all have."""
        return self.done >= self.total


class VectorIndex:
    """`changed` fires as vectors come."""

    def __init__(self, work: VectorWork, embedder: Embedder, clock: Clock) -> None:
        self._work, self._embedder, self._clock = work, embedder, clock
        self.progress = Progress()
        self.changed = Signal()
        self._is_filling = False
        self.failed = False
        """Whether the model could not make the last vectors that were wanted."""

    @property
    def is_on(self) -> bool:
        """Whether a model for embeddings was chosen."""
        return bool(self._embedder.model)

    @property
    def model(self) -> str:
        """The file of the model that was chosen; '' for none."""
        return self._embedder.path

    def offered(self) -> Sequence[tuple[str, str]]:
        """The models that can be chosen: their paths, and their names."""
        return self._embedder.offered()

    def choose(self, path: str) -> None:
        """Have vectors made by another model from now on; '' for none."""
        self._embedder.choose(path)
        self.progress, self.failed = Progress(), False
        self.fill()
        self.changed()

    def fill(self) -> None:
        """Make the vectors that are missing, in the background."""
        if not self.is_on or self._is_filling:
            return
        self._is_filling, self.failed = True, False
        self._next()

    def _next(self) -> None:
        model = self._embedder.model
        if not model:
            self._is_filling = False
            return
        self._work.lacking(model, AT_ONCE, lambda lacking: self._on_lacking(model, lacking))

    def _on_lacking(self, model: str, lacking: Lacking) -> None:
        self.progress = Progress(lacking.done, lacking.total)
        self.changed()
        if not lacking.passages or model != self._embedder.model:
            self._is_filling = False
            if lacking.passages:
                self.fill()
            return
        ids = [id_ for id_, _text in lacking.passages]
        texts = [text for _id, text in lacking.passages]

        def on_vectors(vectors: Sequence[bytes] | None) -> None:
            if vectors is None or len(vectors) != len(ids):
                self._on_kept(False)
            else:
                self._work.keep(model, list(zip(ids, vectors, strict=True)), self._on_kept)

        self._embedder.embed(texts, on_vectors, is_question=False)

    def _on_kept(self, is_kept: bool) -> None:
        if is_kept:
            self._next()
            return
        self._is_filling, self.failed = False, True
        self.changed()

    def similar(self, question: str, documents: Sequence[int], limit: int, on_similar: OnSimilar) -> None:
        """The passages of these documents that are nearest to a question; None where nobody can tell in time."""
        model = self._embedder.model
        if not model:
            on_similar(None)
            return
        once = _Once(on_similar)
        stop = self._clock.every(QUESTION_SECONDS, lambda: once(None))
        once.then(stop)

        def on_vectors(vectors: Sequence[bytes] | None) -> None:
            if not vectors:
                once(None)
            elif not once.is_over:
                self._work.nearest(model, vectors[0], documents, limit, once)

        self._embedder.embed([question], on_vectors, is_question=True)


class _Once:
    """Passes on the first result, and no other."""

    def __init__(self, on_similar: OnSimilar) -> None:
        self._on_similar, self.is_over = on_similar, False
        self._then: Callable[[], None] = lambda: None

    def then(self, act: Callable[[], None]) -> None:
        """Do this, too."""
        self._then = act
        if self.is_over:
            act()

    def __call__(self, similar: Similar | None) -> None:
        if not self.is_over:
            self.is_over = True
            self._then()
            self._on_similar(similar)
