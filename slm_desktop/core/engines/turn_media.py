"""Media of a request on their way to an engine: the data of those that are kept is fetched at the last moment."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.ports import MediaStore
from slm_desktop.errors import Fault

MOST_BYTES = 40 * 2**20
"""Of all of a request together: as Base64 they fit into one line to the engine, with room for the texts."""


class NoMedia:
    """Where none are kept: those that bring their data are sent."""

    def data(self, item: Media) -> bytes:
        """Raise Fault 'media_lost'."""
        raise Fault("media_lost", {"reason": "vanished"})

    def has(self, item: Media) -> bool:
        """None."""
        return False


NO_MEDIA = NoMedia()


def with_data(request: Request, store: MediaStore) -> Request:
    """The request with the data of its media. Raise Fault 'media_lost', 'media_large'."""
    if not has_media(request):
        return request
    turns = tuple(_with_data(turn, store) for turn in request.turns)
    must_fit(size_of(turns))
    return replace(request, turns=turns)


def size_of(turns: Iterable[Turn]) -> int:
    """The bytes of the media that turns carry along."""
    return sum(len(item.data) for turn in turns for item in turn.media)


def must_fit(size: int) -> None:
    """Raise Fault 'media_large' for so many bytes of media, if no engine could be sent them."""
    if size > MOST_BYTES:
        raise Fault("media_large", {"size": size, "most": MOST_BYTES})


def _with_data(turn: Turn, store: MediaStore) -> Turn:
    return replace(turn, media=tuple(_filled(item, store) for item in turn.media))


def _filled(item: Media, store: MediaStore) -> Media:
    return item if item.data else replace(item, data=store.data(item))


def has_media(request: Request) -> bool:
    """Whether a request asks about pictures or sounds."""
    return any(turn.media for turn in request.turns)


def must_take(request: Request, features: Collection[Feature], model: str) -> None:
    """Raise Fault 'no_pictures', 'no_audio' where a model with these features cannot read what is in a request."""
    for turn in request.turns:
        for item in turn.media:
            if item.feature not in features:
                raise refusal(item.feature, model)


def refusal(feature: Feature, model: str) -> Fault:
    """That a model cannot take pictures, or sounds."""
    return Fault("no_audio" if feature is Feature.AUDIO else "no_pictures", {"model": model})
