"""Chats leave the app as JSON and Markdown, and come back from JSON; files that are none are refused with the reason."""

import json
from pathlib import Path

import msgspec
import pytest

from slm_desktop.core.chat.archive import from_json, to_json, to_markdown
from slm_desktop.core.chat.archive_media import take_in
from slm_desktop.core.engines.media import Media, digest_of
from slm_desktop.errors import Fault
from tests.core.world import World, texts


def exported() -> tuple[World, bytes]:
    world = World()
    session = world.chat_list.new()
    session.set_system("Be brief.")
    first = world.exchange(session, "Why?", "<think>hm</think>", "because")
    session.regenerate(first)
    world.finish("so")
    return world, to_json([world.chat_list.archived(session.chat)])


def test_what_was_exported_comes_back_with_all_branches() -> None:
    _world, data = exported()
    other = World()
    (chat,) = other.chat_list.take_in(from_json(data).chats)
    session = other.chat_list.open(chat.id)
    assert texts(session) == ["Why?", "so"]
    assert chat.system == "Be brief."
    assert len(session.tree.siblings(session.messages[-1].id)) == 2
    record = session.messages[-1].run
    assert record is not None
    assert record.seed == 77
    assert texts(World(other.store).chat_list.open(chat.id)) == ["Why?", "so"]


def test_importing_twice_gives_two_chats_and_touches_neither() -> None:
    world, data = exported()
    for _ in range(2):
        world.chat_list.take_in(from_json(data).chats)
    assert len(world.chat_list.chats) == 3
    assert len(world.store.kept_messages) == 9


def test_the_json_says_what_it_is() -> None:
    data = json.loads(exported()[1])
    assert (data["format"], data["version"]) == ("slm-desktop-chats", 3)


def changed(**values: object) -> bytes:
    """An export in which something else stands."""
    data = json.loads(exported()[1])
    place = data if set(values) & {"format", "version"} else data["chats"][0]["messages"][1]
    return json.dumps({**data, **values} if place is data else (place.update(values) or data)).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_broken"),
        (b"\x00\xff\xfe", "import_broken"),
        (b"[]", "import_broken"),
        (b"{}", "import_other"),
        (b'{"format": "other app", "chats": [1]}', "import_other"),
        (b"[" * 200_000, "import_broken"),
        (exported()[1][:-400], "import_broken"),
        (changed(version=4), "import_newer"),
        (changed(version="1"), "import_broken"),
        (changed(role="root"), "import_broken"),
        (changed(parent=12345), "import_broken"),
        (changed(id=2**70), "import_broken"),
        (changed(content=None), "import_broken"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Fault) as raised:
        from_json(data)
    assert raised.value.code == code


def test_circles_and_twins_are_refused() -> None:
    data = json.loads(exported()[1])
    one, two = data["chats"][0]["messages"][:2]
    one["parent"], two["parent"] = two["id"], one["id"]
    with pytest.raises(Fault, match="import_broken"):
        from_json(json.dumps(data).encode())
    one["parent"], two["id"], two["parent"] = None, one["id"], None
    with pytest.raises(Fault, match="import_broken"):
        from_json(json.dumps(data).encode())


def test_sampling_from_a_file_is_brought_into_range() -> None:
    data = json.loads(exported()[1])
    data["chats"][0]["chat"]["sampling"] = {"temperature": 1e9, "nonsense": 4}
    (archived,) = from_json(json.dumps(data).encode()).chats
    assert archived.chat.sampling["temperature"] == 2
    assert "nonsense" not in archived.chat.sampling


def test_markdown_shows_who_said_what_and_how_it_was_made() -> None:
    world, _data = exported()
    session = world.chat_list.open(world.chat_list.chats[0].id)
    session.show(session.tree.siblings(session.messages[-1].id)[0])
    text = to_markdown(session.chat, session.messages)
    assert text.startswith("# Why?\n\n> Be brief.\n\n## You, ")
    assert "<summary>Thinking</summary>\n\nhm" in text
    assert "\n\nbecause\n\n*2 tokens" in text
    assert "seed 77, temperature 0.8" in text


def test_times_that_no_calendar_knows_are_brought_into_range() -> None:
    data = json.loads(exported()[1])
    data["chats"][0]["chat"].update({"created": -1e30, "updated": 1e300})
    data["chats"][0]["messages"][0]["created"] = 1e20
    (archived,) = from_json(json.dumps(data).encode()).chats
    assert (archived.chat.created, archived.messages[0].created) == (0.0, 32_503_680_000.0)
    assert archived.chat.updated == 32_503_680_000.0


def test_chats_of_an_earlier_version_keep_what_was_measured() -> None:
    (archived,) = from_json((Path(__file__).parent / "chats_v1.json").read_bytes()).chats
    run = archived.messages[-1].run
    assert run is not None
    assert (run.batches, run.prompt_tokens, run.cached) == ((30, 1), 30, 5)
    assert (run.figure("first_token_seconds"), run.figure("tokens"), run.figure("concurrent_answers")) == (0.5, 4, 1)
    assert run.figure("tokens_per_second") == pytest.approx(10)


