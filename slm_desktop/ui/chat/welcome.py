"""What a chat without messages says: which model is ready, what to expect of it, and which one to get next."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QCoreApplication

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.models.catalogue import Entry
from slm_desktop.core.models.speed import Expected
from slm_desktop.core.visible import visible
from slm_desktop.ui.transcript.view import Transcript
from slm_desktop.ui.words import fixed, language, size

TINY = 400_000_000
"""Below so many parameters a model is presented as a toy."""
TINY_SPEAKS = "en"
"""The language of the tiny models."""


class Suggestion(msgspec.Struct, frozen=True):
    """A model to get, and how fast it will be here as far as that is known."""

    entry: Entry
    speed: Expected | None


class Welcome:
    """Keeps the words and the button of an empty conversation. `suggest` names a model, None while nothing is known."""

    def __init__(
        self,
        transcript: Transcript,
        model: ActiveModel,
        suggest: Callable[[], Suggestion | None],
        get: Callable[[Entry], object],
    ) -> None:
        self._transcript, self._model, self._suggest, self._get = transcript, model, suggest, get

    def refresh(self) -> None:
        """Say what holds now."""
        model = self._model
        if model.loaded is None or model.choice is None:
            self._transcript.empty.show_words("")
            return
        if model.loaded.host:
            there = self.tr("{name} is ready on {host}. What you write goes there.")
            self._transcript.empty.show_words(there.format(name=model.choice.name, host=visible(model.loaded.host)))
            return
        words = self.tr("{name} is ready on this computer. Nothing you write leaves it.").format(name=model.choice.name)
        if model.loaded.parameters >= TINY:
            self._transcript.empty.show_words(words)
            return
        suggestion = self._suggest()
        words += "\n" + self._about_tiny(better_ones_elsewhere=suggestion is None)
        if suggestion is None:
            self._transcript.empty.show_words(words)
        else:
            self._transcript.empty.show_words(words, self._offer(suggestion), lambda: self._get(suggestion.entry))

    def _about_tiny(self, *, better_ones_elsewhere: bool) -> str:
        words = self.tr("It is tiny: quick, and often wrong.")
        if language() != TINY_SPEAKS:
            words += " " + self.tr("It hardly speaks anything but English.")
        return words + (" " + self.tr("Better ones are under Models.") if better_ones_elsewhere else "")

    def _offer(self, suggestion: Suggestion) -> str:
        entry, speed = suggestion.entry, suggestion.speed
        if speed is None:
            return self.tr("Get {name}, about {size}").format(name=entry.name, size=size(entry.size))
        words = self.tr("Get {name}, about {size}, about {rate} tok/s here")
        return words.format(name=entry.name, size=size(entry.size), rate=fixed(speed.rate, 0))

    @staticmethod
    def tr(text: str) -> str:
        """A text in the language of the app."""
        return QCoreApplication.translate("Welcome", text)
