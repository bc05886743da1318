"""Headers with hostile values do not end the process that reads them; the long trial is python -m tests.faults.headers."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("count", [40, pytest.param(10_000, marks=pytest.mark.faults)])
def test_no_header_ends_the_process(count: int) -> None:
    """In a process of its own, which forks: llama.cpp is loaded there once."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.headers", str(count), "7"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "works" in told.stdout
    assert "refused here" in told.stdout
