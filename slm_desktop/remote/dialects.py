"""What each kind of server understands beyond OpenAI's protocol. What a row lacks would be dropped without a word."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.sampling import PARAMETERS


class Kind(StrEnum):
    """A kind of server."""

    SLM_DESKTOP = "slm_desktop"
    LLAMA_SERVER = "llama_server"
    VLLM = "vllm"
    SGLANG = "sglang"
    OLLAMA = "ollama"
    LM_STUDIO = "lm_studio"
    OPENAI = "openai"
    """One of which nothing more is known."""


class Continues(StrEnum):
    """How an answer is continued: not at all, by an assistant's message at the end, or by one with flags."""

    NO = "no"
    LAST_MESSAGE = "last_message"
    FLAGS = "flags"


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `parameters` are our sampling values by what the server calls them, `features` what it can do.

    `grammar` makes the fields that hold an answer to one in GBNF. `has_logprobs`: each token comes with its log
    probability, and so tokens can be told apart; some refuse that beside tools. `has_adapters`: it tells of its LoRA
    adapters, and takes their scales.
    `extra` are fields that every request has.
    """

    kind: Kind
    title: str
    parameters: Mapping[str, str]
    features: frozenset[Feature]
    continues: Continues = Continues.NO
    has_logprobs: bool = False
    has_logprobs_with_tools: bool = True
    has_adapters: bool = False
    extra: Mapping[str, object]
    grammar: Callable[[str], dict[str, object]] | None = None


COMMON = ("temperature", "top_p", "max_tokens", "presence_penalty", "frequency_penalty")
BASE = {name: name for name in COMMON}
LLAMA_NAMES = {"penalty_last_n": "repeat_last_n", "dry_last_n": "dry_penalty_last_n"}
APART = ("seed", "stop")
"""They have fields of their own in every protocol."""
LLAMA = {row.name: LLAMA_NAMES.get(row.name, row.name) for row in PARAMETERS if row.name not in APART}
CLUSTER = {**BASE, "top_k": "top_k", "min_p": "min_p", "repeat_penalty": "repetition_penalty"}
# No server counts the tokens of a draft: what is not sent yet stays here.
GOING_ON = frozenset({Feature.CONTINUE, Feature.LIVE_SAMPLING})
TOLD = frozenset({Feature.CACHED_TOKENS})
SCHEMA = frozenset({Feature.JSON_SCHEMA})
FORMS = SCHEMA | {Feature.GRAMMAR}
TEXT = frozenset({Feature.RAW_PROMPT})
TOOLS = frozenset({Feature.TOOLS})
PICTURES = frozenset({Feature.PICTURES})
SCORES = frozenset({Feature.PROMPT_LOGPROBS})
AUDIO = frozenset({Feature.AUDIO})
"""Whether a model takes them is another matter: some servers tell, others refuse."""
ALL = GOING_ON | FORMS | TEXT | TOOLS | PICTURES | AUDIO


def _llama_grammar(grammar: str) -> dict[str, object]:
    return {"grammar": grammar}


DIALECTS: dict[Kind, Dialect] = {
    row.kind: row
    for row in (
        Dialect(
            kind=Kind.SLM_DESKTOP,
            title="SLM Desktop",
            parameters=LLAMA,
            features=ALL | TOLD | SCORES | {Feature.RUNS, Feature.INFILL},
            continues=Continues.LAST_MESSAGE,
            grammar=_llama_grammar,
            has_logprobs=True,
            has_adapters=True,
            extra={"return_progress": True},
        ),
        Dialect(
            kind=Kind.LLAMA_SERVER,
            title="llama-server",
            parameters=LLAMA,
            features=ALL | TOLD,
            continues=Continues.LAST_MESSAGE,
            grammar=_llama_grammar,
            has_logprobs=True,
            has_logprobs_with_tools=False,
            has_adapters=True,
            extra={"return_progress": True, "cache_prompt": True},
        ),
        Dialect(
            kind=Kind.VLLM,
            title="vLLM",
            parameters=CLUSTER,
            features=ALL | TOLD | SCORES,
            continues=Continues.FLAGS,
            grammar=lambda grammar: {"structured_outputs": {"grammar": grammar}},
            has_logprobs=True,
            extra={},
        ),
        Dialect(
            kind=Kind.SGLANG,
            title="SGLang",
            parameters=CLUSTER,
            features=ALL,
            continues=Continues.FLAGS,
            grammar=lambda grammar: {"ebnf": grammar},
            has_logprobs=True,
            extra={},
        ),
        Dialect(kind=Kind.OLLAMA, title="Ollama", parameters=BASE, features=SCHEMA | TOOLS | PICTURES, extra={}),
        Dialect(
            kind=Kind.LM_STUDIO,
            title="LM Studio",
            parameters={**BASE, "top_k": "top_k", "repeat_penalty": "repeat_penalty"},
            features=SCHEMA | TEXT | TOOLS | PICTURES,
            extra={},
        ),
        Dialect(
            kind=Kind.OPENAI,
            title="OpenAI-compatible server",
            parameters=BASE,
            features=TOOLS | PICTURES | AUDIO,
            extra={},
        ),
    )
}
