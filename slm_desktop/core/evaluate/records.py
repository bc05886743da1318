"""What is kept of suites that were run, and of sweeps."""

import msgspec

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.compare.records import model_label
from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.evaluate.suite import Suite
from slm_desktop.core.evaluate.tasks import Task
from slm_desktop.core.sampling import Values

SUITE, SWEEP = "suite", "sweep"


class Candidate(msgspec.Struct, frozen=True):
    """A model with settings that is asked all prompts.

    Its answers have the form `format` where a prompt has none of its own. `also_at` are further addresses of a model on
    another machine: all of them share its answers. `answer_options` say how else its answers are asked for.
    """

    name: str
    path: str
    quantisation: str = ""
    options: LoadOverrides = NOTHING_CHOSEN
    sampling: Values = {}
    system: str = ""
    sha256: str = ""
    also_at: tuple[str, ...] = ()
    format: OutputFormat | None = None
    answer_options: AnswerOptions = AS_A_CHAT

    @property
    def paths(self) -> tuple[str, ...]:
        """All places where it answers."""
        return (self.path, *self.also_at)

    @property
    def is_remote(self) -> bool:
        """Whether it answers on another machine."""
        return is_remote(self.path)

    @property
    def label(self) -> str:
        """Model and quantisation."""
        return model_label(self.name, self.quantisation)


class Evaluation(msgspec.Struct):
    """What is run: a suite over candidates.

    `axes` names the parameters of a sweep; `fair` writes one answer at a time. `most_at_once` is the limit for each
    engine on another machine, 0 for what measuring finds.
    """

    id: int
    title: str
    created: float
    suite: Suite
    candidates: list[Candidate]
    kind: str = SUITE
    axes: tuple[str, ...] = ()
    fair: bool = False
    most_at_once: int = 0

    @property
    def count(self) -> int:
        """The number of all answers to get."""
        return len(self.candidates) * len(self.suite.prompts) * self.suite.rounds

    @property
    def tasks(self) -> list[Task]:
        """All answers to get: candidate, prompt, round."""
        return [
            (who, prompt, turn)
            for who in range(len(self.candidates))
            for prompt in range(len(self.suite.prompts))
            for turn in range(self.suite.rounds)
        ]
