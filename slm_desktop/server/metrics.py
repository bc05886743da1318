"""Counts for Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from slm_desktop.core.serve.served_run import RunState
from slm_desktop.core.serve.serving import Serving

PREFIX = "slm_desktop_"


class ServingCollector(Collector):
    """Reads the counts when they are asked for."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        totals = self._serving.totals
        answers = CounterMetricFamily(f"{PREFIX}answers", "Answers that have ended, by how.", labels=["state"])
        for state in (RunState.COMPLETE, RunState.STOPPED, RunState.FAILED):
            answers.add_metric([state.value], totals.answers.get(state, 0))
        yield answers
        for name, words, value in (
            ("prompt_tokens", "Tokens of prompts.", totals.prompt_tokens),
            ("cached_tokens", "Tokens of prompts that were cached.", totals.cached_tokens),
            ("answer_tokens", "Tokens of answers.", totals.answer_tokens),
            ("prompt_seconds", "Seconds in which prompts were decoded.", totals.prompt_seconds),
            ("answer_seconds", "Seconds between the first and the last token of answers.", totals.answer_seconds),
        ):
            yield CounterMetricFamily(f"{PREFIX}{name}", words, value=value)
        yield self._running()

    def _running(self) -> Metric:
        gauge = GaugeMetricFamily(f"{PREFIX}running", "Answers under way, by how far they are.", labels=["state"])
        states = [run.state for run in self._serving.running]
        for state in (RunState.WAITING, RunState.RUNNING):
            gauge.add_metric([state.value], states.count(state))
        return gauge


def exposition(serving: Serving) -> tuple[bytes, str]:
    """The text that Prometheus reads, and its content type. To be called on the loop's thread."""
    registry = CollectorRegistry()
    registry.register(ServingCollector(serving))
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4
