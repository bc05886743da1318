"""Pictures of chats that go out of the app, and of those that come in: what comes may be anybody's."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from slm_desktop.core.engines.pictures import MOST_PICTURES, Picture, digest_of
from slm_desktop.core.engines.ports import PictureStore
from slm_desktop.core.records import Message
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault

LONGEST_NAME = 200
MOST_OF_ARCHIVE = 5_000
"""Pictures that are read of a file: some ten in a second."""
Take = Callable[[bytes], Picture]
"""Keeps a picture from its bytes. Raise Fault where those are none."""


def packed(messages: Iterable[Message], store: PictureStore) -> dict[str, bytes]:
    """The data of all pictures by their digests; what is gone is left out."""
    found: dict[str, bytes] = {}
    for message in messages:
        for picture in message.pictures:
            if picture.digest not in found and store.has(picture):
                found[picture.digest] = store.data(picture)
    return found


def take_in(messages: Iterable[Message], data: Mapping[str, bytes], take: Take) -> int:
    """Keep the pictures of messages anew; how many could not be read. To be called on a thread."""
    known: dict[str, Picture | None] = {}
    for message in messages:
        for picture in message.pictures:
            if picture.digest in data and picture.digest not in known and len(known) < MOST_OF_ARCHIVE:
                known[picture.digest] = _taken(picture.digest, data[picture.digest], take)
        message.pictures = tuple(_as_kept(picture, known.get(picture.digest)) for picture in message.pictures)
    return sum(1 for picture in known.values() if picture is None)


def _taken(digest: str, data: bytes, take: Take) -> Picture | None:
    """None for one that is not what it is called: no file of ours has such, and reading each takes a while."""
    try:
        return take(data) if digest == digest_of(data) else None
    except Fault:
        return None


def _as_kept(picture: Picture, kept: Picture | None) -> Picture:
    """What was kept, where it stood; a picture that was not stays as a sign that there was one."""
    return replace(kept, at=picture.at, name=picture.name) if kept else picture


def sound_pictures(message: Message) -> tuple[Picture, ...]:
    """The pictures of a question that can be shown; answers have none."""
    if message.role != "user":
        return ()
    length = len(message.content)
    return tuple(
        replace(
            picture,
            digest=well_formed(picture.digest)[:64],
            format=well_formed(picture.format)[:8],
            name=visible(well_formed(picture.name))[:LONGEST_NAME],
            at=min(max(picture.at, 0), length),
            data=b"",
        )
        for picture in message.pictures[:MOST_PICTURES]
        if 0 < picture.width < 2**31 and 0 < picture.height < 2**31
    )


def as_markdown(pictures: Sequence[Picture], store: PictureStore) -> list[str]:
    """Pictures in a text to read, which then needs no other file."""
    lines = []
    for picture in pictures:
        name = (picture.name or "picture").translate(str.maketrans("[]\n", "() "))
        if store.has(picture):
            lines.append(f"![{name}]({replace(picture, data=store.data(picture)).url})")
        else:
            lines.append(f"*{name}: its file is gone*")
    return lines
