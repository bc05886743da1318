"""Benchmarks, and what works for them."""

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.usage import Pace, Setup
from slm_desktop.core.workshop.benchmarks import Benchmarks
from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.machine import this_machine
from slm_desktop.services.models import ModelServices
from slm_desktop.store.benchmarks import BenchmarkTable
from slm_desktop.store.chats import Chats


class WorkshopServices:
    """What was measured of a model here teaches the forecasts of speeds, too."""

    def __init__(self, context: ServiceContext, store: Chats, models: ModelServices) -> None:
        self._context, self._models = context, models
        self.benchmarks = Benchmarks(context.pool, BenchmarkTable(store), self, context.clock, context.ids)
        self.benchmarks.on_measured = self._learn
        self.benchmarks.on_fault = context.faults.report
        self.benchmarks.changed.subscribe(self._make_room)
        models.calibrator.is_held = lambda: self.benchmarks.running is not None

    def machine(self) -> Machine:
        """This computer."""
        return this_machine(self._context.pool)

    def _make_room(self) -> None:
        """What is measured of a model, and what of the computer, would disturb each other."""
        if self.benchmarks.running:
            self._models.calibrator.make_way()

    def _learn(self, record: BenchmarkRecord) -> None:
        model, answer = self._models.local_models.of_path(record.path), record.answer
        tested = next((one.test for one in record.results if one.test.answer and not one.test.prompt), None)
        if model is None or answer is None or tested is None or record.loaded is None:
            return
        options = record.options
        setup = Setup(options.context, record.loaded.threads, options.kv_type, record.loaded.offloaded)
        self._models.speeds.add(model.key, Pace(answer.mean, tested.answer, 0, setup))

    def close(self) -> None:
        """The app ends: what was measured is kept."""
        self.benchmarks.stop()
