"""Work on model files, on threads: delete, take in, check, read, move the folder."""

import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from slm_desktop.core.models import gguf
from slm_desktop.core.models.local_models import Checked, LocalModel, LocalModels
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.jobs import Jobs
from slm_desktop.library import file_operations as keep
from slm_desktop.library.places import promised
from slm_desktop.loop import Loop
from slm_desktop.store.models import Models

TELL_SHARE = 0.005


class Step:
    """The progress of one file as a share of all; told only now and then."""

    def __init__(self, start: float, width: float, on: Callable[[float], bool]) -> None:
        self._start, self._width, self._on, self._last = start, width, on, -1.0

    def __call__(self, share: float) -> bool:
        """Tell how far this file is, 0 to 1; False to stop."""
        if share < 1 and share * self._width - self._last < TELL_SHARE:
            return True
        self._last = share * self._width
        return self._on(self._start + self._last)


class FileOperations:
    """What the screen of models does with files."""

    def __init__(
        self, *, jobs: Jobs, loop: Loop, local_models: LocalModels, store: Models, folder: Callable[[], Path]
    ) -> None:
        self._jobs, self._loop, self._local_models, self._store, self._folder = jobs, loop, local_models, store, folder
        self.ended = threading.Event()

    def remove(self, model: LocalModel, on_result: Callable[[Fault | None], None]) -> None:
        """Delete a model; the list is read through again."""

        def work() -> None:
            fault: Fault | None = None
            try:
                keep.remove(model, self._folder())
            except Fault as raised:
                fault = raised
            self._post(self._local_models.refresh)
            self._post(lambda: on_result(fault))

        self._jobs.submit("keep", work)

    def take_in(self, paths: list[str], on_result: Callable[[str | Fault], None]) -> None:
        """Copy files into our folder, one after another."""

        def work(path: str) -> None:
            try:
                result: str | Fault = keep.take_in(path, self._folder(), lambda _share: not self.ended.is_set())
            except Fault as fault:
                result = fault
            except OSError as error:
                result = Fault("file", {"path": Path(path).name, "reason": reason_of(error)})
            self._post(lambda: on_result(result))

        for path in paths:
            self._jobs.submit("keep", partial(work, path))

    def verify(
        self, model: LocalModel, on: Callable[[float], None], on_result: Callable[[list[Checked]], None]
    ) -> None:
        """Find the checksums of all files of a model, and what their places or their download promised."""

        def work() -> None:
            sizes = [os.path.getsize(path) if os.path.exists(path) else 0 for path in model.files]
            total, found = max(1, sum(sizes)), list[Checked]()
            for number, path in enumerate(model.files):
                step = Step(sum(sizes[:number]) / total, sizes[number] / total, lambda share: self._step(on, share))
                try:
                    digest = keep.digest(path, step)
                except OSError:
                    digest = ""
                found.append(Checked(path, digest, promised(path) or self._store.promised(path)))
            self._post(lambda: on_result(found))

        self._jobs.submit("keep", work)

    def header(self, model: LocalModel, on_result: Callable[[gguf.Header | Fault], None]) -> None:
        """Read the whole header, or say why that cannot be done."""

        def work() -> None:
            result: gguf.Header | Fault
            try:
                with open(model.path, "rb") as file:
                    result = gguf.read(gguf.more_of(file))
            except Fault as fault:
                result = fault
            except OSError as error:
                result = Fault("unreadable", {"path": Path(model.path).name, "reason": reason_of(error)})
            self._post(lambda: on_result(result))

        self._jobs.submit("facts", work)

    def source(self, model: LocalModel) -> str:
        """The repository that a model was downloaded from."""
        return self._store.source(model.path)

    def move_folder(self, new: Path, on: Callable[[float], None], on_result: Callable[[Fault | None], None]) -> None:
        """Bring our models to another folder; the settings are to be changed once all went well."""

        def work() -> None:
            fault: Fault | None = None
            try:
                keep.move_folder(self._folder(), new, lambda share: self._step(on, share))
            except Fault as raised:
                fault = raised
            self._post(lambda: on_result(fault))

        self._jobs.submit("keep", work)

    def _step(self, on: Callable[[float], None], share: float) -> bool:
        self._post(lambda: on(share))
        return not self.ended.is_set()

    def _post(self, call: Callable[[], None]) -> None:
        self._loop.post(call)
