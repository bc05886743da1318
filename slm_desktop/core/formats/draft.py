"""A form for answers that somebody is writing: checked as it grows, used when it is ready."""

import json
from enum import StrEnum
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import CheckFormat
from slm_desktop.core.engines.events import Feature, FormatChecked, TextAnswer
from slm_desktop.core.engines.output_format import LONGEST_FORMAT, FormatKind, OutputFormat
from slm_desktop.core.formats.example import schema_of
from slm_desktop.core.signal import Signal
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

LONGEST_REASON = 200
LONGEST_CHECKED = 4000
"""Characters of a schema that is held against JSON Schema's own here; that of a longer one would take too long."""
REFUSALS = ("format", "format_complex", "format_dead_end")


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
        used = self.known = session.chat.format
        """The form of the chat as it was when this draft was made or used last."""
        self.kind, self.text = (used.kind, used.text) if used else (FormatKind.JSON_SCHEMA, "")
        self.page = self.kind.value
        self.pages = {self.page: self.text}
        """What stands on each page of the panel, and the one that was open last."""
        self.state = DraftState.EMPTY
        self.problem: Fault | None = None
        self.warnings: tuple[str, ...] = ()
        self.changed = Signal()
        self._asked = 0
        self.check()

    # -- verbs -------------------------------------------------------------------------------------------------

    def write(self, kind: FormatKind, text: str) -> None:
        """This is what it says now."""
        text = well_formed(text)
        if (kind, text) != (self.kind, self.text):
            self.kind, self.text = kind, text
            self.check()

    def take_example(self, example: str) -> None:
        """Become the JSON schema of an answer that is given as an example. Raise Fault 'example'."""
        self.write(FormatKind.JSON_SCHEMA, json.dumps(schema_of(example), ensure_ascii=False, indent=2))

    def check(self) -> None:
        """Find out whether it can be used; another engine may be asked than the last time."""
        self._asked += 1
        self.problem, self.warnings = None, ()
        if not self.text.strip():
            self._to(DraftState.EMPTY)
            return
        try:
            _must_be_readable(self.kind, self.text)
        except Fault as fault:
            self._refuse(fault)
            return
        self._ask_engine(self._asked)

    def use(self) -> None:
        """Have the answers of the chat in this form, from the next token on where one is being written."""
        if self.can_be_used:
            self.known = OutputFormat(self.kind, self.text)
            self._session.set_format(self.known)

    def turn_off(self) -> None:
        """Have answers in any form; what is written stays here."""
        self.known = None
        self._session.set_format(None)
        self.changed()

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def can_be_used(self) -> bool:
        """Whether there is one, and nothing is known against it."""
        return self.state in (DraftState.USABLE, DraftState.UNCHECKED)

    @property
    def is_stale(self) -> bool:
        """Whether the chat has been given another form elsewhere."""
        return self._session.chat.format != self.known

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

    def _ask_engine(self, asked: int) -> None:
        """An engine on another machine would have to be sent an answer to be asked."""
        engine, format = self._session.engine, OutputFormat(self.kind, self.text)
        if engine is None or not engine.can(Feature.TOKENISE) or not engine.can(Feature.GRAMMAR):
            self._check_here()
            return
        self._to(DraftState.CHECKING)
        engine.ask(lambda run: CheckFormat(run, format), lambda answer: self._on_checked(asked, answer))

    def _on_checked(self, asked: int, answer: TextAnswer | Fault) -> None:
        if asked != self._asked:  # More was written since.
            return
        if isinstance(answer, FormatChecked):
            self.warnings = answer.warnings
            self._to(DraftState.USABLE)
        elif isinstance(answer, Fault) and answer.code in REFUSALS:
            self._refuse(answer)
        else:
            self._to(DraftState.UNCHECKED)

    def _check_here(self) -> None:
        """Without an engine that could be asked, a schema is held against JSON Schema's own at least."""
        try:
            if self.kind == FormatKind.JSON_SCHEMA and len(self.text) <= LONGEST_CHECKED:
                _must_be_schema(json.loads(self.text))
            self._to(DraftState.UNCHECKED)
        except Fault as fault:
            self._refuse(fault)

    def _refuse(self, fault: Fault) -> None:
        self.problem = fault
        self._to(DraftState.REFUSED)

    def _to(self, state: DraftState) -> None:
        self.state = state
        self.changed()


def _must_be_readable(kind: FormatKind, text: str) -> None:
    """Raise Fault 'format' for what is too long, or no JSON object where that is wanted."""
    if len(text) > LONGEST_FORMAT:
        raise Fault("format", {"reason": "format_long"})
    if kind != FormatKind.JSON_SCHEMA:
        return
    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        raise Fault("format", {"reason": "json_line", "line": error.lineno, "message": error.msg}) from error
    except (ValueError, RecursionError) as error:
        raise Fault("format", {"reason": "gbnf_depth"}) from error
    if not isinstance(schema, dict):
        raise Fault("format", {"reason": "schema_object"})


def _must_be_schema(schema: Any) -> None:
    """Raise Fault 'format'. Patterns are not tried: those of JSON Schema are not Python's."""
    try:
        kind = validator_for(schema, default=Draft202012Validator)
        error = next(iter(kind(kind.META_SCHEMA).iter_errors(schema)), None)
    except (ValueError, OverflowError, RecursionError) as raised:
        raise Fault("format", {"reason": str(raised)[:LONGEST_REASON]}) from raised
    if error:
        raise Fault("format", {"reason": f"{error.json_path}: {error.message}"[:LONGEST_REASON]})