@pytest.mark.parametrize("tokens", [None, 7, [[]], [[1, "a", 0, "soon"]], {"a": 1}, [None]])
def test_a_broken_record_of_an_earlier_version_is_refused_with_a_reason(tokens: object) -> None:
    data = json.loads((Path(__file__).parent / "chats_v1.json").read_bytes())
    data["chats"][0]["messages"][-1]["run"]["tokens"] = tokens
    with pytest.raises(Fault, match="import_broken"):
        from_json(json.dumps(data).encode())


@pytest.mark.parametrize("chats", [None, 7, [7], [{"messages": 7}], [{"messages": [7, {"run": 7}]}]])
def test_what_is_no_chat_in_a_file_of_an_earlier_version_is_refused(chats: object) -> None:
    data = json.dumps({"format": "slm-desktop-chats", "version": 1, "chats": chats}).encode()
    with pytest.raises(Fault, match="import_broken"):
        from_json(data)


def test_passages_come_with_questions_alone_and_only_such_as_can_be_stored() -> None:
    """An answer with passages would put words into later prompts that nobody sees."""
    passage = {"document": 1, "name": "a.pdf", "page": 0, "start": 0, "text": "Hidden."}
    data = json.loads(exported()[1])
    messages = data["chats"][0]["messages"]
    messages[0]["sources"] = [passage, {**passage, "page": 10**30}, {**passage, "page": -1}]
    messages[1]["sources"] = [passage]
    world = World()
    (chat,) = world.chat_list.take_in(from_json(json.dumps(data).encode()).chats)
    question, answer = world.chat_list.open(chat.id).messages
    assert [source.name for source in question.sources or ()] == ["a.pdf"]
    assert not answer.sources
    assert answer.in_prompt == answer.content


def kept(data: bytes) -> Media:
    """What a reader makes of the bytes."""
    if data == b"bad":
        raise Fault("media", {"reason": "media_damaged"})
    return Media(digest_of(data), "png", 5, 5, name="")


def with_media() -> tuple[World, bytes]:
    world = World()
    good, bad = (Media(digest_of(data), "png", 4, 3, name=f"{data.decode()}.png") for data in (b"good", b"bad"))
    world.media.update({good.digest: b"good", bad.digest: b"bad"})
    session = world.chat_list.new()
    session.send("Look", (good, bad))
    world.finish("ok")
    return world, to_json([world.chat_list.archived(session.chat)], world.media)


def test_pictures_go_out_and_come_in_as_what_a_reader_makes_of_them() -> None:
    _world, data = with_media()
    archive = from_json(data)
    assert take_in(archive.messages, archive.media, kept) == 1
    good, bad = archive.chats[0].messages[0].media
    assert (good.name, good.width) == ("good.png", 5)
    assert (bad.name, bad.width) == ("bad.png", 4), "a sign that there was one"


def test_pictures_from_a_file_are_brought_into_range() -> None:
    data = json.loads(with_media()[1])
    one, other = data["chats"][0]["messages"][0]["pictures"]
    one.update({"digest": "../" * 99, "name": "a\u202eb" * 900, "at": -5, "data": "eA=="})
    other.update({"width": -1})
    (picture,) = from_json(json.dumps(data).encode()).chats[0].messages[0].media
    assert (len(picture.digest), picture.at, picture.data) == (64, 0, b"")
    assert "\u202e" not in picture.name


def test_markdown_holds_the_pictures_themselves() -> None:
    world, _data = with_media()
    session = world.chat_list.open(world.chat_list.chats[0].id)
    assert "![good.png](data:image/png;base64,Z29vZA==)" in to_markdown(session.chat, session.messages, world.media)
    assert "*good.png: its file is gone*" in to_markdown(session.chat, session.messages)


def test_sounds_go_out_and_come_in_like_pictures() -> None:
    world = World()
    item = Media(digest_of(b"la"), "wav", name="song.mp3", seconds=2.5)
    world.media[item.digest] = b"la"
    session = world.chat_list.new()
    session.send("Listen", (item,))
    world.finish("ok")
    data = to_json([world.chat_list.archived(session.chat)], world.media)
    archive = from_json(data)
    assert take_in(archive.messages, archive.media, lambda _data: msgspec.structs.replace(item, name="")) == 0
    assert archive.chats[0].messages[0].media == (item,)
    assert f"*song.mp3: a sound of 2.5 s, SHA-256 {item.digest}*" in to_markdown(
        session.chat, session.messages, world.media
    )


@pytest.mark.parametrize("seconds", [0, -1, 1e300])
def test_a_sound_that_cannot_last_is_left_out(seconds: float) -> None:
    data = json.loads(with_media()[1])
    data["chats"][0]["messages"][0]["pictures"] = [{"digest": "a" * 64, "format": "wav", "seconds": seconds}]
    assert from_json(json.dumps(data).encode()).chats[0].messages[0].media == ()
