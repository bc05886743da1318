"""File dialogs are the desktop's own where there is a desktop."""

import os

import pytest

from slm_desktop.gui import use_desktop_dialogs

THEME = "QT_QPA_PLATFORMTHEME"


@pytest.mark.parametrize(
    ("desktop", "given", "used"),
    [("KDE", None, "xdgdesktopportal"), ("sway", "gtk3", "gtk3"), (None, None, None)],
    ids=["a desktop", "a choice of its owner", "no desktop"],
)
def test_the_desktop_is_asked_for_its_dialogs(
    desktop: str | None, given: str | None, used: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("XDG_CURRENT_DESKTOP", desktop), (THEME, given)):
        monkeypatch.delenv(name, raising=False)
        if value:
            monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    use_desktop_dialogs()
    assert os.environ.get(THEME) == used
