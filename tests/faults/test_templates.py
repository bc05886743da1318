"""Chat templates as hostile authors write them: each renders or gives way to a built-in one with a reason, in its time and
memory, and none sees anything of the program that renders it.
"""

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable

import psutil
import pytest

from slm_desktop.core.engines.commands import Turn
from slm_desktop.engine.template import RENDER_BYTES, RENDER_SECONDS, ChatTemplate
from slm_desktop.errors import Fault

TURNS = (Turn("system", "Be brief."), Turn("user", "Hello there"), Turn("assistant", "Hi."), Turn("user", "Why?"))
LONGEST_SECONDS = 8 * RENDER_SECONDS
"""A template is compiled and tried some times before it is used."""
LEAKED = re.compile(r"<class |<module |<code object|<frame |__builtins__|site-packages|root:x:")
"""What a view into the program looks like; the names of what a template may call are none."""

ATOMS = (
    "'x'", "'x' * 9999", "'%0{n}d' % 1", "messages", "messages[0]", "messages[0]['content']", "range({n})", "[1, 2]", "{{}}",
    "self", "namespace(a='x')", "cycler(1, 2)", "joiner('x')", "lipsum(n=9)", "dict(a=1)", "raise_exception", "strftime_now",
    "{n}", "1.5", "none", "ns", "ns.a", "bos_token", "''.__class__", "loop", "caller", "varargs", "config",
)  # fmt: skip
FILTERS = (
    "join", "list", "tojson", "tojson(indent={n})", "string", "length", "replace('x', ns.a)", "center({n})", "indent({n})",
    "wordwrap({n})", "batch({n}, 'x')", "slice({n})", "format(messages)", "map(attribute='__class__')", "attr('__class__')",
    "attr('__init__')", "groupby('role')", "sum", "sum(start='')", "xmlattr", "urlize", "round({n})", "pprint", "reverse",
    "sort(attribute='__doc__')", "select('callable')", "truncate({n})", "first", "last", "dictsort", "items", "unique",
    "map('replace', 'x', ns.a)", "forceescape", "striptags", "title", "wordcount", "filesizeformat", "random", "min",
)  # fmt: skip
ATTRIBUTES = (
    ".__class__", ".__init__", ".__globals__", "['__class__']", ".__mro__[1]", ".__subclasses__()", ".format(messages)",
    ".ljust({n})", ".zfill({n})", ".expandtabs({n})", ".splitlines()", ".encode()", ".join(messages)", ".split('')",
    ".format_map(messages[0])", ".copy()", ".update(a=1)", ".append(1)", ".items()", ".mro()", "._fields", ".environment",
    ".__code__", ".gi_frame", ".translate(messages[0])", ".replace('x', ns.a)", "[0:{n}]", "[{n}]", "()", "(1, 2)",
)  # fmt: skip
STATEMENTS = (
    "{{{{ {e} }}}}", "{{% set ns.a = {e} %}}", "{{% set ns.a = ns.a ~ ns.a ~ {e} %}}", "{{% set ns.a = ns.a + ns.a %}}",
    "{{% for m in {e} %}}{s}{{% endfor %}}", "{{% for i in range({n}) %}}{s}{{% endfor %}}",
    "{{% if {e} %}}{s}{{% endif %}}", "{{% macro f(a) %}}{{{{ f(a) }}}}{{% endmacro %}}{{{{ f({e}) }}}}",
    "{{% set x %}}{s}{{% endset %}}{{{{ x }}}}", "{{% filter upper %}}{s}{{% endfilter %}}", "{{% include {e} %}}",
    "{{% import {e} as m %}}", "{{% extends {e} %}}", "{{% block b %}}{s}{{% endblock %}}", "{{% break %}}", "{{# {e} #}}",
    "{{% call({e}) f() %}}{s}{{% endcall %}}", "{{% generation %}}{s}{{% endgeneration %}}", "{{%- {e} -%}}",
)  # fmt: skip
NUMBERS = (0, 1, -1, 7, 99, 9_999, 99_999, 2**31, 2**63, -(2**31))
MARK = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def expression(dice: random.Random) -> str:
    """An atom, and some steps into it."""
    parts = [dice.choice(ATOMS)]
    for _step in range(dice.choice((0, 1, 1, 2, 4))):
        parts.append(dice.choice(ATTRIBUTES) if dice.random() < 0.5 else f" | {dice.choice(FILTERS)}")
    made = "".join(parts)
    if dice.random() < 0.2:
        made = (
            f"({made}) {dice.choice(('+', '*', '**', '%', '~', '//', 'in', 'is', 'and', '=='))} ({dice.choice(ATOMS)})"
        )
    return made.format(n=dice.choice(NUMBERS))


