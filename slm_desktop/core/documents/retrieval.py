"""Which passages go into a prompt, and what the prompt says of them."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from slm_desktop.core.documents.records import Document, Found, Source

MOST_USED, MOST_NEAR = 6, 6
"""Passages that go into a prompt, and further ones that are shown beside them."""
LEAST_SHARE = 0.15
"""Of the best score: what fits much worse only has words that stand everywhere, and costs the model time and care."""
LEAST_SIMILARITY = 0.85
"""Of the greatest similarity, likewise: cosines of texts that have nothing to do with one another are far from 0."""
RANK_BASE = 60
CHARACTERS_A_TOKEN = 3.5
"""Of texts in European languages, about; where it is too many, a turn less fits into the context."""
FIRST_DENSE = "\u2e80"
SHARE_OF_CONTEXT = 0.4
"""What of the context passages may fill, or a document that is sent whole."""
TASK = (
    "Answer from the numbered passages below, and name those that you used by their numbers, like [1]. "
    "If they do not hold the answer, say so."
)


def room_for_documents(context: int) -> int:
    """Characters of documents that a prompt has room for, of a context of so many tokens; 0 where nobody knows it."""
    return int(context * SHARE_OF_CONTEXT * CHARACTERS_A_TOKEN)


def room_of(text: str) -> float:
    """The room that a text takes of that: a letter of Chinese, Japanese or Korean is about a token by itself."""
    dense = sum(letter >= FIRST_DENSE for letter in text)
    return len(text) + dense * (CHARACTERS_A_TOKEN - 1)


def fused(by_words: Sequence[Found], by_meaning: Sequence[Found]) -> list[Found]:
    """One list of two, each with the best first, by their ranks: what stands high in both comes first.

    Ranks, because scores of words and of vectors cannot be added; a place counts 1 / (60 + rank).
    """
    known = {one.id: one for one in (*by_meaning, *by_words)}
    similar = {one.id: one.similarity for one in by_meaning}
    points: dict[int, float] = dict.fromkeys(known, 0.0)
    for ranked in (by_words, by_meaning):
        for rank, one in enumerate(ranked, 1):
            points[one.id] += 1 / (RANK_BASE + rank)
    order = sorted(known, key=lambda id_: (-points[id_], -similar.get(id_, 0.0), id_))
    return [msgspec.structs.replace(known[id_], similarity=similar.get(id_, 0.0)) for id_ in order]


def chosen(found: Iterable[Found], documents: Mapping[int, Document], context: int) -> tuple[Source, ...]:
    """The best passages as sources: as many as there is room for are used, the next ones are near misses."""
    ranked = list(found)
    room, used = room_for_documents(context) or float("inf"), 0
    best = max((one.score for one in ranked), default=0.0)
    nearest = max((one.similarity for one in ranked), default=0.0)
    sources = []
    for rank, one in enumerate(ranked, 1):
        is_near = one.similarity > 0 and one.similarity >= LEAST_SIMILARITY * nearest
        is_good = is_near or (one.score > 0 and one.score >= LEAST_SHARE * best)
        fits = used < MOST_USED and room_of(one.passage.text) <= room and is_good
        if fits:
            used, room = used + 1, room - room_of(one.passage.text)
        sources.append(_source(one, documents, rank, used=fits))
    near = [source for source in sources if not source.used][:MOST_NEAR]
    return (*(source for source in sources if source.used), *near)


def _source(one: Found, documents: Mapping[int, Document], rank: int, *, used: bool) -> Source:
    passage = one.passage
    return Source(
        document=one.document,
        name=documents[one.document].name,
        page=passage.page,
        start=passage.start,
        text=passage.text,
        label=one.label,
        heading=passage.heading,
        score=round(one.score, 4),
        rank=rank,
        used=used,
        similarity=round(one.similarity, 4),
    )


def with_sources(question: str, sources: Sequence[Source]) -> str:
    """What is sent in place of a question: the passages that are used, each with its number and place, before it."""
    used = [source for source in sources if source.used]
    if not used:
        return question
    passages = "\n\n".join(f"[{number}] {place_of(source)}\n{source.text}" for number, source in enumerate(used, 1))
    return f"{TASK}\n\n{passages}\n\nQuestion: {question}"


def place_of(source: Source) -> str:
    """Where a passage stands, in the words of a prompt."""
    return f"{source.name}, {source.label}" if source.label else source.name
