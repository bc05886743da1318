"""What happens, as engine children and their hosts tell it: frozen values, one JSON line each."""

from slm_desktop.core.engines.events.answering import (
    Allowed,
    Called,
    Calling,
    Candidates,
    Distribution,
    Drafted,
    DraftTokens,
    Failed,
    Finished,
    FormatChanged,
    FormatRefused,
    Logprob,
    Logprobs,
    Prompted,
    Prompting,
    PromptLogprobs,
    SamplingChanged,
    ScalesChanged,
    Stopped,
    ThreadsSet,
    Token,
    TokenLogprobs,
    Tokens,
)
from slm_desktop.core.engines.events.event import Event
from slm_desktop.core.engines.events.loading import Buffer, Device, Feature, Hello, Loaded, Loading, Note, SelfTested
from slm_desktop.core.engines.events.planning import (
    Benchmarked,
    Calibrated,
    CutChunk,
    Divergence,
    Forecasted,
    ImportanceMeasured,
    Parting,
    PerplexityMeasured,
    Planned,
    Quantised,
    QuantisePlanned,
    Quantising,
    Repeated,
    Scored,
    TextCut,
    Throughput,
)
from slm_desktop.core.engines.events.process import Exited, Responding, Sample, Stalled, ThreadsChanged
from slm_desktop.core.engines.events.text import (
    Counted,
    Detokenised,
    Embedded,
    FormatChecked,
    Rendered,
    TextAnswer,
    Tokenised,
)

AnyEvent = (
    Hello
    | SelfTested
    | Loading
    | Loaded
    | Forecasted
    | Calibrated
    | Repeated
    | Benchmarked
    | Quantising
    | Quantised
    | QuantisePlanned
    | ImportanceMeasured
    | Scored
    | PerplexityMeasured
    | Prompting
    | Prompted
    | Tokens
    | Logprobs
    | PromptLogprobs
    | Candidates
    | SamplingChanged
    | FormatChanged
    | ScalesChanged
    | FormatRefused
    | Sample
    | ThreadsChanged
    | ThreadsSet
    | Drafted
    | Calling
    | Called
    | TextCut
    | TextAnswer
    | Finished
    | Stopped
    | Failed
    | Stalled
    | Responding
    | Exited
)
"""Everything that can be said. The last three are made by the host, never by a child."""

Ended = Finished | Stopped | Failed

__all__ = [
    "Allowed",
    "AnyEvent",
    "Benchmarked",
    "Buffer",
    "Calibrated",
    "Called",
    "Calling",
    "Candidates",
    "Counted",
    "CutChunk",
    "Detokenised",
    "Device",
    "Distribution",
    "Divergence",
    "DraftTokens",
    "Drafted",
    "Embedded",
    "Ended",
    "Event",
    "Exited",
    "Failed",
    "Feature",
    "Finished",
    "Forecasted",
    "FormatChanged",
    "FormatChecked",
    "FormatRefused",
    "Hello",
    "ImportanceMeasured",
    "Loaded",
    "Loading",
    "Logprob",
    "Logprobs",
    "Note",
    "Parting",
    "PerplexityMeasured",
    "Planned",
    "PromptLogprobs",
    "Prompted",
    "Prompting",
    "QuantisePlanned",
    "Quantised",
    "Quantising",
    "Rendered",
    "Repeated",
    "Responding",
    "Sample",
    "SamplingChanged",
    "ScalesChanged",
    "Scored",
    "SelfTested",
    "Stalled",
    "Stopped",
    "TextAnswer",
    "TextCut",
    "ThreadsChanged",
    "ThreadsSet",
    "Throughput",
    "Token",
    "TokenLogprobs",
    "Tokenised",
    "Tokens",
]
