"""Chat templates: a model's own Jinja program, which is hostile until proven harmless, or a built-in one."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar

from jinja2 import TemplateError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.tools import ToolCall, arguments_of
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.deadline import deadline
from slm_desktop.errors import Fault

LONGEST_TEMPLATE = 256 * 1024
RENDER_SECONDS = 2.0
LARGEST_FACTOR, LARGEST_POWER = 10_000, 64
Result = TypeVar("Result")
LONGEST_RENDERING = 8 * 1024 * 1024
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PLAIN = (
    "{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] }}\n\n"
    "{% elif message['role'] == 'user' %}User: {{ message['content'] }}\n"
    "{% else %}Assistant: {{ message['content'] }}\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
THOUGHT_BEGIN, THOUGHT_END = "<think>", "</think>"
PLAIN_STOP = "\nUser:"


class ChatTemplate:
    """Renders turns to text. `kind` is model, chatml or plain; `problem` says why it is not the model's own."""

    def __init__(self, source: str, *, has_chatml: bool, special: dict[str, str]) -> None:
        """Compile and try `source`; fall back to a built-in template when there is none or it does not work."""
        self._special = special
        self._is_typed = False
        self.problem = ""
        self.kind = "model"
        try:
            self._render = self._compile(source)
            self._is_typed = self._wants_typed()
        except Fault as fault:
            self.problem = str(fault.details["reason"]) if source else ""
            self.kind = "chatml" if has_chatml else "plain"
            self._render = self._compile(CHATML if has_chatml else PLAIN)
        self.takes_system = self._shows_system()

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts that end an answer because the template has no token for it."""
        return (PLAIN_STOP,) if self.kind == "plain" else ()

    def render(self, turns: Sequence[Turn], *, tools: Sequence[Any] = (), closed: bool = False) -> str:
        """The whole prompt up to where the answer begins; without that, where it is `closed`.

        `tools` are as OpenAI describes them. Raise Fault 'template' with the cause.
        """
        messages = list(_messages(turns, typed=self._is_typed))
        given: dict[str, Any] = {"messages": messages, "add_generation_prompt": not closed}
        if tools:
            given["tools"] = list(tools)
        text = self._attempt(lambda: self._render(**given, **self._special))
        if len(text) > LONGEST_RENDERING:
            raise Fault("template", {"reason": "template_output"})
        return text

    @cached_property
    def opens_thinking(self) -> bool:
        """Whether a prompt ends with the tag that begins a model's thinking."""
        try:
            return self.render((Turn("user", "x"),)).rstrip().endswith(THOUGHT_BEGIN)
        except Fault:
            return False

    def _compile(self, source: str) -> Callable[..., str]:
        if not source:
            raise Fault("template", {"reason": "template_none"})
        if len(source) > LONGEST_TEMPLATE:
            raise Fault("template", {"reason": "template_long"})
        return self._attempt(lambda: _environment().from_string(source).render)

    @staticmethod
    def _attempt(act: Callable[[], Result]) -> Result:
        """Do something with a program that nobody vouches for: whatever it raises is the reason to fall back."""
        try:
            with deadline(RENDER_SECONDS):
                return act()
        except (RecursionError, MemoryError, TimeoutError) as error:
            raise Fault("template", {"reason": "template_demands", "kind": type(error).__name__}) from error
        except Exception as error:
            raise Fault("template", {"reason": _plain(error)}) from error

    def _wants_typed(self) -> bool:
        """Whether contents must be lists of typed parts, as for some models that read media: from a text such
        a template takes nothing. Raise Fault where it works with neither.
        """
        mark = "slm-content-mark"
        if mark in self.render((Turn("user", mark),)):
            return False
        self._is_typed = True
        with suppress(Fault):
            return mark in self.render((Turn("user", mark),))
        return False

    def _shows_system(self) -> bool:
        mark = "slm-system-mark"
        try:
            return mark in self.render((Turn("system", mark), Turn("user", "x")))
        except Fault:
            return False


def _messages(turns: Iterable[Turn], *, typed: bool) -> Iterable[dict[str, Any]]:
    """Turns as templates take them, with calls of tools and their results; contents are `typed` parts, or texts."""
    for turn in turns:
        content = [{"type": "text", "text": turn.content}] if typed else turn.content
        message: dict[str, Any] = {"role": turn.role, "content": content}
        if turn.calls:
            message["tool_calls"] = [_call(call) for call in turn.calls]
        if turn.call:
            message |= {"name": turn.call.name, "tool_call_id": _id(turn.call)}
        yield message


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": arguments_of(call)}
    return {"id": _id(call), "type": "function", "function": function}


def _id(call: ToolCall) -> str:
    """Some templates want nine letters or digits."""
    return re.sub(r"[^a-zA-Z0-9]", "", call.id)[-9:].rjust(9, "0")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which arithmetic cannot be used to fill the memory or the time in one operation."""

    intercepted_binops = frozenset(["**", "*", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse powers, repetitions and paddings beyond anything that a chat template needs."""
        text = any(isinstance(side, str | list | tuple) for side in (left, right))
        large = any(isinstance(side, int | float) and abs(side) > LARGEST_FACTOR for side in (left, right))
        if (operator == "*" and text and large) or (
            operator == "**" and any(abs(side) > LARGEST_POWER for side in (left, right))
        ):
            raise SecurityError("arithmetic of unreasonable size")
        if operator == "%" and isinstance(left, str) and re.search(r"%[^a-zA-Z]*\d{5}", left):
            raise SecurityError("padding of unreasonable size")
        return super().call_binop(context, operator, left, right)


class Generation(Extension):
    """The tag that marks an answer for training: here it stands for what it holds."""

    tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Any) -> Any:
        """The statements between the tag and its end."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _environment() -> ImmutableSandboxedEnvironment:
    # Without `optimized` and with a `finalize` that needs the context, no constant expression is computed while
    # compiling: 'A' * 200000000 would cost 0.8 GB and 3 seconds there.
    environment = Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,
        finalize=_as_it_is,
        extensions=["jinja2.ext.loopcontrols", Generation],
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.datetime.now().strftime(form)
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(value: Any, ensure_ascii: bool = False, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, **options)


@pass_context
def _as_it_is(_context: Any, value: Any) -> Any:
    return value


def _raise(message: Any) -> None:
    raise TemplateError(str(message))


def _plain(error: BaseException) -> str:
    words = well_formed(str(error))[:200]
    return f"The chat template failed: {words or type(error).__name__}"
