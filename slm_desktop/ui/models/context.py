"""What the screen of models reads and asks, in one bundle for its pages."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from slm_desktop.core.models.catalogue import Catalogue
from slm_desktop.core.models.discover import Discover
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.forecasts import Forecasts
from slm_desktop.core.models.local_models import LocalModels
from slm_desktop.core.models.remotes import Remotes
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.services.file_operations import FileOperations
from slm_desktop.settings import Settings
from slm_desktop.ui.models.remotes_page import Elsewhere
from slm_desktop.ui.models.token import Enter


class ModelsContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the screen of models reads and asks: one bundle for its pages."""

    settings: Settings
    discover: Discover
    downloads: Downloads
    local_models: LocalModels
    forecasts: Forecasts
    speeds: Speeds
    catalogue: Catalogue
    endpoint: Callable[[], str]


class ModelsScreenContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the screen needs of the world: files, a token, folders, when models were used, the computer's devices,
    and engines on other machines.
    """

    file_operations: FileOperations
    enter_token: Enter
    folder: Callable[[], Path]
    uses: Callable[[], dict[str, float]]
    host: Callable[[], str]
    remotes: Remotes
    elsewhere: Elsewhere
