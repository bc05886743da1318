"""What the app asks of an engine child: frozen values, one JSON line each on the child's stdin."""

import msgspec

type_field = "do"
AUTO, ON, OFF = "auto", "on", "off"
"""Flash attention: as llama.cpp finds best, always, or never."""
OLDEST, MIDDLE, REFUSE = "oldest", "middle", "refuse"
"""What to leave out of a prompt that is too long: the oldest turns, those after the first exchange, or nothing."""


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a prompt: `role` is system, user or assistant.

    `tokens` are those that the model gave for an answer: its text could be tokenised in other ways, which would
    miss the cache and make a replay differ. They are used only if they say just what `content` says.
    """

    role: str
    content: str
    tokens: tuple[int, ...] = ()


class Command(msgspec.Struct, frozen=True, tag_field=type_field, tag=str.lower, forbid_unknown_fields=True):
    """The base of all commands; `run` names what the command is about."""

    run: int


class Load(Command, frozen=True):
    """Load a model. A child loads one model in its life.

    context: tokens, 0 for the default; threads: 0 for the default; gpu_layers: -1 for as many as fit;
    flash: flash attention, auto, on or off;
    memory_limit: bytes of address space, 0 for the computer's memory; runtime: a folder with another build
    of llama.cpp, '' for the built-in one.
    """

    path: str
    context: int = 0
    threads: int = 0
    gpu_layers: int = -1
    batch: int = 512
    slots: int = 4
    kv_type: str = "f16"
    flash: str = AUTO
    memory_limit: int = 0
    runtime: str = ""


class Probe(Command, frozen=True):
    """Say what can compute here (Hello), and go."""

    runtime: str = ""


class Forecast(Command, frozen=True):
    """Plan the memory of a model without allocating it (Forecasted), and go. The file may hold nothing but its header.

    contexts: tokens, none for `core.forecast.stops`; kv_types: types of the KV cache; the rest as in Load.
    """

    path: str
    contexts: tuple[int, ...] = ()
    kv_types: tuple[str, ...] = ("f16", "q8_0", "q4_0")
    threads: int = 0
    gpu_layers: int = -1
    batch: int = 512
    slots: int = 4
    runtime: str = ""


class Calibrate(Command, frozen=True):
    """Measure how fast this computer writes with a model, and multiplies with weights of any type (Calibrated), and go.

    path: a small model; the rest as in Load.
    """

    path: str
    threads: int = 0
    gpu_layers: int = -1
    runtime: str = ""


class Change(msgspec.Struct, frozen=True, array_like=True):
    """From answer token `position` on, these sampling values hold."""

    position: int
    values: dict[str, float | str]


class Generate(Command, frozen=True):
    """Answer `turns`. `changes` are sampling values by token position: the first stands at 0.

    A replay gives all changes of the recorded run, and its `plan` (lengths of the batches in which the
    prompt was decoded), so that the same arithmetic is done again. `conversation` tells which answers follow
    one another: they share a slot, so that a branch does not cost another chat its cache. When the last of the
    `turns` is an answer, it is continued. `overflow` says what to leave out when the turns do not fit.
    A `cold` one decodes its whole prompt, alone, so that the times of several can be compared.
    """

    turns: tuple[Turn, ...]
    changes: tuple[Change, ...]
    seed: int
    plan: tuple[int, ...] = ()
    conversation: int = 0
    overflow: str = OLDEST
    cold: bool = False


class SetSampling(Command, frozen=True):
    """Sample the next token of a running answer with these values."""

    values: dict[str, float | str]


class Count(Command, frozen=True):
    """Count the tokens of a text, as contents of a message."""

    text: str


class Stop(Command, frozen=True):
    """End the load, the prompt or the answer with this run's number."""


class Quit(Command, frozen=True):
    """End the child."""


FirstCommand = Load | Probe | Forecast | Calibrate
"""What a child can be started for."""
AnyCommand = Load | Probe | Forecast | Calibrate | Generate | SetSampling | Count | Stop | Quit
