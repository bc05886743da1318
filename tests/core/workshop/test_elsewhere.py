"""A model here is held against one on another machine, which scores the text first."""

from array import array

import pytest

from slm_desktop.core.engines.commands import CutText, Generate, Load, Perplexity
from slm_desktop.core.engines.events import (
    CutChunk,
    Failed,
    Feature,
    Finished,
    Logprob,
    PerplexityMeasured,
    PromptLogprobs,
    TextCut,
    TokenLogprobs,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.elsewhere import MOST_LIKELIEST, are_same
from slm_desktop.core.workshop.losses import LossWanted, NamedModel
from slm_desktop.core.workshop.texts import TextChoice, TextKind
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

FAR = NamedModel("http://cluster:8000#big", "big", "")
CHUNK = CutChunk((1, 10, 11, 12), (b"", b" a", b" b", b" c"))
CUT = TextCut(1, (CHUNK, CHUNK))


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


def wanted(kind: TextKind = TextKind.ENGLISH) -> LossWanted:
    model = NamedModel("/a.gguf", "a", "Q4_0")
    return LossWanted(model, 10**8, LoadOptions(), TextChoice(kind), base=FAR)


def begun(shop: Workshop, *features: Feature) -> None:
    """The text is cut, and the other machine is there."""
    shop.losses.start([wanted()])
    shop.texts.come("a long text")
    assert shop.engines.last.first == CutText(1, "/a.gguf", "a long text", 512, 400, LoadOptions())
    shop.engines.last.emit(CUT)
    first = shop.engines.last.first
    assert isinstance(first, Load)
    assert first.path == FAR.path
    shop.engines.last.load(features=features)


def items(*words: bytes) -> tuple[TokenLogprobs, ...]:
    """What the other machine says of tokens 10, 11 and 12, whose words are these."""
    top = tuple(Logprob(at, b"", -1.0 - at) for at in range(MOST_LIKELIEST))
    return tuple(TokenLogprobs(Logprob(10 + at, word, -2.0 - at), top) for at, word in enumerate(words))


def score(shop: Workshop, *words: bytes) -> None:
    """The other machine has scored a chunk."""
    engine = shop.engines.last
    asked = next(command for command in reversed(engine.sent) if isinstance(command, Generate))
    engine.emit(PromptLogprobs(asked.run, 1, items(*words)))
    engine.emit(Finished(asked.run, "length", 0, 1.0))


def test_the_chunks_are_scored_there_and_then_here(shop: Workshop) -> None:
    begun(shop, Feature.PROMPT_LOGPROBS)
    far = shop.engines.last
    assert shop.losses.elsewhere == (0, 2)
    asked = far.sent[-1]
    assert isinstance(asked, Generate)
    assert (asked.request.raw, asked.request.logprobs, asked.request.prompt_logprobs) == (CHUNK.tokens, 20, True)
    score(shop, b"a", b" b", b"c")
    assert shop.losses.elsewhere == (1, 2)
    score(shop, b"a", b" b", b"c")
    assert shop.losses.elsewhere is None
    command = shop.engines.last.first
    assert isinstance(command, Perplexity)
    assert (command.base, len(command.reported)) == ("", 2)
    first = command.reported[0]
    assert array("f", first.logprobs).tolist() == [-4.0], "the second half of a chunk is scored"
    assert array("I", first.likeliest).tolist() == list(range(20))
    shop.engines.last.emit(PerplexityMeasured(1, 2, 12.5, 0.25, 2, 3.0))
    (record,) = shop.losses.records
    assert record.base == FAR
    assert far.closed or shop.context.pool.idle, "the other machine is given back"


def test_chats_are_never_sent(shop: Workshop) -> None:
    with pytest.raises(Fault, match="chats_stay"):
        shop.losses.start([wanted(TextKind.CHATS)])
    assert shop.queue.running is None
    assert shop.texts.asked == []


def test_an_engine_that_cannot_score_is_told(shop: Workshop) -> None:
    begun(shop)
    assert [fault.code for fault in shop.faults] == ["no_prompt_logprobs"]
    assert shop.queue.running is None


def test_another_vocabulary_is_refused(shop: Workshop) -> None:
    begun(shop, Feature.PROMPT_LOGPROBS)
    score(shop, b"x", b"y", b"z")
    assert [fault.code for fault in shop.faults] == ["vocabularies_differ"]
    assert shop.queue.running is None


def test_what_fails_there_is_told(shop: Workshop) -> None:
    begun(shop, Feature.PROMPT_LOGPROBS)
    asked = shop.engines.last.sent[-1]
    shop.engines.last.emit(Failed(asked.run, "remote_cut", {"host": "cluster"}))
    assert [fault.code for fault in shop.faults] == ["remote_cut"]
    assert shop.losses.elsewhere is None


def test_it_is_stopped_while_the_other_machine_scores(shop: Workshop) -> None:
    begun(shop, Feature.PROMPT_LOGPROBS)
    shop.losses.stop()
    assert (shop.faults, shop.losses.running, shop.queue.running) == ([], None, None)
    score(shop, b"a", b" b", b"c")
    assert shop.losses.records == []


def test_words_that_servers_show_otherwise_are_no_other_tokens() -> None:
    chunk = CutChunk((1, *range(2, 102)), (b"", *(b" word" for _one in range(100))))
    same = [TokenLogprobs(Logprob(at, b"word", -1.0)) for at in range(2, 102)]
    assert are_same(chunk, same)
    broken = [TokenLogprobs(Logprob(2, b"\xef\xbf\xbd", -1.0)), *same[1:]]
    assert are_same(chunk, broken)
    other = [TokenLogprobs(Logprob(at, b"no", -1.0)) for at in range(2, 5)]
    assert not are_same(chunk, [*other, *same[3:]])
    assert not are_same(chunk, same[1:]), "one is missing"
    silent = [TokenLogprobs(Logprob(at, b"", -1.0)) for at in range(2, 102)]
    assert not are_same(chunk, silent), "who says nothing has not said that they are the same"
