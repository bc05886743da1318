"""How a model writes the calls of tools: found out by having its chat template write some, and seeing what it makes.

A template says what the model was trained on, and nothing else does. What stands around the JSON of a call is taken
from the template as it is. Where a template knows no tools, or writes calls that are no JSON, they have a form of ours.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import msgspec

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.tools import LONGEST_ARGUMENTS, Tool, ToolCall, arguments_of, function_of, without_calls
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.template import ChatTemplate
from slm_desktop.errors import Fault

NAME, NEXT_NAME, KEY, VALUE = "probename", "probenext", "probekey", "probevalue"
MOST_CALLS = 32
PLAIN_NAME = re.compile(r"[\w.:-]{1,128}")
INSTRUCTIONS = """You can use tools. Here they are, one JSON object in each line:
<tools>
{tools}
</tools>

To use a tool, answer with its name and its arguments, as JSON between these tags:
<tool_call>
{{"name": "the tool's name", "arguments": {{"argument": "value"}}}}
</tool_call>
The next message is then the result, with which you answer the question."""
CALL_BEGIN, CALL_END = "<tool_call>\n", "\n</tool_call>"
RESULT = "The result of {tool}:\n{result}\n\nNow answer the question with it."
"""Said by words alone: models that were not trained to use tools take tags for something to be repeated."""


class ToolForm(msgspec.Struct, frozen=True, dict=True):
    """`begin`, a call, `between` and another call as often as there are more, `end`.

    A call is the JSON of `pattern`, in which NAME stands for the name and an object with KEY for the arguments. Without
    a pattern it is the name, `middle`, and the JSON of the arguments. Without `between` there is only one call.
    """

    begin: str = CALL_BEGIN
    end: str = CALL_END
    between: str | None = None
    pattern: str = json.dumps({"name": NAME, "arguments": {KEY: VALUE}})
    middle: str = ""
    is_own: bool = True

    @property
    def must_be_all(self) -> bool:
        """Whether calls can be told only where they begin the answer."""
        return not self.begin.strip()

    @cached_property
    def trigger(self) -> "re.Pattern[str]":
        """What in an answer begins its calls. Without a beginning of their own, they must be all of the answer."""
        if not self.must_be_all:
            return re.compile(_flexible(self.begin.strip()))
        before, _name, _after = self.pattern.partition(NAME)
        return re.compile(rf"\A\s*(?={_flexible_json(before)})" if self.pattern else r"(?!)")

    def begun_length(self, text: str) -> int:
        """How many characters at the end of a text may be the first ones of calls."""
        if self.must_be_all:
            head = "".join(self.pattern.partition(NAME)[0].split())
            return len(text) if text and head.startswith("".join(text.split())) else 0
        begin = self.begin.strip()
        lengths = range(min(len(begin) - 1, len(text)), 0, -1)
        return next((length for length in lengths if text.endswith(begin[:length])), 0)

    def calls_in(self, text: str) -> list[ToolCall]:
        """The calls that stand in an answer: from the first beginning of calls as far as they can be read."""
        return list(self._calls(text))

    def _calls(self, text: str) -> Iterator[ToolCall]:
        match = self.trigger.search(text)
        at = match.end() if match else -1
        start = match.start() if match else -1
        for _number in range(MOST_CALLS):
            found = self._call_at(text, at) if at >= 0 else None
            if found is None:
                return
            name, arguments, after = found
            following = _skip(text, after, self.between) if self.between is not None else -1
            is_last = following < 0 or self._call_at(text, following) is None
            ended = _skip(text, after, self.end) if is_last else following
            if is_last and ended < 0:
                ended = after
            yield ToolCall(name, arguments, start=start, end=ended)
            if is_last:
                return
            start, at = ended, following

    def _call_at(self, text: str, at: int) -> tuple[str, str, int] | None:
        """The name and the arguments of the call that begins there, and where it ends."""
        while at < len(text) and text[at].isspace():
            at += 1
        if self.pattern:
            return self._object_at(text, at)
        name = PLAIN_NAME.match(text, at)
        if name is None:
            return None
        arguments, end = _json_at(text, _skip(text, name.end(), self.middle))
        return _read(name.group(), arguments, end)

    def _object_at(self, text: str, at: int) -> tuple[str, str, int] | None:
        written, end = _json_at(text, at)
        found: dict[str, Any] = {}
        _match(json.loads(self.pattern), written, found)
        name, arguments = found.get("name"), found.get("arguments")
        if isinstance(arguments, str):  # Some models write the arguments as the text of an object.
            arguments = _json_at(arguments, 0)[0]
        return _read(name, arguments, end)

    def written(self, calls: Sequence[ToolCall]) -> str:
        """Calls as this form writes them."""
        one = [_filled(json.loads(self.pattern), call) for call in calls]
        texts = [json.dumps(call, ensure_ascii=False) for call in one]
        return self.begin + (self.between or "").join(texts) + self.end


OWN = ToolForm()


def form_of(template: ChatTemplate) -> ToolForm:
    """The form in which a template writes calls; ours where it knows none, or another than JSON."""
    tools = [function_of(Tool(NAME, "Says something.", json.dumps({"type": "object", "properties": {KEY: {}}})))]
    question, calls = Turn("user", "x"), (_probe(NAME), _probe(NEXT_NAME))
    try:
        if NAME not in template.render([question], tools=tools):
            return OWN
        plain = template.render([question, Turn("assistant", "answer")], tools=tools, closed=True)
        one = template.render([question, Turn("assistant", "", calls=calls[:1])], tools=tools, closed=True)
    except Fault:
        return OWN
    before, after = _around(plain, "answer")
    if not one.startswith(before.rstrip()):
        return OWN
    # What closes the turn of a call may be another token than what closes that of an answer.
    text = one[len(before.rstrip()) :]
    form = _read_form(text.removesuffix(after) if after and text.endswith(after) else text)
    return _with_several(form, template, tools, [question, Turn("assistant", "", calls=calls)]) if form else OWN


def _probe(name: str) -> ToolCall:
    return ToolCall(name, json.dumps({KEY: VALUE}), "call00000")


def _around(text: str, part: str) -> tuple[str, str]:
    before, _part, after = text.rpartition(part)
    return before, after


def _read_form(text: str) -> ToolForm | None:
    """The form of a text that is one call of the probe, with what a template writes around it."""
    for match in re.finditer(r"\{", text):
        written, end = _json_at(text, match.start())
        found: dict[str, Any] = {}
        if isinstance(written, dict) and NAME in text[match.start() : end]:
            _find(written, found)
            if {"name", "arguments"} <= found.keys():
                return ToolForm(text[: match.start()], text[end:], None, json.dumps(written), is_own=False)
            return None
        if written == {KEY: VALUE} and NAME in text[: match.start()]:
            begin, _name, middle = text[: match.start()].rpartition(NAME)
            return ToolForm(begin, text[end:], None, "", middle, is_own=False)
    return None


def _with_several(form: ToolForm, template: ChatTemplate, tools: list[Any], turns: list[Turn]) -> ToolForm:
    """The same with what stands between two calls, where a template writes more than one."""
    try:
        text = template.render(turns, tools=tools, closed=True)
    except Fault:
        return form
    first, second = text.rfind(NAME), text.rfind(NEXT_NAME)
    if first < 0 or second < first:
        return form
    start = text.rfind("{", 0, second) if form.pattern else second
    end = _json_at(text, text.rfind("{", 0, first) if form.pattern else text.find("{", first))[1]
    while form.pattern and end < second and text[end] == "}":  # An object around that of the name.
        end += 1
    if not 0 < end <= start:
        return form
    return ToolForm(form.begin, form.end, text[end:start], form.pattern, form.middle, is_own=False)


def prepared(turns: Sequence[Turn], form: ToolForm, tools: Sequence[Tool]) -> list[Turn]:
    """Turns for a template that knows nothing of tools: calls and results are words, and so is what tools there are."""
    ready = [_in_words(turn, form) for turn in turns]
    if not tools:
        return ready
    lines = [json.dumps(function_of(tool)["function"], ensure_ascii=False) for tool in tools]
    words = INSTRUCTIONS.format(tools="\n".join(lines))
    if ready and ready[0].role == "system":
        return [Turn("system", f"{ready[0].content}\n\n{words}"), *ready[1:]]
    return [Turn("system", words), *ready]


def _in_words(turn: Turn, form: ToolForm) -> Turn:
    if turn.role == "tool":
        return Turn("user", RESULT.format(tool=turn.call.name if turn.call else "the tool", result=turn.content))
    if not turn.calls:
        return turn
    text = without_calls(turn.content, turn.calls)
    return Turn(turn.role, "\n".join(filter(None, (text, form.written(turn.calls)))), turn.tokens)


def _flexible(text: str) -> str:
    """A pattern of a text in which spaces may be others, or none."""
    return r"\s*".join(re.escape(part) for part in text.split())


def _flexible_json(text: str) -> str:
    return r"\s*".join(re.escape(character) for character in text if not character.isspace())


def _skip(text: str, at: int, part: str) -> int:
    """Where a part ends that stands at a place; -1 where it does not."""
    match = re.compile(rf"\s*{_flexible(part.strip())}" if part.strip() else r"\s*").match(text, at)
    return match.end() if match else -1


def _json_at(text: str, at: int) -> tuple[Any, int]:
    """The JSON value that begins at a place, and where it ends; None where there is none."""
    while 0 <= at < len(text) and text[at].isspace():
        at += 1
    try:
        return json.JSONDecoder().raw_decode(text, at) if 0 <= at < len(text) else (None, at)
    except (ValueError, RecursionError):
        return None, at


def _find(pattern: Any, found: dict[str, Any]) -> None:
    """Find out where name and arguments of the probe stand in a pattern."""
    _match(pattern, pattern, found)


def _match(pattern: Any, written: Any, found: dict[str, Any]) -> None:
    """Take name and arguments from what was written in a pattern's shape."""
    if pattern == NAME:
        found["name"] = written
    elif pattern == {KEY: VALUE} or pattern == json.dumps({KEY: VALUE}):
        found["arguments"] = written
    elif isinstance(pattern, dict) and isinstance(written, dict):
        for key, inner in pattern.items():
            _match(inner, written.get(key), found)


def _filled(pattern: Any, call: ToolCall) -> Any:
    if pattern == NAME:
        return call.name
    if pattern == {KEY: VALUE}:
        return arguments_of(call)
    return {key: _filled(inner, call) for key, inner in pattern.items()} if isinstance(pattern, dict) else pattern


def _read(name: Any, arguments: Any, end: int) -> tuple[str, str, int] | None:
    """A call that ends there, if it is one."""
    text = json.dumps(arguments, ensure_ascii=False) if isinstance(arguments, dict) else ""
    is_call = isinstance(name, str) and name and text and len(text) <= LONGEST_ARGUMENTS
    return (well_formed(name), well_formed(text), end) if is_call else None
