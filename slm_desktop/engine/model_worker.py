"""What every child with a model does: read commands, load, tell why that failed, go when it is no longer wanted."""

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import psutil

from slm_desktop.core.engines.commands import AnyCommand, Load, Quit, Stop, VocabularyQuestion
from slm_desktop.core.engines.events import Failed, Hello, Loaded, Loading, Stopped
from slm_desktop.engine import forecast
from slm_desktop.engine.devices import ALL_LAYERS, default_threads, devices, gpus_of
from slm_desktop.engine.heartbeat import Heartbeat
from slm_desktop.engine.limits import Limits
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.questions import readable
from slm_desktop.engine.text_answers import TextAnswers
from slm_desktop.engine.wire import EventWriter, read_command
from slm_desktop.errors import Fault
from slm_desktop.sandbox import confine, effective_limit, limit_files, limit_memory

PROGRESS_SECONDS = 0.05


class ModelWorker:
    """One model. The main thread alone calls llama.cpp, but for questions about its vocabulary.

    Subclasses make a context for it, and do what they are asked.
    """

    def __init__(self, load: Load, commands: BinaryIO, emit: EventWriter) -> None:
        self._load, self._options = load, load.options
        self._emit, self._started = emit, time.monotonic()
        limit_files(load.cache_limit if load.cache else 0)
        self._holes = confine(readable(load), load.cache)
        self._inbox: queue.SimpleQueue[tuple[float, AnyCommand]] = queue.SimpleQueue()
        self._text = TextAnswers(emit)
        self._abort, self._cancelled = AbortFlag(), False
        self._native: Native | None = None
        self._limit = effective_limit(load.options.memory_limit)
        threading.Thread(target=self._listen, args=(commands,), name="commands", daemon=True).start()
        self._heartbeat = Heartbeat(emit)

    def serve(self) -> int:
        """Load, then do what is asked until told to stop."""
        try:
            self._open()
        except (Fault, MemoryError) as error:
            self._emit(self._why_not(error))
            return 0
        if self._cancelled:
            self._emit(Stopped(self._load.run))
            return 0
        self._emit(self._loaded())
        self._work()
        return 0

    def _open(self) -> None:
        """Load the model, and make what is needed beside it. Raise Fault or MemoryError."""
        raise NotImplementedError

    def _loaded(self) -> Loaded:
        """What is told of it then."""
        raise NotImplementedError

    def _work(self) -> None:
        """Do what is asked; return when the model is no longer wanted."""
        raise NotImplementedError

    def _why_not(self, error: Fault | MemoryError) -> Failed | Stopped:
        """What is reported of a load that did not end well; one that was cancelled did not fail."""
        if self._cancelled:
            return Stopped(self._load.run)
        fault = error if isinstance(error, Fault) else Fault("memory_model")
        details = fault.details
        if fault.code == "memory_model" and "needed" not in details:
            free = forecast.usable(self._limit)
            details = {"needed": os.path.getsize(self._load.path), "free": free, **details}
        return Failed(self._load.run, fault.code, details, self._log_tail())

    def _listen(self, commands: BinaryIO) -> None:
        """Read commands for ever; a closed or garbled stdin ends the process, whatever it is doing."""
        try:
            while (command := read_command(commands)) is not None:
                if isinstance(command, VocabularyQuestion):
                    self._text.put(command)
                    continue
                self._inbox.put((time.monotonic(), command))
                if isinstance(command, Stop | Quit):
                    self._cancelled |= command.run in (0, self._load.run)
                    self._abort.raise_()
        finally:
            os._exit(0)

    def _read_model(self) -> int:
        """Read the model's file; the layers that were asked to go to the GPU. Raise Fault."""
        native = self._native = Native(self._load.options.runtime)
        found = devices(native)
        self._gpus = gpus_of(found)
        self._emit(Hello(self._load.run, native.build, self._load.options.runtime, found, self._holes))
        # GPU drivers reserve address space by the terabyte, so a limit on it would only forbid them.
        limit_memory(0 if self._gpus else self._limit or psutil.virtual_memory().total)
        self._model = Model(native, self._load.path)
        layers = self._options.gpu_layers
        if layers < 0:
            layers = self._fitting_layers(native) if self._gpus else 0
        self._model.load(layers, self._progress(), embeds=self._options.embeddings)
        self._offloaded = self._model.offloaded()
        return layers

    def _fitting_layers(self, native: Native) -> int:
        if self._options.embeddings:  # Such models are small, and llama.cpp plans only those that write.
            return ALL_LAYERS
        return forecast.fitting_layers(native, self._load.path, self._options, default_threads(), self._gpus)

    def _described(self, limits: Limits) -> dict[str, Any]:
        """What is told of any loaded model: fields of Loaded."""
        model = self._model
        return {
            "run": self._load.run,
            "name": model.name,
            "architecture": model.architecture,
            "quantisation": model.quantisation,
            "parameters": model.parameters,
            "trained_context": model.trained_context,
            "vocabulary": model.vocabulary,
            "layers": model.layers,
            "offloaded": self._offloaded,
            "device": self._device(self._offloaded),
            "threads": limits.threads,
            "slots": limits.slots,
            "seconds": time.monotonic() - self._started,
        }

    def _device(self, offloaded: int) -> str:
        """The description of the GPU that layers went to, or ''."""
        return self._gpus[0].description if offloaded and self._gpus else ""

    def _progress(self) -> Callable[[float], bool]:
        last = 0.0

        def report(progress: float) -> bool:
            nonlocal last
            now = time.monotonic()
            if now - last >= PROGRESS_SECONDS:
                last = now
                self._emit(Loading(self._load.run, progress))
            return not self._cancelled

        return report

    def _log_tail(self) -> tuple[str, ...]:
        return self._native.log.tail() if self._native else ()
