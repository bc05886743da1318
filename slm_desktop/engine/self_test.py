"""A short answer of a small model, written as any answer is: it tells whether a runtime computes rightly."""

import time

from slm_desktop.core.engines.commands import Change, Generate, Request, SelfTest, Turn
from slm_desktop.core.engines.events import AnyEvent, Device, Failed, SelfTested, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.self_tests import EXPECTED, PROMPT
from slm_desktop.core.sampling import Values
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.devices import ALL_LAYERS
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.slots import Slots
from slm_desktop.errors import Fault

CONTEXT = 512
GREEDY: Values = {"temperature": 0.0, "max_tokens": float(len(EXPECTED))}


def self_test(native: Native, command: SelfTest, threads: int, gpus: list[Device]) -> SelfTested:
    """Load the model, on the graphics card where layers may go there, and write. Raise Fault as a load does."""
    tokens: list[int] = []

    def on_event(event: AnyEvent) -> None:
        if isinstance(event, Tokens):
            tokens.extend(token.id for token in event.items)
        if isinstance(event, Failed):
            raise Fault(event.code, event.details)

    model = Model(native, command.path)
    model.load(ALL_LAYERS if gpus and command.options.gpu_layers else 0, lambda _progress: True)
    limits = model.limits(LoadOptions(context=CONTEXT, slots=1), threads)
    slots = Slots(Context(model, limits, AbortFlag()), on_event)
    asked = Generate(command.run, Request(turns=(Turn("user", ""),), changes=(Change(0, GREEDY),), seed=1, cold=True))
    prompt = model.tokenise(PROMPT)
    slots.start(Answer(command=asked, prompt=prompt, dropped=0, model=model, stops=(), started=time.monotonic()))
    while slots.busy:
        slots.step()
    return SelfTested(command.run, tuple(tokens))
