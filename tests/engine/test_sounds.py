"""Sounds by the real child: a projector hears them, and caches and other answers go on as ever."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Failed, Feature, Finished
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.media_tokens import numbers, shown
from tests.engine.asking import answer, ask, impression, prompted
from tests.engine.child import Child
from tests.engine.ears import sound, write_projector
from tests.engine.eyes import picture

STARTER_WIDTH = 576


def hearing(model_path: str, folder: Path, kind: str) -> Child:
    ears = str(write_projector(folder / "mmproj-ears.gguf", STARTER_WIDTH, kind))
    return Child(Load(1, model_path, LoadOptions(threads=1, projector=ears)))


@pytest.fixture(scope="module", params=["ultravox", "qwen2a"])
def child(model_path: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Child]:
    made = hearing(model_path, tmp_path_factory.mktemp("ears"), request.param)
    yield made
    made.close()


def test_an_engine_says_that_it_hears_and_does_not_see(child: Child) -> None:
    features = child.ready().features
    assert Feature.AUDIO in features
    assert Feature.PICTURES not in features


def test_what_is_heard_decides_on_the_answer(child: Child) -> None:
    heard = [impression(child, "What is this?", *media, cold=True) for media in ([sound(1)], [sound(2)], [])]
    assert min(abs(one - other) for one, other in combinations(heard, 2)) > 0.01
    assert impression(child, "What is this?", sound(1), cold=True) == heard[0]


def test_a_sound_in_the_cache_is_not_heard_again_and_changes_nothing(child: Child) -> None:
    cold = answer(child, "What is that?", sound(1), cold=True)
    answer(child, "What is this?", sound(1), conversation=3)
    run = ask(child, "What is that?", sound(1), conversation=3)
    assert isinstance(child.end(run), Finished)
    assert prompted(child, run).cached > 100
    assert child.tokens(run) == cold


def test_a_picture_is_refused_by_a_model_that_only_hears(child: Child) -> None:
    run = ask(child, "What is this?", picture(1))
    end = child.end(run)
    assert isinstance(end, Failed)
    assert end.code == "no_pictures"


def test_a_sound_is_refused_without_a_projector(model_path: str) -> None:
    made = Child(Load(1, model_path, LoadOptions(threads=1)))
    end = made.end(ask(made, "What is this?", sound(1)))
    made.close()
    assert isinstance(end, Failed)
    assert end.code == "no_audio"


def test_a_sound_of_more_than_half_a_minute_is_heard_to_its_end(child: Child) -> None:
    short, long = (ask(child, "What is this?", sound(1, seconds), cold=True) for seconds in (20, 40))
    assert all(isinstance(child.end(run), Finished) for run in (short, long))
    assert prompted(child, long).tokens > prompted(child, short).tokens + 90


def test_in_the_text_of_a_prompt_a_sound_is_called_one() -> None:
    heard, seen = numbers("a", 3, is_sound=True), numbers("a", 3)
    assert b"".join(map(shown, heard)) == b"[audio]"
    assert b"".join(map(shown, seen)) == b"[image]"
    assert not set(heard) & set(seen)