def statements(dice: random.Random, depth: int = 0) -> str:
    """Some statements, one within another."""
    made = ""
    for _statement in range(dice.randint(1, 2)):
        inner = statements(dice, depth + 1) if depth < 2 else "x"
        made += dice.choice(STATEMENTS).format(e=expression(dice), s=inner, n=dice.choice(NUMBERS))
    return made


def source_of(dice: random.Random) -> str:
    """A template that shows its messages and does something else."""
    return "{% set ns = namespace(a='x' * 99) %}" + MARK + statements(dice) + "{{ ns.a }}"


def rendered_apart(source: str) -> tuple[str, float, int]:
    """What came of a template in a process of its own, after how many seconds, with how many bytes more memory."""
    reader, writer = os.pipe()
    inherited, began = psutil.Process().memory_info().rss, time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _render(source, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        end = said.read().decode("utf-8", "replace")
    _pid, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status):
        end = f"died: {signal.Signals(status & 127).name if status & 127 else os.WEXITSTATUS(status)}"
    return end, time.monotonic() - began, usage.ru_maxrss * 1024 - inherited


def _render(source: str, writer: int) -> None:
    """The child: it never returns."""
    try:
        made = ChatTemplate(source, has_chatml=True, special={"bos_token": "<s>"})
        try:
            text = made.render(TURNS)
        except Fault as fault:
            text = f"a fault: {fault.details['reason']}"
        end = "it saw the program" if LEAKED.search(text) else f"{made.kind}"
        os.write(writer, end.encode())
    except BaseException as error:  # noqa: BLE001 - told as any other end
        os.write(writer, f"raised {type(error).__name__}: {error}"[:300].encode())
    os._exit(0)


GREEDY = {
    "doubling": "{% for i in range(40) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
    "lists": "{% set ns.a = [1] %}{% for i in range(40) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
    "replacing": "{% for i in range(20) %}{% set ns.a = ns.a | replace('x', 'xxxxxxxxxx') %}{% endfor %}",
    "joining": "{% for i in range(40) %}{% set ns.a = [ns.a, ns.a] | join %}{% endfor %}",
    "centred": "{{ 'x' | center(8000000000) }}",
    "justified": "{{ 'x'.ljust(8000000000) }}",
    "formatted": "{{ '{:>8000000000}'.format('x') }}",
    "tabs": "{{ '\\t'.expandtabs(2000000000) }}",
    "filled": "{{ [1] | batch(2000000000, 'x') | list }}",
    "nested": "{% set ns.a = ['x'] %}{% for i in range(40) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}{{ ns.a | tojson }}",
}


@pytest.mark.parametrize("what", GREEDY)
def test_a_template_that_wants_all_memory_gives_way(what: str) -> None:
    end, seconds, memory = rendered_apart("{% set ns = namespace(a='x' * 9999) %}" + MARK + GREEDY[what] + "{{ ns.a }}")
    assert end == "chatml"
    assert seconds < LONGEST_SECONDS
    assert memory < 1.5 * RENDER_BYTES


@pytest.mark.parametrize("count", [40, pytest.param(2_000, marks=pytest.mark.faults)])
def test_any_template_renders_or_gives_way(count: int, record_property: Callable[[str, object], None]) -> None:
    dice, ends, longest, largest = random.Random(23), Counter[str](), 0.0, 0
    wrong = list[tuple[str, str]]()
    for _number in range(count):
        source = source_of(dice)
        end, seconds, memory = rendered_apart(source)
        ends[end] += 1
        longest, largest = max(longest, seconds), max(largest, memory)
        if end not in ("model", "chatml") or seconds > LONGEST_SECONDS or memory > 1.5 * RENDER_BYTES:
            wrong.append((end, source))
    record_property(f"{count} templates", dict(ends))
    record_property(
        f"{count} templates, the longest in s, the most memory in MB", (round(longest, 2), largest // 10**6)
    )
    assert not wrong
