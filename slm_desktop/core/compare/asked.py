"""A question on its way to the columns."""

import msgspec

from slm_desktop.core.engines.media import Media


class Asked(msgspec.Struct, frozen=True):
    """Its text and media; without either it is none."""

    text: str = ""
    media: tuple[Media, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self.text.strip() or self.media)


NOTHING = Asked()
