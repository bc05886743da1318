"""The one table of sampling parameters: validation, storage, sliders and the sampler chain all read it."""

import math
from collections.abc import Mapping
from contextlib import suppress

import msgspec

from slm_desktop.core.visible import well_formed
from slm_desktop.words import QT_TRANSLATE_NOOP as _

Value = float | str
Values = dict[str, Value]
"""Sampling values by name. Whole numbers are floats without a fraction, stop texts one text with a line each."""

CONTEXT = "Sampling"
DICE = -1.0
LONGEST_TEXT = 4000


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One row: `kind` is float, int, text or choice; `off` is the value at which it does nothing.

    `scale` log spreads a wide range over a slider by ratio; `choices` name the values of a choice; a row that `rests`
    under Mirostat acts only while that is off; `aliases` are what other programs call it in requests.
    """

    name: str
    label: str
    kind: str
    default: Value
    low: float
    high: float
    step: float
    help: str
    off: float | None = None
    scale: str = "linear"
    advanced: bool = True
    choices: tuple[str, ...] = ()
    rests: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """Digits after the point that the step needs."""
        return 0 if self.kind != "float" else max(1, -math.floor(math.log10(self.step)))

    def clamp(self, value: object) -> Value:
        """The nearest possible value; what is no number at all becomes the default."""
        if self.kind == "text":
            return well_formed(value[:LONGEST_TEXT]) if isinstance(value, str) else self.default
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            return self.default
        bounded = min(max(float(value), self.low), self.high)
        return bounded if self.kind == "float" else float(round(bounded))


def _row(
    name: str,
    label: str,
    kind: str,
    default: Value,
    low: float,
    high: float,
    step: float,
    help: str,
    *,
    off: float | None = None,
    scale: str = "linear",
    advanced: bool = True,
    choices: tuple[str, ...] = (),
    rests: bool = False,
    aliases: tuple[str, ...] = (),
) -> Parameter:
    default = default if isinstance(default, str) else float(default)
    return Parameter(
        name=name,
        label=label,
        kind=kind,
        default=default,
        low=low,
        high=high,
        step=step,
        help=help,
        off=off,
        scale=scale,
        advanced=advanced,
        choices=choices,
        rests=rests,
        aliases=aliases,
    )


# fmt: off
PARAMETERS: tuple[Parameter, ...] = (
    _row("temperature", _("Sampling", "Temperature"), "float", 0.8, 0, 2, 0.05,
         _("Sampling", "How daring the choice is: 0 always takes the likeliest token, above 1 unlikely ones come up often."),
         advanced=False),
    _row("top_k", _("Sampling", "Top-k"), "int", 40, 0, 200, 1,
         _("Sampling", "Choose among the k likeliest tokens only. 0 turns it off."), off=0, advanced=False, rests=True),
    _row("top_p", _("Sampling", "Top-p"), "float", 0.95, 0, 1, 0.01,
         _("Sampling", "Choose among the likeliest tokens that together reach this probability. 1 turns it off."), off=1, advanced=False,
         rests=True),
    _row("min_p", _("Sampling", "Min-p"), "float", 0.05, 0, 1, 0.01,
         _("Sampling", "Drop tokens less likely than this share of the likeliest one. 0 turns it off."), off=0, advanced=False, rests=True),
    _row("max_tokens", _("Sampling", "Max tokens"), "int", 1024, 1, 32768, 1,
         _("Sampling", "The answer ends after this many tokens at the latest."), scale="log", advanced=False,
         aliases=("max_completion_tokens", "n_predict")),
    _row("seed", _("Sampling", "Seed"), "int", DICE, -1, 4294967294, 1,
         _("Sampling", "The same seed and settings give the same answer. With the dice, each answer draws a new one."), advanced=False),
    _row("repeat_penalty", _("Sampling", "Repeat penalty"), "float", 1, 0.5, 2, 0.01,
         _("Sampling", "Makes tokens that were just used less likely. 1 turns it off."), off=1,
         aliases=("repetition_penalty",)),
    _row("presence_penalty", _("Sampling", "Presence penalty"), "float", 0, -2, 2, 0.05,
         _("Sampling", "Lowers every token that has appeared at all, so new subjects come up. 0 turns it off."), off=0),
    _row("frequency_penalty", _("Sampling", "Frequency penalty"), "float", 0, -2, 2, 0.05,
         _("Sampling", "Lowers tokens by how often they have appeared. 0 turns it off."), off=0),
    _row("penalty_last_n", _("Sampling", "Penalty window"), "int", 64, 0, 4096, 1,
         _("Sampling", "How many of the last tokens the three penalties look at."), scale="log", aliases=("repeat_last_n",)),
    _row("typical_p", _("Sampling", "Typical-p"), "float", 1, 0, 1, 0.01,
         _("Sampling", "Prefers tokens about as surprising as the text usually is. 1 turns it off."), off=1, rests=True),
    _row("top_n_sigma", _("Sampling", "Top-n-sigma"), "float", 0, 0, 5, 0.05,
         _("Sampling", "Keep tokens whose score lies within n standard deviations of the best. 0 turns it off."), off=0, rests=True),
    _row("xtc_probability", _("Sampling", "XTC probability"), "float", 0, 0, 1, 0.01,
         _("Sampling", "How often the most obvious tokens are taken away, so that others get a turn. 0 turns it off."), off=0, rests=True),
    _row("xtc_threshold", _("Sampling", "XTC threshold"), "float", 0.1, 0, 0.5, 0.01,
         _("Sampling", "A token counts as obvious for XTC above this probability."), rests=True),
    _row("dry_multiplier", _("Sampling", "DRY strength"), "float", 0, 0, 5, 0.05,
         _("Sampling", "Punishes repeating whole phrases, more with every token of the repetition. 0 turns it off."), off=0),
    _row("dry_base", _("Sampling", "DRY base"), "float", 1.75, 1, 4, 0.05,
         _("Sampling", "How fast the DRY punishment grows with the length of the repetition.")),
    _row("dry_allowed_length", _("Sampling", "DRY allowed length"), "int", 2, 1, 50, 1,
         _("Sampling", "Repetitions up to this many tokens go unpunished by DRY.")),
    _row("dry_last_n", _("Sampling", "DRY window"), "int", 512, 0, 8192, 1,
         _("Sampling", "How many of the last tokens DRY searches for repetitions."), scale="log", aliases=("dry_penalty_last_n",)),
    _row("mirostat", _("Sampling", "Mirostat"), "choice", 0, 0, 2, 1,
         _("Sampling", "Steers the temperature so that the text stays equally surprising; it replaces top-k, top-p and the like."),
         off=0, choices=(_("Sampling", "Off"), _("Sampling", "Version 1"), _("Sampling", "Version 2"))),
    _row("mirostat_tau", _("Sampling", "Mirostat target"), "float", 5, 0, 10, 0.1,
         _("Sampling", "The surprise in bits that Mirostat aims at: low is focused, high is varied.")),
    _row("mirostat_eta", _("Sampling", "Mirostat rate"), "float", 0.1, 0, 1, 0.01,
         _("Sampling", "How quickly Mirostat corrects itself.")),
    _row("stop", _("Sampling", "Stop texts"), "text", "", 0, 0, 1,
         _("Sampling", "One per line: the answer ends just before any of them.")),
)
# fmt: on
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
SAMPLER_ORDER = ("penalties", "dry", "top_n_sigma", "top_k", "typical_p", "top_p", "min_p", "xtc", "temperature")
"""The order in which the samplers of llama.cpp are chained, its default; with Mirostat the cuts between are left out."""
GRAMMAR = "grammar"
"""What an output format rules out, before all samplers: no setting steers it."""
SAMPLER_OF = {
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "typical_p": "typical_p",
    "top_n_sigma": "top_n_sigma",
    "xtc_probability": "xtc",
    "xtc_threshold": "xtc",
    "repeat_penalty": "penalties",
    "presence_penalty": "penalties",
    "frequency_penalty": "penalties",
    "penalty_last_n": "penalties",
    "dry_multiplier": "dry",
    "dry_base": "dry",
    "dry_allowed_length": "dry",
    "dry_last_n": "dry",
}
"""The sampler that a parameter steers."""
SETTING_OF = {name: next(one for one, sampler in SAMPLER_OF.items() if sampler == name) for name in SAMPLER_ORDER}
"""The parameter that stands for a sampler: the first in the table, which turns it on."""
DRY_BREAKERS = ("\n", ":", '"', "*")
"""DRY looks for no repetition behind a token that holds one of these: llama.cpp's default."""
DEFAULTS: Values = {parameter.name: parameter.default for parameter in PARAMETERS}
SHIPPED: dict[str, dict[str, float]] = {
    _("Sampling", "Precise"): {"temperature": 0.2, "top_p": 0.9, "min_p": 0.1},
    _("Sampling", "Balanced"): {"temperature": 0.7, "top_p": 0.9, "min_p": 0.05},
    _("Sampling", "Creative"): {"temperature": 1.1, "top_k": 100, "top_p": 0.98, "min_p": 0.03},
    _("Sampling", "Greedy: always the likeliest"): {"temperature": 0},
}
"""Presets that come with the app, by their names: what differs from the defaults."""


