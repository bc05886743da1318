"""A question on its way to the columns."""

from dataclasses import dataclass

from slm_desktop.core.engines.media import Media


@dataclass(frozen=True)
class Asked:
    """Its text and media; without either it is none."""

    text: str = ""
    media: tuple[Media, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self.text.strip() or self.media)


NOTHING = Asked()
