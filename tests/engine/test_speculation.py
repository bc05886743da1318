"""Speculative decoding changes how soon an answer comes, and nothing else."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Drafted,
    DraftTokens,
    Ended,
    Finished,
    Prompted,
    Tokens,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.limits import clamp
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.prompt import PromptBuilder
from slm_desktop.engine.slot import Slot
from slm_desktop.engine.slots import Slots
from slm_desktop.engine.speculation import Speculation
from tests.engine.child import Child
from tests.engine.tiny import write_model

LIST = "Write each of these names on a line of its own: Anna, Bertha, Clara, Dora, Emma, Frieda, Gerda, Hanna."
CODE = "def area(width, height):\n    if width < 0 or height < 0:\n        raise ValueError('negative')\n    return width * height\n"
REPEATS = f"Repeat this code:\n{CODE}\nAgain:\n{CODE}\nAgain:\n"
SEEDS = 2000


class Oracle(Speculation):
    """Knows what will be said, and is wrong about every third token."""

    def __init__(self, answers: list[list[int]]) -> None:
        super().__init__(1024, len(answers))
        self._answers = answers

    def drafts(self, writing: Sequence[Slot], threads: int) -> list[tuple[int, ...]]:
        """The next four tokens of each."""
        return [self._draft_of(slot.answer) if slot.answer else () for slot in writing]

    def _draft_of(self, answer: Answer) -> tuple[int, ...]:
        tokens = self._answers[answer.run]
        places = range(len(answer.produced), min(len(answer.produced) + 4, len(tokens)))
        return tuple(tokens[place] if place % 3 else 7 for place in places)


class Eager(Speculation):
    """Drafts as much as it can, whether that pays or not."""

    def drafts(self, writing: Sequence[Slot], threads: int) -> list[tuple[int, ...]]:
        """What is said to be likely."""
        guesses = [slot.answer.drafting.lookup for slot in writing if slot.answer]  # type: ignore[union-attr]
        return [guess.draft(4) if guess.can(10**9) else () for guess in guesses]


class Bench:
    """A model in this process, and the answers that it writes."""

    def __init__(self, path: str | Path, slots: int = 1) -> None:
        self.model = Model(Native(), str(path))
        self.model.load(0, lambda _progress: True)
        options = LoadOptions(context=1024, slots=slots)
        self.context = Context(self.model, clamp(options, self.model.trained_context, 1), AbortFlag())
        self._prompts, self.events = PromptBuilder(self.model), list[AnyEvent]()
        self.speculation: Speculation | None = None
        self.restart()

    def restart(self) -> None:
        """Forget what is cached."""
        for slot in range(self.context.limits.slots):
            self.context.keep(slot, 0)
        self._slots = Slots(self.context, self.events.append, speculation=self.speculation)

    def write(self, *texts: str, sampling: Values | None = None, **more: Any) -> list[list[int]]:
        """The tokens of an answer to each text, written at the same time; events are those of these alone."""
        self.events.clear()
        changes = more.pop("changes", None) or (Change(0, sampling or {}),)
        for run, text in enumerate(texts):
            request = Request(turns=(Turn("user", text),), changes=changes, conversation=run, **{"seed": 1, **more})
            prompt, dropped = self._prompts.build(request.turns, self.context.size)
            command, stops = Generate(run, request), self._prompts.template.stops
            self._slots.start(
                Answer(command=command, prompt=prompt, dropped=dropped, model=self.model, stops=stops, started=0.0)
            )
        while self._slots.busy:
            self._slots.step()
        ends = [event for event in self.events if isinstance(event, Ended)]
        assert all(isinstance(end, Finished) for end in ends), ends
        return [self._tokens(run) for run in range(len(texts))]

    def _tokens(self, run: int) -> list[int]:
        found = (event.items for event in self.events if isinstance(event, Tokens) and event.run == run)
        return [token.id for items in found for token in items]

    @property
    def drafts(self) -> list[DraftTokens]:
        """What was drafted of the last answers."""
        return [draft for event in self.events if isinstance(event, Drafted) for draft in event.items]

    def close(self) -> None:
        """Free it."""
        self.context.close()
        self.model.close()


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(write_model(tmp_path / "tiny.gguf"), slots=3)
    yield bench
    bench.close()


@pytest.fixture
def starter(model_path: str) -> Iterator[Bench]:
    bench = Bench(model_path)
    yield bench
    bench.close()


SAMPLINGS: dict[str, tuple[Change, ...]] = {
    "greedy": (Change(0, {"temperature": 0.0, "max_tokens": 60.0}),),
    "hot": (Change(0, {"temperature": 1.0, "max_tokens": 60.0}),),
    "penalties": (Change(0, {"temperature": 0.8, "repeat_penalty": 1.2, "dry_multiplier": 0.8, "max_tokens": 60.0}),),
    "mirostat": (Change(0, {"mirostat": 2.0, "max_tokens": 60.0}),),
    "live changes": (
        Change(0, {"temperature": 0.0, "max_tokens": 60.0}),
        Change(7, {"temperature": 1.2, "max_tokens": 60.0}),
        Change(19, {"temperature": 0.2, "repeat_penalty": 1.3, "max_tokens": 60.0}),
    ),
}


@pytest.mark.parametrize("name", SAMPLINGS)
def test_an_answer_is_the_same_with_drafts(tiny: Bench, name: str) -> None:
    """Each token has its own random number, whether it was drafted or not."""
    texts = ("ab ab ab ab ab ab", "one two one two one two", "xyzxyzxyzxyz")
    plain = tiny.write(*texts, changes=SAMPLINGS[name])
    assert len({tuple(tokens) for tokens in plain}) == 3
    tiny.speculation = Oracle(plain)
    tiny.restart()
    assert tiny.write(*texts, changes=SAMPLINGS[name], speculate=True) == plain
    accepted = {draft.accepted for draft in tiny.drafts}
    assert {0, 1, 2} <= accepted, "drafts are kept, cut and refused"


def test_over_many_seeds_the_tokens_that_part_from_a_draft_are_those_of_plain_answers(tiny: Bench) -> None:
    """A chi-squared test of where answers part from a draft, and with which token."""
    # All begin alike, where the draft is.
    warm = (Change(0, {"temperature": 0.0, "max_tokens": 5.0}), Change(1, {"temperature": 0.06, "max_tokens": 5.0}))
    likely = tiny.write("ab ab ab", sampling={"temperature": 0.0, "max_tokens": 5.0})[0]
    draft = (DraftTokens(1, tuple(likely[1:]), 0),)

    def partings(first_seed: int, drafts: tuple[DraftTokens, ...]) -> Counter[tuple[int, int]]:
        counted: Counter[tuple[int, int]] = Counter()
        for seed in range(first_seed, first_seed + SEEDS):
            tokens = tiny.write("ab ab ab", changes=warm, seed=seed, batches=(512, 1), drafts=drafts)[0]
            same = next((at for at, pair in enumerate(zip(tokens, likely, strict=False)) if pair[0] != pair[1]), 5)
            counted[same, tokens[same] if same < len(tokens) else -1] += 1
        return counted

    drafted, plain = partings(1, draft), partings(SEEDS + 1, ())
    accepted = sum(count for (same, _token), count in drafted.items() if same > 1)
    assert SEEDS / 5 < accepted < SEEDS * 4 / 5, "drafts are accepted, and refused"
    assert _chi_squared(drafted, plain) < 1, "as far apart as by chance one time in a thousand"


def _chi_squared(one: Counter[tuple[int, int]], other: Counter[tuple[int, int]]) -> float:
    """How far two samples of one size are apart: 1 is as far as they are by chance one time in a thousand."""
    names = [name for name in one.keys() | other.keys() if one[name] + other[name] >= 20]
    pairs = [(one[name], other[name]) for name in names]
    rest = (one.total() - sum(pair[0] for pair in pairs), other.total() - sum(pair[1] for pair in pairs))
    pairs += [rest] if sum(rest) else []
    statistic = sum((a - b) ** 2 / (a + b) for a, b in pairs)
    freedom = len(pairs) - 1
    # Wilson and Hilferty's approximation of the quantile; 3.09 is that of the normal distribution.
    limit = freedom * (1 - 2 / (9 * freedom) + 3.09 * (2 / (9 * freedom)) ** 0.5) ** 3
    return float(statistic / limit)


def test_greedy_answers_differ_at_most_where_two_tokens_are_equally_likely(starter: Bench) -> None:
    greedy: Values = {"temperature": 0.0, "max_tokens": 60.0}
    questions = (LIST, REPEATS, "Count from one to thirty.", "Say hello ten times.")
    apart = 0
    for question in questions:
        starter.speculation = None
        starter.restart()
        plain = starter.write(question, sampling=greedy)[0]
        starter.speculation = Eager(1024, 1)
        starter.restart()
        drafted = starter.write(question, sampling=greedy, speculate=True)[0]
        assert starter.drafts
        if drafted != plain:
            apart += 1
            assert _gap(starter, question, plain, drafted) < ROUNDING
    assert apart <= len(questions) // 2


ROUNDING = 0.2
"""Logits that lie closer together can change places in batches of other lengths."""


def _gap(bench: Bench, question: str, one: list[int], other: list[int]) -> float:
    """How far apart the logits of the two tokens are with which the answers part."""
    at = next(at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    prompt, _dropped = PromptBuilder(bench.model).build([Turn("user", question)], 1024)
    tokens = [*prompt, *one[:at]]
    bench.restart()
    assert (
        bench.context.decode([(token, place, 0, place == len(tokens) - 1) for place, token in enumerate(tokens)]) == 0
    )
    logits = bench.model.native.api.llama_get_logits_ith(bench.context.handle, -1)
    return abs(float(logits[one[at]]) - float(logits[other[at]]))


def test_a_replay_decodes_the_drafts_of_its_record(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    child.ready()
    hot = [Change(0, {"temperature": 0.3, "max_tokens": 120.0})]
    run = child.ask(REPEATS, seed=4, changes=hot, speculate=True)
    end = child.end(run)
    assert isinstance(end, Finished)
    assert end.exact
    drafts = child.record(run)["drafts"]
    assert drafts, "nothing was drafted of an answer that repeats its question"
    again = child.ask(REPEATS, seed=4, changes=hot, **child.record(run))
    child.end(again)
    assert child.tokens(again) == child.tokens(run)
    repeated = child.record(again)["drafts"]
    assert [(one.position, one.tokens, one.accepted) for one in repeated] == [
        (one.position, one.tokens, one.accepted) for one in drafts
    ]
    child.close()


def test_an_answer_after_drafted_ones_can_be_replayed(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1)))
    child.ready()
    hot = [Change(0, {"temperature": 0.3, "max_tokens": 80.0})]
    first = child.ask(REPEATS, seed=4, changes=hot, speculate=True)
    child.end(first)
    said = Turn("assistant", child.text(first), tuple(child.tokens(first)))
    turns = (Turn("user", REPEATS), said, Turn("user", "Once more."))
    second = _second(child, turns, hot, speculate=True)
    end = child.end(second)
    assert isinstance(end, Finished)
    prompted = next(event for event in child.events if isinstance(event, Prompted) and event.run == second)
    assert prompted.cached > 50
    again = _second(child, turns, hot, **child.record(second))
    child.end(again)
    assert child.tokens(again) == child.tokens(second)
    child.close()


def _second(child: Child, turns: tuple[Turn, ...], changes: list[Change], **more: Any) -> int:
    child.host.send(
        Generate(900 + len(more), Request(turns=turns, changes=tuple(changes), seed=9, conversation=1, **more))
    )
    return 900 + len(more)


def test_drafts_of_a_stranger_harm_nothing(tiny: Bench) -> None:
    """A record may come from anybody: tokens that are none, and drafts longer than the context."""
    short: Values = {"temperature": 0.0, "max_tokens": 12.0}
    plain = tiny.write("ab", sampling=short, batches=(512, 1))
    drafts = (
        DraftTokens(-5, (1,), 0),
        DraftTokens(2, (10**9, 3), 0),
        DraftTokens(3, tuple(range(100)) * 50, 0),
        DraftTokens(4, (-1,), 0),
    )
    assert tiny.write("ab", sampling=short, batches=(512, 1), drafts=drafts) == plain
    assert not any(event.exact for event in tiny.events if isinstance(event, Finished)), (
        "what was cut short is no replay"
    )


def test_what_cannot_be_cut_off_is_not_drafted(tmp_path: Path) -> None:
    bench = Bench(write_model(tmp_path / "mamba.gguf", "mamba"))
    bench.speculation = Eager(512, 1)
    bench.restart()
    bench.write("ab ab ab ab ab ab", sampling={"temperature": 0.0, "max_tokens": 30.0}, speculate=True)
    assert bench.drafts == []
    bench.close()
