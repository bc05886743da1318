"""Chat templates: a model's own Jinja program, which is hostile until proven harmless, or a built-in one."""

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.tools import ToolCall, arguments_of
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.deadline import deadline
from slm_desktop.engine.jinja_sandbox import LONGEST_RENDERING, sandbox
from slm_desktop.errors import Fault
from slm_desktop.sandbox import memory_room

LONGEST_TEMPLATE = 256 * 1024
RENDER_SECONDS, RENDER_BYTES = 2.0, 2**30
ALONE = threading.Lock()
"""Time and memory are the process's, and prompts are built on several threads: one template is rendered at a time."""
Result = TypeVar("Result")
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
        return self._attempt(lambda: sandbox().from_string(source).render)

    @staticmethod
    def _attempt(act: Callable[[], Result]) -> Result:
        """Do something with a program that nobody vouches for: whatever it raises is the reason to fall back."""
        try:
            with ALONE, deadline(RENDER_SECONDS), memory_room(RENDER_BYTES):
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


def _plain(error: BaseException) -> str:
    words = well_formed(str(error))[:200]
    return f"The chat template failed: {words or type(error).__name__}"
