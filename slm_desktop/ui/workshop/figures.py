"""The figures of a benchmark in words; what was not measured is a dash."""

from slm_desktop.core.compare.records import model_label
from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.energy import EnergySource, Price
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.benchmarks import FIRST_TOKEN
from slm_desktop.core.workshop.records import BenchmarkRecord, Rate, TestResult, rate_of
from slm_desktop.ui.figures import energy_words
from slm_desktop.ui.words import fixed, gigabytes, number, translate

NOTHING = "–"


def title_of(record: BenchmarkRecord) -> str:
    """What a benchmark is about."""
    return model_words(record.name, record.quantisation)


def model_words(name: str, quantisation: str) -> str:
    """A model with the type of its weights."""
    return visible(model_label(name, quantisation))


def rate_words(rate: Rate | None) -> str:
    """Tokens per second, with how far the true mean may lie from it."""
    if rate is None:
        return NOTHING
    return f"{_short(rate.mean)} ± {_short(rate.margin)}" if rate.margin else _short(rate.mean)


def first_token_words(record: BenchmarkRecord) -> str:
    """Seconds from a prompt to the first token of its answer."""
    result = record.result(FIRST_TOKEN)
    if result is None:
        return NOTHING
    return translate("Workshop", "{seconds} s").format(seconds=fixed(sum(result.seconds) / len(result.seconds), 2))


def result_words(result: TestResult) -> str:
    """What a test came to: tokens per second, or seconds to the first token."""
    if result.test.prompt and result.test.answer:
        spent = rate_of(result.seconds)
        words = f"{fixed(spent.mean, 2)} ± {fixed(spent.margin, 2)}" if spent.margin else fixed(spent.mean, 2)
        return translate("Workshop", "{seconds} s").format(seconds=words)
    return translate("Workshop", "{rate} tok/s").format(rate=rate_words(result.rate))


def memory_words(memory: int) -> str:
    """Bytes that llama.cpp has allocated at most, or will."""
    return f"{gigabytes(memory)} GB" if memory else NOTHING


def load_words(record: BenchmarkRecord) -> str:
    """How long the load took."""
    loaded = record.loaded
    return translate("Workshop", "{seconds} s").format(seconds=fixed(loaded.seconds, 2)) if loaded else NOTHING


def test_words(test: BenchmarkTest) -> str:
    """What a test measures."""
    if test.prompt and test.answer:
        words = translate("Workshop", "First token after a prompt of {count}").format(count=number(test.prompt))
    elif test.prompt:
        words = translate("Workshop", "Prompt of {count} tokens").format(count=number(test.prompt))
    else:
        words = translate("Workshop", "Answer of {count} tokens").format(count=number(test.answer))
    if test.depth:
        words = translate("Workshop", "{what}, behind {depth} others").format(what=words, depth=number(test.depth))
    if test.batch:
        words = translate("Workshop", "{what}, {batch} at once").format(what=words, batch=number(test.batch))
    return words


def disturbance_words(result: TestResult) -> str:
    """What kept the computer busy or slow meanwhile; '' for nothing."""
    if not result.is_disturbed:
        return ""
    if result.throttled:
        return translate("Workshop", "The processor was slowed because it was hot")
    cores = fixed(sum(result.others) / len(result.others), 1)
    return translate("Workshop", "Other programs used {cores} cores").format(cores=cores)


def _short(value: float) -> str:
    return fixed(value, 0 if value >= 100 else 1)


def divergence_words(nats: float) -> str:
    """A KL divergence in nats, with as many digits as tell two types apart."""
    return fixed(nats, 4 if nats < 1 else 2)


def share_words(share: float) -> str:
    """A share of tokens."""
    return f"{fixed(100 * share, 1)} %"


def energy_of_tokens_words(joules: float, price: Price, *, is_estimate: bool) -> str:
    """Joules of a thousand tokens, and what a million of them cost; '' where they were not measured."""
    if not joules:
        return ""
    words = translate("Workshop", "{joules} per 1,000 tokens").format(
        joules=energy_words(joules, is_estimate=is_estimate)
    )
    if not price.of_a_kilowatt_hour:
        return words
    cost = fixed(price.of(1000 * joules), 2)
    return translate("Workshop", "{energy}, {cost} {currency} a million").format(
        energy=words, cost=cost, currency=visible(price.currency)
    )


def energy_source_words(record: BenchmarkRecord) -> str:
    """Where joules come from, and what was subtracted; '' without any."""
    words = {
        EnergySource.PROCESSOR: translate("Workshop", "the processor's counters"),
        EnergySource.NVIDIA: translate("Workshop", "the graphics card's counters"),
        EnergySource.AMD: translate("Workshop", "the graphics card's power"),
        EnergySource.BATTERY: translate("Workshop", "the battery"),
        EnergySource.ESTIMATE: translate("Workshop", "an estimate from processor time and the watts in the settings"),
    }
    sources = [words[source] for source in record.energy_sources if source in words]
    if not sources:
        return ""
    found = translate("Workshop", "energy by {sources}").format(sources=", ".join(sources))
    if not record.resting_watts:
        return found
    return translate("Workshop", "{energy}, less {watts} W at rest").format(
        energy=found, watts=fixed(record.resting_watts, 1)
    )
