"""What the app asks of an engine child: frozen values, one JSON line each on the child's stdin."""

from slm_desktop.core.engines.commands.answering import (
    Change,
    Generate,
    Overflow,
    Request,
    RunChange,
    SetCandidates,
    SetFormat,
    SetSampling,
    SetScales,
    Turn,
)
from slm_desktop.core.engines.commands.command import Command
from slm_desktop.core.engines.commands.loading import CACHE_PARTIAL, CACHE_SUFFIX, Forecast, Load, Probe, SelfTest
from slm_desktop.core.engines.commands.process import (
    Forget,
    Quit,
    SetComputerUse,
    SetSiblings,
    SetThreads,
    Stop,
    ThreadCommand,
)
from slm_desktop.core.engines.commands.text import (
    CheckFormat,
    Count,
    Detokenise,
    Embed,
    Render,
    TextQuestion,
    Tokenise,
    VocabularyQuestion,
)
from slm_desktop.core.engines.commands.workshop import (
    Benchmark,
    BenchmarkTest,
    Calibrate,
    CutText,
    FilePart,
    Importance,
    Measurement,
    Merge,
    NewFile,
    Perplexity,
    PlanQuantise,
    Quantise,
    ReportedChunk,
    Rewrite,
)

FirstCommand = Load | Probe | SelfTest | Forecast | Measurement | NewFile
"""What a child can be started for."""
RunCommand = Stop | RunChange
"""What is asked of an answer under way."""
AnyCommand = FirstCommand | Generate | RunChange | ThreadCommand | Forget | TextQuestion | Stop | Quit

__all__ = [
    "CACHE_PARTIAL",
    "CACHE_SUFFIX",
    "AnyCommand",
    "Benchmark",
    "BenchmarkTest",
    "Calibrate",
    "Change",
    "CheckFormat",
    "Command",
    "Count",
    "CutText",
    "Detokenise",
    "Embed",
    "FilePart",
    "FirstCommand",
    "Forecast",
    "Forget",
    "Generate",
    "Importance",
    "Load",
    "Measurement",
    "Merge",
    "NewFile",
    "Overflow",
    "Perplexity",
    "PlanQuantise",
    "Probe",
    "Quantise",
    "Quit",
    "Render",
    "ReportedChunk",
    "Request",
    "Rewrite",
    "RunChange",
    "RunCommand",
    "SelfTest",
    "SetCandidates",
    "SetComputerUse",
    "SetFormat",
    "SetSampling",
    "SetScales",
    "SetSiblings",
    "SetThreads",
    "Stop",
    "TextQuestion",
    "ThreadCommand",
    "Tokenise",
    "Turn",
    "VocabularyQuestion",
]
