"""The folder of models moves: everything that names files in it names them in the new one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from slm_desktop.core.models.local_models import rebased
from slm_desktop.errors import Fault

if TYPE_CHECKING:
    from slm_desktop.services.services import Services


def move_models(
    services: "Services", folder: Path, on_progress: Callable[[float], None], on_end: Callable[[Fault | None], None]
) -> None:
    """Bring our models to another folder; the one in use stays the old one until all are there."""
    models, old = services.models, str(services.models.folder)
    services.model.eject()
    for engine in services.pool.idle:  # Nothing holds a file that is to move. What runs goes on.
        services.pool.unload(engine)
    models.downloads.hold(True)

    def on_moved(fault: Fault | None) -> None:
        if fault is None:
            _follow(services, old, str(folder))
        models.downloads.hold(False)
        on_end(fault)

    models.files.move_folder(folder, on_progress, on_moved)


def _follow(services: "Services", old: str, new: str) -> None:
    services.models.store.rename_folder(old, new)
    services.comparison.comparisons.follow(old, new)
    services.comparison.evaluations.follow(old, new)
    services.loads.follow(old, new)
    settings = services.settings
    settings["last_model"] = rebased(settings["last_model"], old, new)
    settings["opened"] = [rebased(path, old, new) for path in settings["opened"]]
    settings["models_path"] = new
