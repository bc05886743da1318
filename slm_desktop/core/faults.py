"""What is wrong now, outside of any chat: one fault a cause, and what ended its cause takes it away."""

from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault, files

STORE = ("store", "store_aside", "store_damaged", "store_damaged_alone", "store_lost")
"""Hold until all chats are saved again, or somebody has decided."""
NEWS = ("ended_badly", "store_restored", "store_begun")
"""Tell of something that is over: they stay until they were read."""
OF_MODELS = (*files.SENTENCES, "model_gone")
"""Are about the file of a model: they end when another is loaded."""
OF_STATE = (*STORE, *NEWS, "backup", "models_unsaved", "model_gone", "runtime_rejected")
"""Hold whatever a person does next. The others are about one act: the next one ends them."""


class Faults:
    """`changed` fires when a fault came or went."""

    def __init__(self) -> None:
        self._now: dict[str, Fault] = {}
        self.changed = Signal()

    @property
    def urgent(self) -> Fault | None:
        """The one to show: the store's first, as words may be lost, then the newest."""
        known = list(self._now.values())
        store = (fault for fault in known if fault.code in STORE)
        return next(store, known[-1] if known else None)

    def report(self, fault: Fault) -> None:
        """Something went wrong; of one cause the newest report holds. One that says nothing new changes nothing."""
        before = self._now.pop(fault.code, None)
        alike = before is not None and before.details == fault.details
        self._now[fault.code] = before if before and alike else fault
        if not alike:
            self.changed()

    def over(self, *codes: str) -> None:
        """These are true no longer."""
        gone = [code for code in codes if self._now.pop(code, None)]
        if gone:
            self.changed()

    def loaded(self) -> None:
        """A model is being loaded: what was wrong with another file is of no interest any more."""
        self.over(*OF_MODELS)

    def acted(self) -> None:
        """A person does something else: what went wrong with the act before is over."""
        self.over(*(code for code in self._now if code not in OF_STATE))
