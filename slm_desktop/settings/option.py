"""What an option is: one row of the table of settings."""

import msgspec

from slm_desktop.words import QT_TRANSLATE_NOOP as _

Value = bool | int | str | list[str]


class Option(msgspec.Struct, frozen=True):
    """One row: `kind` is choice, int, bool, text, folder, folders (a list), models (the folder of models, which is
    moved), state (kept, but shown nowhere), token, place or fact (shown, and not kept).

    `choices` pair a stored value with its label. `automatic` is the value at which the app decides itself, `never` the
    one at which it does nothing; a number that is not `grouped` is a name, and has no separators. A `place` names a folder of the app in its default. `at_start` tells that a change
    waits for the next start.
    """

    name: str
    kind: str
    default: Value
    label: str = ""
    help: str = ""
    group: str = ""
    choices: tuple[tuple[Value, str], ...] = ()
    low: int = 0
    high: int = 0
    step: int = 1
    automatic: int | None = None
    never: int | None = None
    grouped: bool = True
    at_start: bool = False
    hint: str = ""

    @property
    def special(self) -> str:
        """What is shown in the place of the lowest value; '' where that is a number like the others."""
        if self.automatic is not None:
            return _("Settings", "Automatic")
        return _("Settings", "Never") if self.never is not None else ""

    @property
    def shown(self) -> bool:
        """Whether the page has a row for it."""
        return self.kind != "state"

    def clean(self, value: object) -> Value:
        """The value if it fits this row, else the nearest one or the default."""
        if self.kind == "choice":
            return value if value in [stored for stored, _label in self.choices] else self.default
        if self.kind == "int":
            if not isinstance(value, int) or isinstance(value, bool):
                return self.default
            return min(max(value, self.low), self.high)
        if isinstance(self.default, list):
            return (
                [item for item in value if isinstance(item, str)][:50]
                if isinstance(value, list)
                else list(self.default)
            )
        return value if type(value) is type(self.default) else self.default
