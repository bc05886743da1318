"""A disk that fails at any moment: nothing that was kept is lost without a word, and nothing is half."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="writes fail by LD_PRELOAD")
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.faults)])
def test_a_failing_write_loses_nothing_without_a_word(
    step: int, record_property: Callable[[str, object], None]
) -> None:
    command = [sys.executable, "-m", "tests.faults.storage", str(step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    record_property("failing writes", found)
    assert found["trials"] > 500 / step
    assert found["told"] > found["trials"] / 2, "what cannot be written is told"
