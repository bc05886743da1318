"""The search finds the fastest way to load a model, stops where more cannot pay, and takes no luck for speed."""

from collections.abc import Callable

import pytest

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.records import Rate
from slm_desktop.core.workshop.search import Setting, Space, Trial, Verdict, gain, search

Speeds = Callable[[LoadOptions], tuple[float, float]]
"""Tokens per second of prompts and answers."""


class Computer:
    """One whose speeds are known."""

    def __init__(self, speeds: Speeds, memory: Callable[[LoadOptions], int] = lambda _options: 100) -> None:
        self._speeds, self._memory = speeds, memory
        self.noise, self.is_busy = 0.0, False
        self.broken: set[str] = set()
        self.tried: list[tuple[Setting, object]] = []

    def measure(self, trial: Trial) -> None:
        self.tried.append((trial.setting, trial.value))
        if trial.options.flash in self.broken:
            trial.fault = "decode"
            return
        prompt, answer = self._speeds(trial.options)
        trial.prompt = Rate(prompt, 0.0, self.noise * prompt)
        trial.answer = Rate(answer, 0.0, self.noise * answer)
        trial.is_disturbed = self.is_busy
        trial.memory = self._memory(trial.options)
        trial.threads, trial.offloaded = trial.options.threads or 4, 32

    def search(self, space: Space) -> tuple[Trial | None, list[Trial]]:
        going, trials = search(LoadOptions(), space), list[Trial]()
        try:
            while True:
                trials.append(next(going))
                self.measure(trials[-1])
        except StopIteration as ended:
            return ended.value, trials


def by_threads(*rates: float) -> Speeds:
    """Speed of answers by the number of threads, from one on; the usual ones are four."""
    return lambda options: (500.0, rates[(options.threads or 4) - 1])


def test_threads_are_climbed_down_as_long_as_it_pays() -> None:
    computer = Computer(by_threads(30, 60, 50, 40))
    best, trials = computer.search(Space(cores=4))
    assert best is not None
    assert best.options.threads == 2
    assert [(one.value, one.verdict) for one in trials if one.setting == Setting.THREADS] == [
        (3, Verdict.FASTER), (2, Verdict.FASTER), (1, Verdict.SLOWER)
    ]  # fmt: skip
    assert gain(best, trials[0]) > 0.3


def test_more_threads_are_tried_until_they_do_not_pay() -> None:
    computer = Computer(by_threads(1, 2, 3, 40, 45, 60, 61, 50, 1, 1, 1, 1))
    best, _trials = computer.search(Space(cores=12))
    assert best is not None
    assert best.options.threads == 6
    assert (Setting.THREADS, 12) not in computer.tried


def test_threads_that_follow_other_programs_are_left_to_that() -> None:
    computer = Computer(by_threads(30, 60, 50, 40))
    computer.is_busy = True
    best, trials = computer.search(Space(cores=4))
    assert best is None
    assert Setting.THREADS not in {one.setting for one in trials}


def test_what_is_no_faster_changes_nothing() -> None:
    best, trials = Computer(lambda _options: (500.0, 40.0)).search(Space(cores=4))
    assert best is None
    assert {one.verdict for one in trials} == {Verdict.USUAL, Verdict.EQUAL}


def test_a_difference_within_doubt_is_none() -> None:
    computer = Computer(by_threads(1, 1, 44, 40))
    computer.noise = 0.1
    best, _trials = computer.search(Space(cores=4))
    assert best is None


def test_settings_are_tried_on_top_of_what_was_faster() -> None:
    def speeds(options: LoadOptions) -> tuple[float, float]:
        return 500.0 * (1.3 if options.batch == 128 else 1), 40.0 * (1.2 if options.flash == "off" else 1)

    computer = Computer(speeds)
    best, trials = computer.search(Space(cores=4))
    assert best is not None
    assert (best.options.flash, best.options.batch) == ("off", 128)
    assert [one.setting for one in trials[-2:]] == [Setting.USUAL, Setting.TOGETHER]


def test_luck_is_not_taken_for_speed() -> None:
    lucky = [True]

    def speeds(options: LoadOptions) -> tuple[float, float]:
        is_lucky = options.flash == "off" and lucky and lucky.pop()
        return 500.0, 60.0 if is_lucky else 40.0

    best, trials = Computer(speeds).search(Space(cores=1))
    assert best is None
    assert trials[-1].setting == Setting.TOGETHER


def test_the_memory_limit_holds() -> None:
    computer = Computer(
        lambda options: (500.0, 80.0 if options.threads == 3 else 40.0),
        lambda options: 900 if options.threads == 3 else 100,
    )
    best, trials = computer.search(Space(cores=4, memory_limit=500))
    assert best is None
    assert next(one.verdict for one in trials if one.value == 3) == Verdict.TOO_LARGE


