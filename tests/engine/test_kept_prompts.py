"""The KV cache of a chat outlives the engine: a second turn after a restart decodes only what is new."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Forget, Load
from slm_desktop.core.engines.events import Prompted
from slm_desktop.core.engines.options import KvType, LoadOptions
from slm_desktop.engine.kept_prompts import KeptPrompts
from slm_desktop.engine.prompt_cache import CachedPrompt, PromptCache
from slm_desktop.engine.prompt_files import PromptFiles
from tests.engine.child import Child
from tests.patience import wait_until

BEES = "Tell me about bees and their hives in spring, summer, autumn and winter. " * 18
GREEDY = {"temperature": 0.0, "max_tokens": 12.0}
LIMIT = 10**9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "caches"
    made.mkdir()
    return made


def started(model: str, folder: Path, **options: object) -> Child:
    child = Child(Load(1, model, LoadOptions(**{"threads": 1, "slots": 2, **options}), str(folder), LIMIT))  # type: ignore[arg-type]
    child.ready()
    return child


def first_turn(model: str, folder: Path, conversation: int = 5) -> str:
    """Ask, and end the engine; the answer."""
    child = started(model, folder)
    run = child.ask(BEES, values=GREEDY, conversation=conversation, keep=True)
    child.end(run)
    child.close()
    return child.text(run)


def second_turn(child: Child, answer: str, conversation: int = 5) -> tuple[Prompted, list[int]]:
    run = child.ask(BEES, answer, "And wasps?", values=GREEDY, conversation=conversation, keep=True)
    child.end(run)
    prompted = next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
    return prompted, child.tokens(run)


def decoded_after_restart(model: str, folder: Path, answer: str) -> int:
    """Tokens of the prompt of a second turn that another engine has to decode."""
    child = started(model, folder)
    prompted, _tokens = second_turn(child, answer)
    child.close()
    return prompted.tokens - prompted.cached


def test_a_chat_goes_on_after_a_restart_where_it_was(model_path: str, folder: Path) -> None:
    answer = first_turn(model_path, folder)
    assert [path.name for path in folder.iterdir()] == ["5.kv"]
    child = started(model_path, folder)
    prompted, tokens = second_turn(child, answer)
    child.close()
    assert prompted.tokens - prompted.cached < 40
    alone = started(model_path, folder.parent / "none")
    run = alone.ask(BEES, values=GREEDY, conversation=5)
    alone.end(run)
    plain, expected = second_turn(alone, answer)
    alone.close()
    assert tokens == expected
    assert prompted.cached == plain.cached


@pytest.mark.parametrize("spoilt", ["cut", "swapped", "options", "context"])
def test_a_file_that_is_not_the_chats_own_is_deleted_and_the_answer_is_right(
    model_path: str, folder: Path, spoilt: str
) -> None:
    answer = first_turn(model_path, folder, conversation=6 if spoilt == "swapped" else 5)
    path = folder / "5.kv"
    options: dict[str, object] = {}
    if spoilt == "cut":
        path.write_bytes(path.read_bytes()[:-1000])
    elif spoilt == "swapped":
        (folder / "6.kv").rename(path)
    elif spoilt == "context":  # Some models rotate keys otherwise in a longer one.
        options = {"context": 1024}
    else:
        options = {"kv_type": KvType.Q8_0.value}
    child = started(model_path, folder, **options)
    stamp = path.stat().st_ino
    prompted, tokens = second_turn(child, answer)
    assert prompted.cached == 0
    assert not path.exists() or path.stat().st_ino != stamp
    child.close()
    alone = started(model_path, folder.parent / "none", **options)
    assert second_turn(alone, answer)[1] == tokens
    alone.close()


def test_a_prompt_says_where_it_differs_from_what_was_cached(model_path: str, folder: Path) -> None:
    child = started(model_path, folder)
    runs = [child.ask(text, values=GREEDY) for text in ("Count the red ships.", "Count the blue ships.")]
    for run in runs:
        child.end(run)
    first, second = (event for event in child.events if isinstance(event, Prompted))
    assert (first.kept, first.differs) == (0, ("", ""))
    assert second.kept >= first.tokens
    assert 0 < second.cached == second.alike < first.tokens
    assert second.differs[0].startswith(" blue ships")
    assert second.differs[1].startswith(" red ships")
    child.close()


def parked(conversation: int, tokens: int) -> CachedPrompt:
    return CachedPrompt(list(range(tokens)), [tokens, 1], {1}, True, conversation, keep=True, state=bytearray(tokens))


def test_a_cache_is_written_again_once_it_has_grown_a_good_deal_and_at_the_end(folder: Path) -> None:
    cache = PromptCache(None, LIMIT)  # type: ignore[arg-type]
    kept = KeptPrompts([], cache, PromptFiles(str(folder), LIMIT, "test"))
    written = []
    for tokens in (400, 420, 600):
        cache.add(parked(5, tokens))
        written.append(kept.has_grown)
        kept.save_grown(until=lambda: False)
    assert written == [True, False, True]
    cache.add(parked(5, 601))
    kept.save()
    assert len(PromptFiles(str(folder), LIMIT, "test").load(5).tokens) == 601  # type: ignore[union-attr]


def test_a_question_does_not_wait_for_all_caches_to_be_written(folder: Path) -> None:
    cache = PromptCache(None, LIMIT)  # type: ignore[arg-type]
    kept = KeptPrompts([], cache, PromptFiles(str(folder), LIMIT, "test"))
    for conversation in (1, 2, 3):
        cache.add(parked(conversation, 400))
    kept.save_grown(until=lambda: bool(list(folder.iterdir())))
    assert [path.name for path in folder.iterdir()] == ["1.kv"]
    assert kept.has_grown


def test_a_replay_has_the_context_to_itself_and_the_next_answer_says_so(model_path: str, folder: Path) -> None:
    child = started(model_path, folder)
    for batches in ((), (64, 1, 500, 1), ()):
        conversation, text = (6, "Name a bird.") if batches else (5, "Count the ships.")
        child.end(child.ask(text, values=GREEDY, conversation=conversation, batches=batches))
    first, _replayed, last = (event for event in child.events if isinstance(event, Prompted))
    child.close()
    assert first.can_cut
    assert not first.was_cleared
    assert last.was_cleared
    assert last.kept == 0
    assert last.cached < last.tokens - 4


def test_a_replay_costs_a_chat_nothing_neither_now_nor_after_a_restart(model_path: str, folder: Path) -> None:
    child = started(model_path, folder)
    run = child.ask(BEES, values=GREEDY, conversation=5, keep=True)
    child.end(run)
    child.end(child.ask("Name a bee.", values=GREEDY, conversation=5, keep=True, batches=(64, 1, 500, 1)))
    prompted, _tokens = second_turn(child, child.text(run))
    assert prompted.tokens - prompted.cached < 40
    assert not prompted.was_cleared
    child.end(child.ask("Name a bee.", values=GREEDY, conversation=5, keep=True, batches=(64, 1, 500, 1)))
    child.close()
    assert decoded_after_restart(model_path, folder, child.text(run)) < 40


def test_an_answer_that_is_cut_short_by_the_end_leaves_its_cache(model_path: str, folder: Path) -> None:
    child = started(model_path, folder)
    run = child.ask(BEES, values={"temperature": 0.0, "max_tokens": 4000.0}, conversation=5, keep=True)
    child.wait_for_tokens(run, 4)
    child.close()
    assert [path.name for path in folder.iterdir()] == ["5.kv"]
    assert decoded_after_restart(model_path, folder, child.text(run)) < 80


def test_what_is_deleted_is_kept_nowhere(model_path: str, folder: Path) -> None:
    answer = first_turn(model_path, folder)
    child = started(model_path, folder)
    second_turn(child, answer)
    child.host.send(Forget(0, 5))
    wait_until(lambda: not list(folder.iterdir()))
    child.close()
    assert list(folder.iterdir()) == []


def test_a_comparison_and_a_short_chat_leave_no_file(model_path: str, folder: Path) -> None:
    child = started(model_path, folder)
    child.end(child.ask(BEES, values=GREEDY, conversation=8))
    child.end(child.ask("Hello!", values=GREEDY, conversation=9, keep=True))
    child.close()
    assert list(folder.iterdir()) == []
