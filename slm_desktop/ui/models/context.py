"""What the screen of models reads and asks, in one bundle for its pages."""

from collections.abc import Callable
from dataclasses import dataclass

from slm_desktop.core.models.catalogue import Catalogue
from slm_desktop.core.models.discover import Discover
from slm_desktop.core.models.downloads import Downloads
from slm_desktop.core.models.forecasts import Forecasts
from slm_desktop.core.models.local_models import Shelf
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What the screen of models reads and asks: one bundle for its pages."""

    settings: Settings
    discover: Discover
    downloads: Downloads
    shelf: Shelf
    forecasts: Forecasts
    speeds: Speeds
    catalogue: Catalogue
    endpoint: Callable[[], str]
