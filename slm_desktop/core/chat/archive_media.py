"""Media of chats that go out of the app, and of those that come in: what comes may be anybody's."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from slm_desktop.core.engines.media import MOST_MEDIA, Media, digest_of
from slm_desktop.core.engines.ports import MediaStore
from slm_desktop.core.records import Message
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault

LONGEST_NAME = 200
MOST_SECONDS = 24 * 3600
"""No sound that anybody sends is longer."""
MOST_OF_ARCHIVE = 5_000
"""Pictures and sounds that are read of a file: some ten in a second."""
Take = Callable[[bytes], Media]
"""Keeps a picture or sound from its bytes. Raise Fault where those are none."""


def packed(messages: Iterable[Message], store: MediaStore) -> dict[str, bytes]:
    """The data of all media by their digests; what is gone is left out."""
    found: dict[str, bytes] = {}
    for message in messages:
        for item in message.media:
            if item.digest not in found and store.has(item):
                found[item.digest] = store.data(item)
    return found


def take_in(messages: Iterable[Message], data: Mapping[str, bytes], take: Take) -> int:
    """Keep the media of messages anew; how many could not be read. To be called on a thread."""
    known: dict[str, Media | None] = {}
    for message in messages:
        for item in message.media:
            if item.digest in data and item.digest not in known and len(known) < MOST_OF_ARCHIVE:
                known[item.digest] = _taken(item.digest, data[item.digest], take)
        message.media = tuple(_as_kept(item, known.get(item.digest)) for item in message.media)
    return sum(1 for item in known.values() if item is None)


def _taken(digest: str, data: bytes, take: Take) -> Media | None:
    """None for one that is not what it is called: no file of ours has such, and reading each takes a while."""
    try:
        return take(data) if digest == digest_of(data) else None
    except Fault:
        return None


def _as_kept(item: Media, kept: Media | None) -> Media:
    """What was kept, where it stood; what was not stays as a sign that there was one."""
    return replace(kept, at=item.at, name=item.name) if kept else item


def valid_media(message: Message) -> tuple[Media, ...]:
    """The media of a question that can be shown; answers have none."""
    if message.role != "user":
        return ()
    length = len(message.content)
    return tuple(
        replace(
            item,
            digest=well_formed(item.digest)[:64],
            format=well_formed(item.format)[:8],
            name=visible(well_formed(item.name))[:LONGEST_NAME],
            at=min(max(item.at, 0), length),
            data=b"",
            **({"width": 0, "height": 0} if item.is_sound else {"seconds": 0.0}),
        )
        for item in message.media[:MOST_MEDIA]
        if _is_possible(item)
    )


def _is_possible(item: Media) -> bool:
    """Whether a sound lasts, and a picture has sides."""
    if item.is_sound:
        return 0 < item.seconds <= MOST_SECONDS
    return 0 < item.width < 2**31 and 0 < item.height < 2**31


def as_markdown(media: Sequence[Media], store: MediaStore) -> list[str]:
    """Media in a text to read: pictures themselves, sounds by their names."""
    lines = []
    for item in media:
        name = (item.name or ("sound" if item.is_sound else "picture")).translate(str.maketrans("[]\n", "() "))
        if store.has(item) and item.is_sound:  # No browser opens a sound that stands in a link.
            lines.append(f"*{name}: a sound of {item.seconds:.1f} s, SHA-256 {item.digest}*")
        elif store.has(item):
            lines.append(f"![{name}]({replace(item, data=store.data(item)).url})")
        else:
            lines.append(f"*{name}: its file is gone*")
    return lines
