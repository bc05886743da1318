"""Everything below the window, for comparisons."""

import pytest

from tests.core.compare.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