RECOMMENDATIONS = {
    "temp": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold",
    "penalty_last_n": "penalty_last_n",
    "penalty_repeat": "repeat_penalty",
    "mirostat": "mirostat",
    "mirostat_tau": "mirostat_tau",
    "mirostat_eta": "mirostat_eta",
}
"""What a GGUF file calls the values that its makers recommend, after `general.sampling.` (llama.h)."""


def recommended(metadata: Mapping[str, str]) -> dict[str, float]:
    """The sampling values that the metadata of a GGUF file recommend, brought into range; what is no number is left out."""
    found: dict[str, float] = {}
    for key, name in RECOMMENDATIONS.items():
        with suppress(ValueError):
            value = float(metadata.get(f"general.sampling.{key}", ""))
            if name == "penalty_last_n" and value < 0:  # The whole context.
                value = BY_NAME[name].high
            if math.isfinite(value):
                found[name] = round(float(BY_NAME[name].clamp(value)), BY_NAME[name].decimals)
    return found


def complete(values: Mapping[str, object]) -> Values:
    """All parameters: those in `values` brought into range, the others at their defaults."""
    return {row.name: row.clamp(values[row.name]) if row.name in values else row.default for row in PARAMETERS}


def used_samplers(values: Values) -> tuple[str, ...]:
    """The samplers that do anything with complete values, in their order. Temperature is always among them."""
    number = {name: value for name, value in values.items() if not isinstance(value, str)}
    repetition = (number["repeat_penalty"], number["frequency_penalty"], number["presence_penalty"])
    cuts = not number["mirostat"]
    uses = {
        "penalties": number["penalty_last_n"] >= 1 and repetition != (1, 0, 0),
        "dry": number["dry_multiplier"] > 0 and number["dry_last_n"] >= 1,
        "top_n_sigma": cuts and number["top_n_sigma"] > 0,
        "top_k": cuts and number["top_k"] >= 1,
        "typical_p": cuts and number["typical_p"] < 1,
        "top_p": cuts and number["top_p"] < 1,
        "min_p": cuts and number["min_p"] > 0,
        # At temperature 0 the likeliest token is taken, which is what XTC would take away.
        "xtc": cuts and number["xtc_probability"] > 0 and not is_greedy(values),
        "temperature": True,
    }
    return tuple(name for name in SAMPLER_ORDER if uses[name])


def is_greedy(values: Mapping[str, object]) -> bool:
    """Whether always the likeliest token is taken, so that the seed says nothing."""
    return values.get("temperature") == 0


def difference(before: Values, after: Values) -> Values:
    """What `after` changes, for a marker or a record."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def stop_texts(values: Values) -> tuple[str, ...]:
    """The stop texts, one a line, without empty ones."""
    return tuple(line for line in str(values.get("stop", "")).splitlines() if line)[:16]


def text_of(name: str, value: object) -> str:
    """A sampling value as people write it: 0.8, 40."""
    row = BY_NAME.get(name)
    if row is None or not isinstance(value, int | float):
        return str(value)
    return f"{value:.{row.decimals}f}".rstrip("0").rstrip(".") if row.kind == "float" else f"{int(value)}"
