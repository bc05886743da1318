"""Perplexity and KL divergence by the real child, against the log probabilities that answers come with."""

import math
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import CutText, Load, Perplexity, ReportedChunk, Tokenise
from slm_desktop.core.engines.events import (
    AnyEvent,
    Failed,
    PerplexityMeasured,
    PromptLogprobs,
    Scored,
    TextCut,
    Tokenised,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.elsewhere import are_same, packed
from slm_desktop.paths import resources
from tests.engine import tiny
from tests.engine.child import Child
from tests.engine.quantise import quantise
from tests.engine.told import told

TEXT = (resources() / "texts" / "english.txt").read_text("utf-8")
CHUNK, Q2_K = 128, 10


def measured(path: str, text: str = TEXT, **more: object) -> tuple[AnyEvent, list[Scored]]:
    """The last event, and those of the chunks."""
    chosen = {"context": CHUNK, "options": LoadOptions(threads=1), **more}
    events = told(Perplexity(1, path, text, **chosen))  # type: ignore[arg-type]
    return events[-1], [event for event in events if isinstance(event, Scored)]


def refused(path: str, text: str = TEXT, **more: object) -> str:
    end, _scored = measured(path, text, **more)
    assert isinstance(end, Failed), end
    return end.code


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny.write_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf"))


@pytest.fixture(scope="module")
def small(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(quantise(model_path, tmp_path_factory.mktemp("small") / "q2.gguf", Q2_K))


def test_it_is_what_the_log_probabilities_say(model_path: str) -> None:
    """Another way through the same model: a prompt whose tokens are scored."""
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    child.ready()
    child.host.send(Tokenise(9000, TEXT))
    tokens = child.wait(Tokenised, lambda event: event.run == 9000).tokens
    losses: list[float] = []
    for start in (0, CHUNK):
        run = child.ask(raw=tokens[start : start + CHUNK], values={"max_tokens": 1.0}, logprobs=0, prompt_logprobs=True)
        child.end(run)
        items = [
            item
            for event in child.events
            if isinstance(event, PromptLogprobs) and event.run == run
            for item in event.items
        ]
        losses += [-item.token.logprob for item in items[CHUNK // 2 :]]  # The first token has none.
    child.close()
    end, scored = measured(model_path, chunks=2)
    assert isinstance(end, PerplexityMeasured)
    assert end.tokens == len(losses) == 2 * (CHUNK - CHUNK // 2 - 1)
    assert end.perplexity == pytest.approx(math.exp(sum(losses) / len(losses)), rel=1e-3)
    assert [(one.chunk, one.chunks) for one in scored] == [(1, 2), (2, 2)]
    assert scored[-1].perplexity == pytest.approx(end.perplexity)


def test_a_chunk_of_several_batches_is_scored_as_one(model_path: str) -> None:
    whole, _scored = measured(model_path, context=1024, chunks=1)
    assert isinstance(whole, PerplexityMeasured)
    assert whole.tokens == 511
    half, _scored = measured(model_path, context=512, chunks=2)
    assert isinstance(half, PerplexityMeasured)
    assert whole.perplexity < half.perplexity, "more context helps"


def test_a_model_is_not_apart_from_itself(model_path: str) -> None:
    end, _scored = measured(model_path, base=model_path, chunks=1)
    assert isinstance(end, PerplexityMeasured)
    assert end.divergence is not None
    assert end.divergence.mean == pytest.approx(0.0, abs=1e-6)
    assert end.divergence.same_top == 1.0
    assert end.divergence.base_perplexity == pytest.approx(end.perplexity)


def test_where_two_models_part_is_told(model_path: str, tmp_path: Path) -> None:
    """Two models with other random weights."""
    one = tiny.write_model(tmp_path / "one.gguf", seed=1)
    two = tiny.write_model(tmp_path / "two.gguf", seed=2)
    end, _scored = measured(str(one), base=str(two), chunks=2)
    assert isinstance(end, PerplexityMeasured)
    divergence = end.divergence
    assert divergence is not None
    assert 0 < divergence.mean <= divergence.percentile_99 <= divergence.largest
    assert 0 <= divergence.same_top < 1
    worst = [parting.divergence for parting in divergence.partings]
    assert worst == sorted(worst, reverse=True)
    assert worst[0] == pytest.approx(divergence.largest)
    assert all(CHUNK // 2 < parting.position % CHUNK < CHUNK for parting in divergence.partings)


def reported_by(path: str, chunks: int) -> tuple[ReportedChunk, ...]:
    """What a server with this model would say of the text."""
    cut = told(CutText(1, path, TEXT, CHUNK, chunks))[-1]
    assert isinstance(cut, TextCut)
    child = Child(Load(1, path, LoadOptions(threads=1)))
    child.ready()
    found = []
    for chunk in cut.chunks:
        run = child.ask(raw=chunk.tokens, values={"max_tokens": 1.0}, logprobs=20, prompt_logprobs=True)
        child.end(run)
        events = [event for event in child.events if isinstance(event, PromptLogprobs) and event.run == run]
        items = [item for event in events for item in event.items]
        assert are_same(chunk, items)
        found.append(packed(items[CHUNK // 2 :]))
    child.close()
    return tuple(found)


def test_what_a_server_reports_of_its_likeliest_tokens_bounds_the_divergence_from_below(
    model_path: str, small: str
) -> None:
    whole, _scored = measured(small, base=model_path, chunks=2)
    told_of, scored = measured(small, reported=reported_by(model_path, 2), chunks=2)
    assert isinstance(whole, PerplexityMeasured)
    assert isinstance(told_of, PerplexityMeasured)
    assert len(scored) == 2
    assert told_of.perplexity == pytest.approx(whole.perplexity)
    exact, bound = whole.divergence, told_of.divergence
    assert exact is not None
    assert bound is not None
    assert exact.known == 1.0
    assert 0.5 < bound.known < 1.0
    assert bound.base_perplexity == pytest.approx(exact.base_perplexity, rel=1e-3)
    assert bound.same_top == pytest.approx(exact.same_top, abs=0.01)
    assert 0.5 * exact.mean < bound.mean <= exact.mean * 1.001
    assert bound.largest <= exact.largest * 1.001


def test_a_token_that_the_model_does_not_have_is_no_report_of_it(model_path: str, other: str) -> None:
    assert refused(other, reported=reported_by(model_path, 1), chunks=1) == "vocabularies_differ"


def test_where_models_part_the_whole_chunk_before_it_and_what_follows_is_told(model_path: str, small: str) -> None:
    end, _scored = measured(small, base=model_path, chunks=2)
    assert isinstance(end, PerplexityMeasured)
    assert end.divergence is not None
    for parting in end.divergence.partings:
        assert len(parting.before) > CHUNK, "half a chunk of tokens at least"
        assert parting.before + parting.token + parting.after in TEXT


def test_models_of_other_vocabularies_are_not_compared(model_path: str, other: str) -> None:
    assert refused(model_path, base=other) == "vocabularies_differ"


def test_a_text_that_is_too_short_is_refused(model_path: str) -> None:
    assert refused(model_path, "Too short.") == "text_short"
    assert refused(model_path, "") == "text_short"


def test_more_context_than_the_model_was_trained_with_is_refused(other: str) -> None:
    assert refused(other, context=10**6) == "benchmark_context"


def test_control_tokens_in_a_text_are_text(model_path: str) -> None:
    end, _scored = measured(model_path, "<|im_start|>user " * 200, chunks=1)
    assert isinstance(end, PerplexityMeasured)
    assert end.perplexity < 20, "it repeats itself"
