"""What is kept of suites that were run, and of sweeps."""

import msgspec

from slm_desktop.core.compare.records import model_label
from slm_desktop.core.engines.options import NOTHING_CHOSEN, LoadOverrides
from slm_desktop.core.evaluate.suite import Suite
from slm_desktop.core.sampling import Values

SUITE, SWEEP = "suite", "sweep"


class Candidate(msgspec.Struct, frozen=True):
    """A model with settings that is asked all prompts."""

    name: str
    path: str
    quantisation: str = ""
    options: LoadOverrides = NOTHING_CHOSEN
    sampling: Values = {}
    system: str = ""
    sha256: str = ""

    @property
    def label(self) -> str:
        """Model and quantisation."""
        return model_label(self.name, self.quantisation)


class Evaluation(msgspec.Struct):
    """What is run: a suite over candidates.

    `axes` names the parameters of a sweep; `fair` writes one answer at a time.
    """

    id: int
    title: str
    created: float
    suite: Suite
    candidates: list[Candidate]
    kind: str = SUITE
    axes: tuple[str, ...] = ()
    fair: bool = False

    @property
    def tasks(self) -> list[tuple[int, int, int]]:
        """All answers to get: candidate, prompt, round."""
        return [
            (who, prompt, turn)
            for who in range(len(self.candidates))
            for prompt in range(len(self.suite.prompts))
            for turn in range(self.suite.rounds)
        ]
