"""Pictures by the real child: a projector reads them, and caches, replays and other answers go on as ever."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Stop, Turn
from slm_desktop.core.engines.events import Failed, Feature, Finished, Prompted, Prompting, Stopped
from slm_desktop.core.engines.media import divided
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from slm_desktop.engine.llama import Model
from slm_desktop.engine.media_tokens import numbers, until_media, whole, words
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.projector import Projector
from slm_desktop.engine.prompt import PromptBuilder
from tests.engine import tiny
from tests.engine.asking import answer, ask, impression, prompted
from tests.engine.child import Child
from tests.engine.eyes import picture, write_projector
from tests.engine.runtimes import runtime_folder

Start = Callable[..., Child]
STARTER_WIDTH = 576


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_projector(tmp_path_factory.mktemp("eyes") / "mmproj-tiny.gguf", STARTER_WIDTH))


@pytest.fixture
def start(model_path: str) -> Iterator[Start]:
    made: list[Child] = []

    def begin(path: str = "", **options: object) -> Child:
        child = Child(Load(1, path or model_path, LoadOptions(threads=1, **options)))  # type: ignore[arg-type]
        made.append(child)
        return child

    yield begin
    for child in made:
        child.close()


@pytest.fixture
def seeing(start: Start, eyes: str) -> Child:
    child = start(projector=eyes)
    assert Feature.PICTURES in child.ready().features
    return child


def test_what_a_picture_shows_decides_on_the_answer(seeing: Child) -> None:
    text, cold = "What is this?", {"cold": True}
    seen = [impression(seeing, text, *media, **cold) for media in ([picture(1)], [picture(2)], [])]
    assert min(abs(one - other) for one, other in combinations(seen, 2)) > 0.01
    assert impression(seeing, text, picture(1), **cold) == seen[0]


def test_a_picture_in_the_cache_is_not_read_again_and_changes_nothing(seeing: Child) -> None:
    cold = answer(seeing, "What is that?", picture(1), cold=True)
    answer(seeing, "What is this?", picture(1), conversation=3)
    run = ask(seeing, "What is that?", picture(1), conversation=3)
    assert isinstance(seeing.end(run), Finished)
    told = prompted(seeing, run)
    assert told.cached > 100
    assert seeing.tokens(run) == cold


def test_of_a_picture_that_differs_at_its_end_nothing_is_taken_for_the_other(seeing: Child) -> None:
    """Pictures are the same or they are not, however alike their beginnings in the cache seem."""
    answer(seeing, "Look.", picture(1), picture(2))
    run = ask(seeing, "Look.", picture(1), picture(3))
    assert isinstance(seeing.end(run), Finished)
    told = prompted(seeing, run)
    assert told.tokens // 2 < told.cached < told.tokens * 2 // 3, "the first picture is cached, the second is not"
    assert answer(seeing, "Look.", picture(1), picture(3), cold=True) == seeing.tokens(run)


def test_pictures_stand_where_they_are_in_the_text(seeing: Child) -> None:
    text = "Is this A? Is this B?"
    first = impression(seeing, text, replace(picture(1), at=10), replace(picture(2), at=21), cold=True)
    other = impression(seeing, text, replace(picture(2), at=10), replace(picture(1), at=21), cold=True)
    assert abs(first - other) > 0.01


def test_an_answer_to_a_picture_is_replayed_exactly(seeing: Child) -> None:
    hot: Values = {"temperature": 1.5, "max_tokens": 20.0}
    request = Request(turns=(Turn("user", "What is this?", media=(picture(1),)),), changes=(Change(0, hot),), seed=7)
    seeing.host.send(Generate(50, request))
    end = seeing.end(50)
    assert isinstance(end, Finished)
    assert end.exact
    seeing.host.send(Generate(51, replace(request, **seeing.record(50))))
    assert isinstance(seeing.end(51), Finished)
    assert seeing.tokens(51) == seeing.tokens(50)


def test_a_picture_and_an_answer_in_another_slot_do_not_disturb_each_other(seeing: Child) -> None:
    alone = answer(seeing, "Write about the sea.", conversation=8, cold=True)
    seen = answer(seeing, "What is this?", picture(4), conversation=9, cold=True)
    first = ask(seeing, "Write about the sea.", conversation=8)
    second = ask(seeing, "What is this?", picture(4), conversation=9)
    assert isinstance(seeing.end(first), Finished)
    assert isinstance(seeing.end(second), Finished)
    assert (seeing.tokens(first)[0], seeing.tokens(second)[0]) == (alone[0], seen[0])


def test_with_drafts_an_answer_to_a_picture_is_the_same(seeing: Child) -> None:
    text = "Repeat: one two three one two three one two three."
    assert answer(seeing, text, picture(1), speculate=True) == answer(seeing, text, picture(1), cold=True)


def test_a_model_that_counts_rows_and_columns_reads_them(start: Start, tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "m.gguf", "qwen2vl")
    projector = write_projector(tmp_path / "mmproj.gguf", tiny.WIDTH, "qwen2vl_merger")
    child = start(str(model), projector=str(projector))
    cold = answer(child, "And now?", picture(1), cold=True)
    assert answer(child, "And now?", picture(2), cold=True) != cold
    answer(child, "What is this?", picture(1))
    run = ask(child, "And now?", picture(1))
    assert isinstance(child.end(run), Finished)
    assert prompted(child, run).cached > 12, "the picture is cached"
    assert child.tokens(run) == cold, "what is behind it stands at the right positions"


def test_without_a_projector_a_picture_is_refused(start: Start) -> None:
    child = start()
    assert Feature.PICTURES not in child.ready().features
    end = child.end(ask(child, "What is this?", picture(1)))
    assert isinstance(end, Failed)
    assert end.code == "no_pictures"


def test_a_projector_of_another_model_is_not_used_and_that_is_told(start: Start, tmp_path: Path) -> None:
    child = start(projector=str(write_projector(tmp_path / "mmproj-other.gguf", 64)))
    loaded = child.ready()
    assert [(note.code, note.details["name"]) for note in loaded.notes] == [("projector", "mmproj-other.gguf")]
    assert Feature.PICTURES not in loaded.features
    assert answer(child, "Hello")


def test_a_build_of_llama_cpp_that_reads_no_pictures_loads_without(start: Start, eyes: str, tmp_path: Path) -> None:
    child = start(projector=eyes, runtime=str(runtime_folder(tmp_path, "libmtmd*")))
    assert [note.details["reason"] for note in child.ready().notes] == ["projector_build"]
    assert answer(child, "Hello")


@pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF\3\0\0\0" + b"\xff" * 60])
def test_a_projector_that_is_none_does_not_keep_the_model_from_loading(
    start: Start, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "mmproj.gguf"
    path.write_bytes(content)
    child = start(projector=str(path))
    assert [note.code for note in child.ready().notes] == ["projector"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"GIF89a nothing", "media_unknown"),
        (b"<svg/>", "media_unknown"),
        (picture(1).data[:900], "media_damaged"),
    ],
)
def test_a_picture_that_is_damaged_is_told_and_the_next_answer_comes(seeing: Child, data: bytes, reason: str) -> None:
    end = seeing.end(ask(seeing, "What is this?", replace(picture(1), digest=reason + str(len(data)), data=data)))
    assert isinstance(end, Failed)
    assert (end.code, end.details["reason"]) == ("media", reason)
    assert answer(seeing, "What is this?", picture(1))


def test_tokens_of_a_prompt_with_a_picture_cannot_be_scored(seeing: Child) -> None:
    end = seeing.end(ask(seeing, "What is this?", picture(1), logprobs=1, prompt_logprobs=True))
    assert isinstance(end, Failed)
    assert end.details["reason"] == "media_logprobs"
    assert answer(seeing, "What is this?", picture(1), logprobs=3)


def test_pictures_that_do_not_fit_are_told(start: Start, eyes: str) -> None:
    child = start(projector=eyes, context=512)
    child.ready()
    end = child.end(ask(child, "Look.", *(picture(seed) for seed in range(12))))
    assert isinstance(end, Failed)
    assert end.code == "context_full"


def test_an_answer_is_stopped_while_a_picture_is_read(start: Start, tmp_path: Path) -> None:
    """Reading takes seconds here, as it does for real ones: it ends between two steps."""
    slow = write_projector(tmp_path / "mmproj-slow.gguf", STARTER_WIDTH, layers=100, side=512)
    child = start(projector=str(slow))
    child.ready()
    run = ask(child, "What is this?", *(picture(seed, 500, 500) for seed in range(4)))
    child.wait(Prompting, lambda event: event.run == run)
    child.host.send(Stop(run))
    assert isinstance(child.end(run), Stopped)
    assert not [event for event in child.events if isinstance(event, Prompted) and event.run == run]
    assert answer(child, "Hello")


def test_numbers_of_pictures_say_which_and_where() -> None:
    one, other = numbers("a", 5), numbers("b", 5)
    tokens = [1, 2, *one, 3, *other, 4]
    assert set(one).isdisjoint(other)
    assert [whole(tokens, length) for length in range(len(tokens) + 1)] == [
        0,
        1,
        2,
        2,
        2,
        2,
        2,
        7,
        8,
        8,
        8,
        8,
        8,
        13,
        14,
    ]
    assert until_media(tokens, 512) == 2
    assert words(tokens) == [1, 2, 3, 4]


def test_a_text_is_divided_where_its_pictures_stand() -> None:
    a, b, far = picture(1, at=2), picture(2, at=2), picture(3, at=99)
    assert divided("abcd", (far, b)) == ["ab", b, "cd", far]
    assert divided("abcd", (a, b)) == ["ab", a, b, "cd"]
    assert divided("", (picture(1),)) == [picture(1)]
    assert divided("abcd", ()) == ["abcd"]


def test_what_follows_a_picture_in_a_text_is_the_same_once_it_was_answered(model_path: str, eyes: str) -> None:
    model = Model(Native(), model_path)
    model.load(0, lambda _progress: True)
    prompts = PromptBuilder(model, Projector(model, eyes, AbortFlag(), threads=1, on_gpu=False))
    question = Turn("user", "", media=(picture(1), picture(2)))
    answer = Turn("assistant", "A cat", tuple(model.tokenise("A cat")))
    asked, _dropped = prompts.build([question], 4096, as_text=True)
    answered, _dropped = prompts.build([question, answer], 4096, as_text=True)
    assert answered == [*asked, *answer.tokens]
    assert asked[-1] >= 0, "a picture is told by what is behind it"