def test_a_model_that_is_too_large_is_made_to_fit_even_if_that_is_slower() -> None:
    computer = Computer(
        lambda options: (500.0, 30.0 if options.kv_type == "q8_0" else 40.0),
        lambda options: 300 if options.kv_type == "q8_0" else 900,
    )
    best, trials = computer.search(Space(cores=1, memory_limit=500, smaller_kv=True))
    assert trials[0].verdict == Verdict.TOO_LARGE
    assert best is not None
    assert best.options.kv_type == "q8_0"


def test_a_context_is_made_shorter_only_where_nothing_else_makes_it_fit() -> None:
    def computer() -> Computer:
        size = {"f16": 900, "q8_0": 450}
        return Computer(
            lambda _options: (500.0, 40.0),
            lambda options: size[options.kv_type] * (options.context or 8192) // 8192 if options.kv_type in size else 0,
        )

    space = Space(cores=1, memory_limit=500, context=8192)
    best, trials = computer().search(space)
    assert best is not None
    assert [(one.value, one.verdict) for one in trials if one.setting == Setting.CONTEXT] == [(4096, Verdict.FASTER)]
    assert best.options.context == 4096
    best, trials = computer().search(Space(cores=1, memory_limit=500, context=8192, smaller_kv=True))
    assert best is not None
    assert (best.options.kv_type, best.options.context) == ("q8_0", 0)
    assert Setting.CONTEXT not in {one.setting for one in trials}
    best, trials = computer().search(Space(cores=1, memory_limit=50, context=8192))
    assert best is None
    assert [one.value for one in trials if one.setting == Setting.CONTEXT] == [4096, 2048, 1024]


def test_a_shorter_context_takes_so_much_less_of_the_cache() -> None:
    space = Space(cores=1, context=8192, kv={"f16": 800}, drafts={"/d.gguf": 7})
    assert space.unmeasured(LoadOptions()) == 800
    assert space.unmeasured(LoadOptions(context=2048, draft_model="/d.gguf")) == 207
    assert space.unmeasured(LoadOptions(kv_type="q4_0")) == 0, "it is not known"


def test_a_way_that_was_given_up_is_never_the_one_that_fits() -> None:
    going = search(LoadOptions(), Space(cores=2, memory_limit=500))
    usual = next(going)
    usual.prompt = usual.answer = Rate(100.0, 0.0, 0.0)
    usual.memory, usual.threads = 900, 2
    slow = next(going)
    slow.answer, slow.memory, slow.given_up = Rate(5.0, 0.0, 0.0), 100, True
    next(going)
    assert slow.verdict == Verdict.SLOWER


def test_a_smaller_batch_is_tried_where_a_larger_one_is_too_large() -> None:
    memory = {512: 900, 128: 800, 64: 600}
    computer = Computer(lambda _options: (500.0, 40.0), lambda options: memory[options.batch])
    best, _trials = computer.search(Space(cores=1, memory_limit=700))
    assert best is not None
    assert best.options.batch == 64


def test_all_layers_are_tried_where_none_was_on_the_card() -> None:
    computer = Computer(lambda options: (500.0, 90.0 if options.gpu_layers == 40 else 40.0))
    best, _trials = computer.search(Space(cores=1, layers=40))
    assert best is not None
    assert best.options.gpu_layers == 40


def test_smaller_caches_are_not_tried_unasked() -> None:
    computer = Computer(lambda options: (500.0, 80.0 if options.kv_type != "f16" else 40.0))
    assert computer.search(Space(cores=1))[0] is None
    assert computer.search(Space(cores=1, smaller_kv=True))[0] is not None


def test_layers_leave_the_card_only_where_that_pays() -> None:
    computer = Computer(lambda options: (500.0, 50.0 if options.gpu_layers == 24 else 40.0))
    best, _trials = computer.search(Space(cores=4, layers=32))
    assert best is not None
    assert best.options.gpu_layers == 24
    assert (Setting.GPU_LAYERS, 8) not in computer.tried


def test_a_way_that_fails_does_not_end_the_search() -> None:
    computer = Computer(lambda options: (500.0, 60.0 if options.batch == 128 else 20.0))
    computer.broken = {"off", "on"}
    best, trials = computer.search(Space(cores=1))
    assert best is not None
    assert best.options.batch == 128
    assert [one.verdict for one in trials if one.setting == Setting.FLASH] == [Verdict.FAILED] * 2


def test_a_model_that_cannot_be_measured_ends_it() -> None:
    computer = Computer(lambda _options: (500.0, 40.0))
    computer.broken = {"auto"}
    best, trials = computer.search(Space(cores=8))
    assert (best, len(trials), trials[0].verdict) == (None, 1, Verdict.FAILED)


@pytest.mark.parametrize("cores", [1, 2, 3, 5, 7, 64])
def test_it_ends_on_any_computer(cores: int) -> None:
    _best, trials = Computer(lambda options: (500.0, 40.0 + (options.threads or 4))).search(Space(cores=cores))
    assert len(trials) < 30
