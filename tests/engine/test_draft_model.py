"""A draft model makes an answer come sooner where it can, and changes nothing else."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Drafted, DraftTokens, Finished, Loaded
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.drafting import ByModel, Drafting
from slm_desktop.engine.speculation import EXPLORED, LENGTHS, MOST_IN_A_ROW, Speculation
from tests.engine.child import Child
from tests.engine.quantise import quantise
from tests.engine.tiny import CONTROLS, write_model

STORY = "Write a short story about a lighthouse keeper and her dog."
GREEDY = {"temperature": 0.0, "max_tokens": 80.0}
Q2_K = 10


@pytest.fixture(scope="module")
def coarse(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter model in another quantisation: it guesses well."""
    return quantise(model_path, tmp_path_factory.mktemp("draft") / "coarse.gguf", Q2_K)


@pytest.fixture
def child(model_path: str, coarse: Path) -> Iterator[Child]:
    made = Child(Load(1, model_path, LoadOptions(threads=1, draft_model=str(coarse))))
    yield made
    made.close()


def drafts_of(child: Child, run: int) -> list[DraftTokens]:
    events = (event for event in child.events if isinstance(event, Drafted) and event.run == run)
    return [draft for event in events for draft in event.items]


def test_the_answer_is_the_models_own_and_drafts_of_the_draft_model_are_among_its_tokens(child: Child) -> None:
    loaded = child.ready()
    assert loaded.draft_model == loaded.name
    plain, drafted = child.ask(STORY, values=GREEDY), child.ask(STORY, values=GREEDY, speculate=True)
    for run in (plain, drafted):
        child.end(run)
    made = [draft for draft in drafts_of(child, drafted) if draft.by_model]
    assert made, "what drafts cost here has to be found out"
    assert sum(draft.accepted for draft in made) > 0
    assert drafts_of(child, plain) == []
    assert child.tokens(drafted)[:16] == child.tokens(plain)[:16]


def test_such_an_answer_is_replayed_without_the_draft_model(child: Child, model_path: str) -> None:
    child.ready()
    run = child.ask(STORY, seed=3, values={"max_tokens": 60.0}, speculate=True)
    end = child.end(run)
    assert isinstance(end, Finished)
    assert end.exact
    assert any(draft.by_model for draft in drafts_of(child, run))
    other = Child(Load(1, model_path, LoadOptions(threads=1)))
    other.ready()
    again = other.ask(STORY, seed=3, values={"max_tokens": 60.0}, **child.record(run))
    other.end(again)
    assert other.tokens(again) == child.tokens(run)
    other.close()


def test_several_answers_at_once_are_each_their_own(child: Child) -> None:
    child.ready()
    runs = [
        child.ask(text, values=GREEDY, conversation=at, speculate=True) for at, text in enumerate((STORY, "Hi!"), 1)
    ]
    for run in runs:
        assert isinstance(child.end(run), Finished)
    alone = child.ask(STORY, values=GREEDY, conversation=3)
    child.end(alone)
    assert child.tokens(runs[0])[:8] == child.tokens(alone)[:8]


def loaded_with(draft: Path, model: Path) -> Loaded:
    child = Child(Load(1, str(model), LoadOptions(threads=1, draft_model=str(draft))))
    loaded = child.ready()
    run = child.ask("ab", values={"max_tokens": 4.0}, speculate=True)
    assert isinstance(child.end(run), Finished)
    child.close()
    return loaded


