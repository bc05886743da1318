"""Chat templates are hostile until proven harmless."""

import psutil
import pytest

from slm_desktop.core.engines.commands import Turn
from slm_desktop.engine.template import ChatTemplate
from slm_desktop.errors import Fault

TURNS = (Turn("system", "S"), Turn("user", "U"))


def template(source: str, has_chatml: bool = True) -> ChatTemplate:
    return ChatTemplate(source, has_chatml=has_chatml, special={"bos_token": "<s>", "eos_token": "</s>"})


def test_the_models_own_template_is_used() -> None:
    made = template("{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}")
    assert (made.kind, made.render(TURNS)) == ("model", "<s>[system]S[user]U")
    assert made.takes_system


def test_without_a_template_there_is_a_built_in_one() -> None:
    assert template("").kind == "chatml"
    assert template("", has_chatml=False).kind == "plain"
    assert template("").problem == ""


HOSTILE = {
    "syntax": "{% for %}",
    "raises": "{{ raise_exception('no') }}",
    "escape": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "escape by format": "{{ '{0.__class__.__init__.__globals__}'.format(messages) }}{{ messages.__init__.__globals__ }}",
    "endless loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "recursion": "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
    "division": "{{ 1 // 0 }}",
    "missing attribute": "{{ messages[0].nothing.more }}",
    "too long": "x" * 300_000,
    "power": "{{ 9 ** 9 ** 9 }}",
    "repetition": "{{ 'A' * 2000000000 }}",
    "padding": "{{ '%0999999999d' % 1 }}",
    "nested blocks": "{% for a in [1] %}" * 25 + "{% endfor %}" * 25,
    "surrogates": "{{ raise_exception('\\ud800') }}",
    "import": "{% include '/etc/passwd' %}",
    "endless text": "{% for a in range(99999) %}" + "x" * 200 + "{% endfor %}",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_templates_fall_back_with_a_reason_in_little_memory(source: str) -> None:
    before = psutil.Process().memory_info().rss
    made = template(source)
    assert made.kind == "chatml"
    assert made.problem.encode()
    assert psutil.Process().memory_info().rss - before < 300 * 2**20
    assert made.render(TURNS).endswith("<|im_start|>assistant\n")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% generation %}{{ messages[1].content }}{% endgeneration %}", "U"),
        ("{{ messages[1].content | tojson(ensure_ascii=False) }}", '"U"'),
        ("{{ '-' * 20 }}{{ 3 * 4 }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ '%d' % 5 }}", "-" * 20 + "12102435"),
        ("{% for m in messages %}{% if loop.first %}{% continue %}{% endif %}{{ m.content }}{% endfor %}", "U"),
    ],
)
def test_what_real_templates_use_works(source: str, text: str) -> None:
    made = template("{% if messages|length > 1 %}" + source + "{% endif %}")
    assert (made.kind, made.render(TURNS)) == ("model", text)


def test_a_template_that_wants_its_contents_in_parts_gets_them() -> None:
    """Those of models that read pictures go through the parts of a message, and take nothing from a text."""
    source = (
        "{% for m in messages %}{{ m.role }}:{% for part in m.content %}"
        "{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %};{% endfor %}"
    )
    made = template(source)
    assert made.kind == "model"
    assert made.render(TURNS) == "system:S;user:U;"


def test_a_bomb_that_is_never_run_costs_nothing() -> None:
    before = psutil.Process().memory_info().rss
    made = template("{% if false %}{{ 'A' * 200000000 }}{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}")
    assert made.kind == "model"
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


def test_a_template_that_fails_only_for_some_turns_says_so_when_it_does() -> None:
    made = template("{% if messages|length > 1 %}{{ raise_exception('only one message, please') }}{% endif %}x")
    assert made.kind == "model"
    with pytest.raises(Fault) as caught:
        made.render(TURNS)
    assert "only one message" in str(caught.value.details["reason"])
