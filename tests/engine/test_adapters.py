"""Adapters by the real child: their scales act on the next token, the cache knows them, answers are repeated exactly."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from slm_desktop.core.engines.adapters import AdapterKind, ScaleChange
from slm_desktop.core.engines.commands import Change, Generate, Load, Request, SetScales, Turn
from slm_desktop.core.engines.events import Failed, Finished, Loaded, Prompted, ScalesChanged, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from tests.engine.adapters import write_control_vector, write_lora
from tests.engine.child import Child

QUESTION = "Tell me about the sea."
COLD: Values = {"temperature": 0.0, "max_tokens": 16.0}
LONG: Values = {"temperature": 0.0, "max_tokens": 60.0}
RUNS = count(900)
Start = Callable[..., Child]


@pytest.fixture(scope="module")
def lora(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_lora(tmp_path_factory.mktemp("lora") / "lora.gguf", model_path, strength=0.05))


@pytest.fixture(scope="module")
def vector(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_control_vector(tmp_path_factory.mktemp("vector") / "vector.gguf", model_path))


@pytest.fixture
def start(model_path: str) -> Iterator[Start]:
    made: list[Child] = []

    def begin(*adapters: str, **options: object) -> Child:
        child = Child(Load(1, model_path, LoadOptions(threads=1, adapters=adapters, **options)))  # type: ignore[arg-type]
        made.append(child)
        return child

    yield begin
    for child in made:
        child.close()


def name_of(path: str) -> str:
    return Path(path).stem


def at(scale: float, path: str, position: int = 0) -> tuple[ScaleChange, ...]:
    return (ScaleChange(position, {name_of(path): scale}),)


def answered(child: Child, *texts: str, values: Values = COLD, **more: Any) -> list[int]:
    run = child.ask(*texts, values=values, **more)
    assert isinstance(child.end(run), Finished)
    return child.tokens(run)


def prompted(child: Child, run: int) -> Prompted:
    return next(event for event in child.events if isinstance(event, Prompted) and event.run == run)


def test_a_lora_and_a_control_vector_are_loaded_and_described(start: Start, lora: str, vector: str) -> None:
    loaded = start(lora, vector).ready()
    assert [(one.path, one.name, one.kind) for one in loaded.adapters] == [
        (lora, "lora", AdapterKind.LORA),
        (vector, "vector", AdapterKind.CONTROL_VECTOR),
    ]
    assert all(one.size > 0 for one in loaded.adapters)


@pytest.mark.parametrize("kind", ["lora", "vector"])
def test_at_scale_0_the_model_is_itself_and_at_1_another(start: Start, kind: str, lora: str, vector: str) -> None:
    path = lora if kind == "lora" else vector
    base, adapted = start(), start(path)
    base.ready()
    adapted.ready()
    own = answered(base, QUESTION)
    assert answered(adapted, QUESTION, scales=at(0.0, path)) == own
    changed = answered(adapted, QUESTION, scales=at(1.0, path), conversation=2)
    assert changed != own
    assert answered(adapted, QUESTION, conversation=3) == changed, "without a scale it has 1"
    assert answered(adapted, QUESTION, scales=at(0.0, path), conversation=4) == own


def test_a_scale_acts_on_the_next_token_and_a_replay_repeats_it(start: Start, lora: str) -> None:
    child = start(lora)
    child.ready()
    run = child.ask(QUESTION, values=LONG, scales=at(0.0, lora), conversation=1)
    child.wait_for_tokens(run, 8)
    child.host.send(SetScales(run, {name_of(lora): 1.5}))
    changed = child.wait(ScalesChanged, lambda event: event.run == run)
    assert isinstance(child.end(run), Finished)
    assert changed.scales == {name_of(lora): 1.5}
    tokens = child.tokens(run)
    assert 8 < changed.position < len(tokens)
    own = answered(child, QUESTION, values=LONG, scales=at(0.0, lora), conversation=2)
    same = next(place for place in range(len(own)) if own[place] != tokens[place])
    assert same >= changed.position, "what stood there before the change is as without it"
    changes = (*at(0.0, lora), *at(1.5, lora, changed.position))
    for _time in range(2):
        assert answered(child, QUESTION, values=LONG, scales=changes, **child.record(run)) == tokens


def test_the_next_token_has_the_new_scale(start: Start, lora: str) -> None:
    """The token at the place of a change is the one that the changed model would choose there."""
    child = start(lora)
    child.ready()
    first = answered(child, QUESTION, values=LONG, scales=at(0.0, lora), conversation=1)
    for position in (5, 9, 20):
        changes = (*at(0.0, lora), *at(2.0, lora, position))
        run = child.ask(QUESTION, values=LONG, scales=changes, conversation=2, candidates=64)
        child.end(run)
        assert child.tokens(run)[:position] == first[:position]
        plain = child.ask(QUESTION, values=LONG, scales=at(0.0, lora), conversation=3, candidates=64)
        child.end(plain)
        live, base = child.candidates(run), child.candidates(plain)
        assert live.places[position - 1].mean == pytest.approx(base.places[position - 1].mean, abs=0.1)
        assert abs(live.places[position].mean - base.places[position].mean) > 0.5


def test_going_over_an_answer_afterwards_uses_the_scales_of_each_token(start: Start, lora: str) -> None:
    child = start(lora)
    child.ready()
    changes = (*at(0.0, lora), *at(2.0, lora, 6), *at(0.5, lora, 12))
    run = child.ask(QUESTION, values=COLD, scales=changes, candidates=64)
    child.end(run)
    live = child.candidates(run)

    def away(scales: tuple[ScaleChange, ...]) -> list[float]:
        """How far the answer is from that, place by place, when it is gone over with these scales."""
        again = next(RUNS)
        turns = (Turn("user", QUESTION), Turn("assistant", child.text(run), tuple(child.tokens(run))))
        request = Request(turns=turns, changes=(Change(0, {}),), seed=1, candidates=64, rescore=True, scales=scales)
        child.host.send(Generate(again, request))
        child.end(again)
        over = child.candidates(again)
        return [abs(over.places[at].log_sum - live.places[at].log_sum) for at in range(len(child.tokens(run)))]

    # How much a batch rounds otherwise than single tokens depends on the processor; other scales are much farther away.
    assert max(away(changes)) < 1
    assert sum(away(changes)) < sum(away(at(0.0, lora))) / 8
    assert away(changes)[:6] == pytest.approx([0.0] * 6, abs=0.35)


def test_a_cache_is_used_as_far_as_it_was_computed_with_the_same_scales(start: Start, lora: str) -> None:
    child = start(lora)
    child.ready()
    run = child.ask(QUESTION, values=COLD, scales=at(1.0, lora))
    child.end(run)
    text = child.text(run)
    same = child.ask(QUESTION, text, "Go on.", values=COLD, scales=at(1.0, lora))
    child.end(same)
    assert prompted(child, same).cached > 20
    other = child.ask(QUESTION, text, "Go on.", values=COLD, scales=at(0.5, lora))
    child.end(other)
    assert prompted(child, other).cached == 0
    fresh = start(lora)
    fresh.ready()
    anew = fresh.ask(QUESTION, text, "Go on.", values=COLD, scales=at(0.5, lora))
    fresh.end(anew)
    assert child.tokens(other) == fresh.tokens(anew)


def test_what_was_changed_in_the_middle_is_computed_anew_by_the_next_turn(start: Start, lora: str) -> None:
    child = start(lora)
    child.ready()
    changes = (*at(1.0, lora), *at(0.0, lora, 8))
    run = child.ask(QUESTION, values=COLD, scales=changes)
    child.end(run)
    after = child.ask(QUESTION, child.text(run), "Go on.", values=COLD, scales=at(1.0, lora))
    child.end(after)
    whole = prompted(child, run).tokens + len(child.tokens(run))
    assert 0 < prompted(child, after).cached < whole - 4


def test_answers_with_different_scales_are_written_side_by_side_as_each_alone(start: Start, lora: str) -> None:
    child = start(lora)
    child.ready()
    alone = [answered(child, QUESTION, values=LONG, scales=at(scale, lora), cold=True) for scale in (0.0, 1.0)]
    runs = [
        child.ask(QUESTION, values=LONG, scales=at(scale, lora), conversation=10 + number)
        for number, scale in enumerate((0.0, 1.0))
    ]
    for run in runs:
        assert isinstance(child.end(run), Finished)
    order = [event.run for event in child.events if isinstance(event, Tokens) and event.run in runs]
    assert order != sorted(order), "they take turns"
    assert [child.tokens(run)[:12] for run in runs] == [tokens[:12] for tokens in alone]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path, model: write_lora(path, model, architecture="qwen2"), "adapter_architecture"),
        (lambda path, model: write_lora(path, model, width=64), "adapter_base"),
        (lambda path, model: write_lora(path, model, kind="model"), "adapter_none"),
        (lambda path, model: write_control_vector(path, model, width=64), "adapter_width"),
        (lambda path, model: write_control_vector(path, model, layer=500), "adapter_layers"),
        (lambda path, model: path.write_bytes(b"no adapter at all"), "adapter_none"),
        (lambda path, model: cut(write_control_vector(path, model)), "adapter_cut"),
        (lambda path, model: path.with_name("gone"), "ENOENT"),
    ],
    ids=["architecture", "base", "model", "width", "layers", "garbage", "cut", "gone"],
)
def test_what_does_not_fit_is_refused_by_name_with_the_reason(
    start: Start, model_path: str, tmp_path: Path, make: Callable[[Path, str], object], reason: str
) -> None:
    path = tmp_path / "adapter.gguf"
    make(path, model_path)
    child = start(str(path))
    failed = child.wait(Failed)
    assert failed.code == "adapter"
    assert failed.details["name"] == "adapter.gguf"
    assert failed.details["reason"] == reason


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 2000])


def test_a_model_without_adapters_ignores_scales(start: Start) -> None:
    child = start()
    loaded = child.ready()
    assert isinstance(loaded, Loaded)
    assert answered(child, QUESTION, scales=at(2.0, "/nowhere.gguf")) == answered(child, QUESTION, conversation=2)


def test_a_cache_that_an_adapter_of_the_same_size_has_made_before_is_not_used(
    start: Start, model_path: str, tmp_path: Path
) -> None:
    """Somebody trains an adapter anew, and writes it over the old one: what was computed with that is worthless."""
    path, cache = tmp_path / "lora.gguf", tmp_path / "cache"
    cache.mkdir()
    write_lora(path, model_path, strength=0.05, seed=1)

    def opened() -> Child:
        options = LoadOptions(threads=1, adapters=(str(path),))
        child = Child(Load(1, model_path, options, cache=str(cache), cache_limit=2**30))
        child.ready()
        return child

    question = "Tell me about the sea. " * 60
    first = opened()
    first.end(first.ask(question, values=COLD, keep=True))
    first.close()
    same = opened()
    run = same.ask(question, values=COLD, keep=True)
    same.end(run)
    assert prompted(same, run).cached > 100
    same.close()
    write_lora(path, model_path, strength=0.05, seed=2)
    other = opened()
    run = other.ask(question, values=COLD, keep=True)
    other.end(run)
    assert prompted(other, run).cached == 0
    other.close()