def test_what_cannot_be_a_draft_model_is_left_out_and_the_reason_said(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.gguf")
    other = write_model(tmp_path / "other.gguf", controls=(*CONTROLS[:-1], "<|fin|>"))
    recurrent = write_model(tmp_path / "mamba.gguf", "mamba")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(model.read_bytes()[:5000])
    for draft, reason in ((other, "vocabulary"), (recurrent, "recurrent"), (tmp_path / "gone.gguf", "part_missing")):
        loaded = loaded_with(draft, model)
        assert loaded.draft_model == ""
        assert [note.details for note in loaded.notes if note.code == "draft"] == [
            {"name": draft.name, "reason": reason}
        ]
    assert any(note.code == "draft" for note in loaded_with(broken, model).notes)
    small = write_model(tmp_path / "small.gguf", seed=3)
    assert any(note.code == "draft" for note in loaded_with(small, recurrent).notes), "it cannot take a guess back"
    assert loaded_with(write_model(tmp_path / "same.gguf", seed=2), model).draft_model == "Tiny llama"


class Sure:
    """A draft model that costs nothing, and has read everything."""

    def guess(self, slot: int, tokens: object, most: int) -> tuple[int, ...]:
        """Always the same."""
        return (1,) * most

    def missing(self, slot: int, tokens: object) -> int:
        """None."""
        return 0

    def set_threads(self, threads: int) -> None:
        """Nothing depends on them."""

    def forget(self, slot: int) -> None:
        """It knows nothing."""


@pytest.mark.parametrize(("seconds", "longest"), [(0.011, 15), (0.5, 0)])
def test_it_guesses_far_ahead_where_checking_costs_nothing_and_not_at_all_where_it_costs_much(
    seconds: float, longest: int
) -> None:
    speculation = Speculation(1024, 1, Sure())
    for tokens, taken in ((1, 0.01), *((1 + length, seconds) for length in LENGTHS)):
        for _ in range(6):
            speculation.learn(tokens, taken, 1)
    drafting = Drafting([1, 2, 3])
    drafting.by_model.checked(30, 30)
    answer = SimpleNamespace(pending=[3], produced=[1, 2], drafting=drafting, left=100)
    (draft,) = speculation.drafts([SimpleNamespace(id=0, tokens=[7, 8], answer=answer)], 1)  # type: ignore[list-item]
    assert len(draft) == longest


def sure() -> tuple[Speculation, SimpleNamespace]:
    """Where drafts pay, and an answer that is drafted."""
    speculation = Speculation(1024, 1, Sure())
    for tokens in (1, *(1 + length for length in LENGTHS)):
        for _ in range(6):
            speculation.learn(tokens, 0.01, 1)
    drafting = Drafting([1, 2, 3])
    return speculation, SimpleNamespace(pending=[3], produced=[1, 2], drafting=drafting, left=100, draft_pauses=[])


def test_plain_steps_are_measured_again_and_again() -> None:
    speculation, answer = sure()
    slot = SimpleNamespace(id=0, tokens=[7, 8], answer=answer)
    drafted = [bool(speculation.drafts([slot], 1)[0]) for _ in range(2 * MOST_IN_A_ROW + 2)]  # type: ignore[list-item]
    assert drafted.count(False) == 2


def test_what_a_draft_has_saved_counts_the_tokens_that_it_made_and_all_guesses() -> None:
    speculation, answer = sure()
    speculation.drafts([SimpleNamespace(id=0, tokens=[7, 8], answer=answer)], 1)  # type: ignore[list-item]
    how = {"writing": 1, "drafted": 3, "accepted": 3, "seconds": 0.01}
    whole = speculation.saved(answer, made=4, **how)  # type: ignore[arg-type]
    ended = speculation.saved(answer, made=3, **how)  # type: ignore[arg-type]
    assert whole == pytest.approx(0.03, abs=0.002)
    assert ended == pytest.approx(0.02, abs=0.002)
    answer.drafting.by_model.reading = 0.5
    assert speculation.saved(answer, made=4, **how) == pytest.approx(0.03 - 0.5, abs=0.002)  # type: ignore[arg-type]
    assert speculation.saved(answer, made=4, **how) == pytest.approx(0.03, abs=0.002), "once"  # type: ignore[arg-type]


def test_a_draft_model_that_is_mostly_wrong_is_trusted_less() -> None:
    by_model = ByModel()
    assert by_model.kept(EXPLORED) > 1
    for _ in range(6):
        by_model.checked(EXPLORED, 0)
    assert by_model.kept(EXPLORED) < 1
    for _ in range(40):
        by_model.checked(EXPLORED, EXPLORED)
    assert by_model.kept(EXPLORED) > 2
