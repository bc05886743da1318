"""A form for answers that somebody is writing: checked as it grows, used when it is ready."""

import json
from enum import StrEnum

from jsonschema import Draft202012Validator, SchemaError

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import CheckFormat
from slm_desktop.core.engines.events import Feature, FormatChecked, TextAnswer
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.formats.example import schema_of
from slm_desktop.core.signal import Signal
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

LONGEST_REASON = 200
LONGEST_CHECKED = 20_000
"""Characters of a schema that is held against JSON Schema's own here; that of a longer one would take too long."""


class DraftState(StrEnum):
    """What is known of a draft. UNCHECKED is one that no engine here could be asked about."""

    EMPTY = "empty"
    CHECKING = "checking"
    USABLE = "usable"
    UNCHECKED = "unchecked"
    REFUSED = "refused"


class FormatDraft:
    """The draft for one chat. `changed` fires when more is known of it."""

    def __init__(self, session: ChatSession) -> None:
        self._session = session
        used = session.chat.format
        self.kind, self.text = (used.kind, used.text) if used else (FormatKind.JSON_SCHEMA, "")
        self.state = DraftState.EMPTY
        self.problem: Fault | None = None
        self.warnings: tuple[str, ...] = ()
        self.changed = Signal()
        self._asked = 0
        self._check()

    # -- verbs -------------------------------------------------------------------------------------------------

    def write(self, kind: FormatKind, text: str) -> None:
        """This is what it says now."""
        text = well_formed(text)
        if (kind, text) != (self.kind, self.text):
            self.kind, self.text = kind, text
            self._check()

    def take_example(self, example: str) -> None:
        """Become the JSON schema of an answer that is given as an example. Raise Fault 'example'."""
        self.write(FormatKind.JSON_SCHEMA, json.dumps(schema_of(example), ensure_ascii=False, indent=2))

    def use(self) -> None:
        """Have the answers of the chat in this form, from the next token on where one is being written."""
        if self.can_be_used:
            self._session.set_format(OutputFormat(self.kind, self.text))

    def turn_off(self) -> None:
        """Have answers in any form; what is written stays here."""
        self._session.set_format(None)
        self.changed()

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def can_be_used(self) -> bool:
        """Whether there is one, and nothing is known against it."""
        return self.state not in (DraftState.EMPTY, DraftState.REFUSED)

    @property
    def is_used(self) -> bool:
        """Whether the chat's answers have just this form."""
        return self._session.chat.format == OutputFormat(self.kind, self.text)

    @property
    def is_on(self) -> bool:
        """Whether the chat's answers have any form."""
        return self._session.chat.format is not None

    @property
    def last_answer(self) -> str:
        """The newest answer of the chat, '' without one."""
        answer = self._session.last_answer
        return answer.content if answer else ""

    # -- inside ------------------------------------------------------------------------------------------------

    def _check(self) -> None:
        self._asked += 1
        self.problem, self.warnings = None, ()
        if not self.text.strip():
            self._to(DraftState.EMPTY)
            return
        try:
            if self.kind == FormatKind.JSON_SCHEMA:
                _must_be_schema(self.text)
        except Fault as fault:
            self.problem = fault
            self._to(DraftState.REFUSED)
            return
        self._ask_engine(self._asked)

    def _ask_engine(self, asked: int) -> None:
        """An engine on another machine would have to be sent an answer to be asked."""
        engine, format = self._session.engine, OutputFormat(self.kind, self.text)
        if engine is None or not engine.can(Feature.TOKENISE) or not engine.can(Feature.GRAMMAR):
            self._to(DraftState.UNCHECKED)
            return
        self._to(DraftState.CHECKING)
        engine.ask(lambda run: CheckFormat(run, format), lambda answer: self._on_checked(asked, answer))

    def _on_checked(self, asked: int, answer: TextAnswer | Fault) -> None:
        if asked != self._asked:  # More was written since.
            return
        if isinstance(answer, FormatChecked):
            self.warnings = answer.warnings
            self._to(DraftState.USABLE)
        elif isinstance(answer, Fault) and answer.code == "format":
            self.problem = answer
            self._to(DraftState.REFUSED)
        else:
            self._to(DraftState.UNCHECKED)

    def _to(self, state: DraftState) -> None:
        self.state = state
        self.changed()


def _must_be_schema(text: str) -> None:
    """Raise Fault 'format' for what is no JSON, or no schema."""
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        raise Fault("format", {"reason": "json_line", "line": error.lineno, "message": error.msg}) from error
    except RecursionError as error:
        raise Fault("format", {"reason": "gbnf_depth"}) from error
    if not isinstance(schema, dict):
        raise Fault("format", {"reason": "schema_object"})
    if len(text) > LONGEST_CHECKED:
        return
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise Fault("format", {"reason": f"{error.json_path}: {error.message}"[:LONGEST_REASON]}) from error
    except RecursionError as error:
        raise Fault("format", {"reason": "gbnf_depth"}) from error
