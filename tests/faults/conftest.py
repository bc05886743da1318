"""What long trials found is written to build/faults.json."""

import json
from collections.abc import Generator
from pathlib import Path

import pytest

FIGURES = Path(__file__).parents[2] / "build" / "faults.json"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if item.get_closest_marker("faults") and report.when == "call" and item.user_properties:
        known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
        known.update(dict(item.user_properties))
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(json.dumps(known, indent=1, default=str) + "\n")
    return report
