"""The scales of adapters: kept with the chat, changed while an answer is written, recorded, and repeated."""

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.cache_truth import CacheLoss
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.adapters import Adapter, ScaleChange, adapters_at
from slm_desktop.core.engines.commands import SetScales
from slm_desktop.core.engines.events import Finished, Prompted, ScalesChanged
from slm_desktop.core.lens.requests import drawing, rescoring
from slm_desktop.core.lens.seed_tree import SeedTree
from tests.core.world import World

SEA, SKY = "sea", "sky"


def with_adapters(world: World) -> None:
    world.engines.last.load(adapters=(Adapter("/adapters/sea.gguf", SEA), Adapter("/adapters/sky.gguf", SKY)))


def test_each_has_1_until_it_is_set_and_what_is_out_of_range_is_brought_into_it(
    world: World, chat: ChatSession
) -> None:
    with_adapters(world)
    chat.send("Hello")
    assert world.command().request.scales == (ScaleChange(0, {SEA: 1.0, SKY: 1.0}),)
    world.finish("Hi")
    chat.set_scale(SEA, 0.25)
    chat.set_scale(SKY, 900.0)
    chat.send("Again")
    assert world.command().request.scales == (ScaleChange(0, {SEA: 0.25, SKY: 2.0}),)
    chat.flush()
    assert world.store.kept_chats[chat.chat.id].answer_options.scales == {SEA: 0.25, SKY: 2.0}


def test_a_model_without_adapters_is_asked_for_none(world: World, chat: ChatSession) -> None:
    chat.set_scale(SEA, 0.5)
    chat.send("Hello")
    assert world.command().request.scales == ()


def test_a_change_goes_to_the_answer_under_way_into_its_record_and_into_a_replay(
    world: World, chat: ChatSession
) -> None:
    with_adapters(world)
    chat.send("Hello")
    world.write("One")
    chat.set_scale(SEA, 0.0)
    run = world.command().run
    assert world.engines.last.sent[-1] == SetScales(run, {SEA: 0.0, SKY: 1.0})
    world.engines.last.emit(ScalesChanged(run, 1, {SEA: 0.0, SKY: 1.0}))
    world.finish("two")
    record = chat.messages[-1].run
    assert record
    changes = [ScaleChange(0, {SEA: 1.0, SKY: 1.0}), ScaleChange(1, {SEA: 0.0, SKY: 1.0})]
    assert record.scales == changes
    marks = [marker for marker in chat.engine.timeline.markers if marker.kind == "change"]  # type: ignore[union-attr]
    assert [(marker.name, marker.before, marker.after) for marker in marks] == [("sea", "1", "0")]
    chat.replay(chat.messages[-1])
    assert world.command().request.scales == tuple(changes)
    world.engines.last.emit(ScalesChanged(world.command().run, 1, {SEA: 0.0, SKY: 1.0}))
    world.finish("One", "two")
    assert chat.messages[-1].run
    assert chat.messages[-1].run.scales == changes


def test_the_lens_asks_with_the_scales_of_the_answer_and_the_tree_with_those_of_the_chat(
    world: World, chat: ChatSession
) -> None:
    with_adapters(world)
    answer = world.exchange(chat, "Hello", "Hi")
    chat.set_scale(SEA, 0.5)
    own, now = (ScaleChange(0, {SEA: 1.0, SKY: 1.0}),), (ScaleChange(0, {SEA: 0.5, SKY: 1.0}),)
    assert rescoring(chat, answer).scales == own
    assert rescoring(chat, answer, of_another=True).scales == ()
    assert drawing(chat, chat.messages[0], (), 1).scales == now
    tree = SeedTree(chat, chat.messages[0], world.pool)
    world.engines.last.load(adapters=(Adapter("/adapters/sea.gguf", SEA), Adapter("/adapters/sky.gguf", SKY)))
    assert [one.run.request.scales for one in tree.drawn] == [now] * len(tree.drawn)
    assert tree.drawn
    tree.leave()


def test_why_nothing_was_reused_is_said(world: World, chat: ChatSession) -> None:
    with_adapters(world)
    chat.send("Hello")
    read(world, tokens=40, cached=0)
    chat.set_scale(SEA, 0.5)
    chat.send("Again")
    read(world, tokens=80, cached=0, kept=45, alike=45)
    assert chat.messages[-1].run
    assert chat.messages[-1].run.cache_loss == CacheLoss.ADAPTERS


def read(world: World, *, tokens: int, cached: int, kept: int = 0, alike: int = 0) -> None:
    run = world.command().run
    prompted = Prompted(run, tokens, cached, 0, 0.1, (), kept=kept, alike=alike)
    world.engines.last.emit(prompted)
    world.write("Hi")
    world.engines.last.emit(Finished(run, "end", 1, 0.5))


def test_a_file_of_strangers_brings_no_odd_scales() -> None:
    odd = AnswerOptions(scales={"a": float("nan"), "b": -1e9, **{str(number): 1.0 for number in range(500)}})
    found = odd.checked().scales
    assert (found["a"], found["b"], len(found)) == (1.0, -2.0, 100)


def test_files_of_one_name_are_told_apart() -> None:
    found = adapters_at(["/a/sea.gguf", "/b/sea.gguf", "/c/sky.gguf"])
    assert [one.name for one in found] == ["sea", "sea (2)", "sky"]
