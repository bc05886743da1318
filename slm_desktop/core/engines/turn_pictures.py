"""Pictures of a request on their way to an engine: the data of those that are kept is fetched at the last moment."""

from collections.abc import Iterable

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Request, Turn
from slm_desktop.core.engines.pictures import Picture
from slm_desktop.core.engines.ports import PictureStore
from slm_desktop.errors import Fault

MOST_BYTES = 40 * 2**20
"""Of all pictures of a request together: as Base64 they fit into one line to the engine, with room for the texts."""


class NoPictures:
    """Where none are kept: those that bring their data are sent."""

    def data(self, picture: Picture) -> bytes:
        """Raise Fault 'picture_lost'."""
        raise Fault("picture_lost", {"reason": "vanished"})

    def has(self, picture: Picture) -> bool:
        """None."""
        return False


NO_PICTURES = NoPictures()


def with_data(request: Request, store: PictureStore) -> Request:
    """The request with the data of its pictures. Raise Fault 'picture_lost', 'pictures_large'."""
    if not has_pictures(request):
        return request
    turns = tuple(_with_data(turn, store) for turn in request.turns)
    must_fit(size_of(turns))
    return replace(request, turns=turns)


def size_of(turns: Iterable[Turn]) -> int:
    """The bytes of the pictures that turns carry along."""
    return sum(len(picture.data) for turn in turns for picture in turn.pictures)


def must_fit(size: int) -> None:
    """Raise Fault 'pictures_large' for so many bytes of pictures, if no engine could be sent them."""
    if size > MOST_BYTES:
        raise Fault("pictures_large", {"size": size, "most": MOST_BYTES})


def _with_data(turn: Turn, store: PictureStore) -> Turn:
    return replace(turn, pictures=tuple(_filled(picture, store) for picture in turn.pictures))


def _filled(picture: Picture, store: PictureStore) -> Picture:
    return picture if picture.data else replace(picture, data=store.data(picture))


def has_pictures(request: Request) -> bool:
    """Whether a request asks about pictures."""
    return any(turn.pictures for turn in request.turns)
