"""Sampling values as people read them in a line."""

from typing import Protocol

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.engines.adapters import DEFAULT_SCALE
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.sampling import BY_NAME, DEFAULTS, DICE, Values, difference, text_of
from slm_desktop.core.visible import visible
from slm_desktop.ui.tools.words import title_of
from slm_desktop.ui.words import counted, fixed, local, translate

SHORT = {"temperature": "T"}
ALWAYS = ("temperature", "top_p")
MOST_NAMED = 4
LONGEST_PREFILL = 24


def value_words(name: str, value: object) -> str:
    """A sampling value with its name: T 0.8, Top-k 40."""
    if name == "seed":
        if value == DICE:
            return translate("Compare", "seed shared")
        return translate("Compare", "seed {seed}").format(seed=int(float(str(value))))
    return short_title(name) if is_text(name) else f"{short_title(name)} {local(text_of(name, value))}"


def title(name: str) -> str:
    """What a sampling value is called; one of another version has its own name."""
    row = BY_NAME.get(name)
    return translate("Sampling", row.label) if row else name


def short_title(name: str) -> str:
    """The same where there is little room."""
    return SHORT.get(name) or title(name)


def is_text(name: str) -> bool:
    """Whether the value is a text, too long to be shown in a line."""
    row = BY_NAME.get(name)
    return row is not None and row.kind == "text"


class Asked(Protocol):
    """What a column, or a candidate of a suite, is asked with."""

    @property
    def sampling(self) -> Values:
        """Its sampling values."""

    @property
    def system(self) -> str:
        """Its system prompt."""

    @property
    def format(self) -> OutputFormat | None:
        """The form of its answers."""

    @property
    def answer_options(self) -> AnswerOptions:
        """How else they are asked for."""


def settings_words(one: Asked, first: Asked | None) -> str:
    """What is worth saying of a column's settings: of the first those used most, of others what differs from it."""
    values = one.sampling
    if first is not None:
        names = list(difference(first.sampling, values))
    else:
        names = [name for name in values if name in ALWAYS or values[name] != DEFAULTS.get(name)]
    words = [value_words(name, values[name]) for name in names[:MOST_NAMED]]
    rest = ["…"] if len(names) > MOST_NAMED else []
    return "  ·  ".join([*words, *rest, *_other_words(one, first)]) or translate("Compare", "Same settings as A")


def _other_words(one: Asked, first: Asked | None) -> list[str]:
    """What is not sampling."""
    words = []
    if one.format != (first.format if first else None):
        words.append(_form_words(one.format))
    options, same = one.answer_options, first.answer_options if first else AS_A_CHAT
    if options.text_completion != same.text_completion:
        is_text = options.text_completion
        words.append(translate("Compare", "text completion") if is_text else translate("Compare", "chat template"))
    if options.prefill != same.prefill:
        words.append(
            translate("Compare", "begins with “{words}”").format(words=_shortened(options.prefill))
            if options.prefill
            else translate("Compare", "no given beginning")
        )
    if options.following != same.following:
        words.append(
            translate("Compare", "fills the gap before “{words}”").format(words=_shortened(options.following))
            if options.following
            else translate("Compare", "nothing follows")
        )
    for name, scale in options.scales.items():
        if scale != same.scales.get(name, DEFAULT_SCALE):
            words.append(f"{_shortened(name)} {fixed(scale, 2)}")
    if options.called != same.called or options.must_call != same.must_call:
        words.append(_tools_words(options))
    if options.searched != same.searched:
        one_, many = translate("Compare", "1 document"), translate("Compare", "{count} documents")
        count = len(options.searched)
        words.append(counted(one_, many, count) if count else translate("Compare", "no documents"))
    if first and one.system != first.system:
        words.append(translate("Compare", "other system prompt"))
    return words


def _tools_words(options: AnswerOptions) -> str:
    """Which tools may be called, and whether one must be."""
    if not options.called:
        return translate("Compare", "no tools")
    names = _shortened(", ".join(title_of(tool.rpartition("/")[2]) for tool in options.called))
    if options.must_call:
        return translate("Compare", "must call: {tools}").format(tools=names)
    return translate("Compare", "may call: {tools}").format(tools=names)


def _shortened(text: str) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= LONGEST_PREFILL else line[:LONGEST_PREFILL] + "…"


def _form_words(format: OutputFormat | None) -> str:
    if format is None:
        return translate("Compare", "no structured output")
    is_schema = format.kind == FormatKind.JSON_SCHEMA
    return translate("Compare", "JSON schema") if is_schema else translate("Compare", "grammar")
