"""lm-evaluation-harness against our server: multiple choice by log probabilities, as it asks for them in two ways."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / "build" / "clients" / "bin" / "python"
TASK = """
task: easy
dataset_path: json
dataset_kwargs:
  data_files:
    test: {questions}
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{question}}}}"
doc_to_choice: "{{{{choices}}}}"
doc_to_target: answer
metric_list:
- metric: acc
"""

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="lm-eval is not installed; make test does that")


def evaluate(folder: Path, kind: str, arguments: str) -> tuple[float, list[list[float]]]:
    """The share of right answers, and the log likelihoods of all choices of each question."""
    (folder / "easy.yaml").write_text(TASK.format(questions=HERE / "lm_eval" / "easy.jsonl"))
    command: list[str | Path] = [PYTHON, "-m", "lm_eval", "--model", kind, "--model_args", arguments, "--tasks", "easy"]
    command += ["--include_path", folder, "--output_path", folder / "out", "--log_samples"]
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(folder / "home")}
    done = subprocess.run(command, env={**os.environ, **offline}, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(next((folder / "out").rglob("results_*.json")).read_text())
    samples = next((folder / "out").rglob("samples_easy_*.jsonl")).read_text().splitlines()
    return results["results"]["easy"]["acc,none"], [_likelihoods(json.loads(line)) for line in samples]


def _likelihoods(sample: dict[str, Any]) -> list[float]:
    return [float(one[0]) for one in sample["filtered_resps"]]


@pytest.mark.slow
def test_multiple_choice_gives_right_figures_in_both_ways_of_asking(server: Served, tmp_path: Path) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "text").mkdir()
    address = f"base_url={server.base_url}/completions,model=SmolLM2-135M-Instruct.Q4_1,num_concurrent=4"
    by_tokens, likely = evaluate(tmp_path / "tokens", "local-completions", address)
    by_text, likely_by_text = evaluate(tmp_path / "text", "gguf", f"base_url={server.address}")
    assert by_tokens >= 11 / 12, "these questions are easy; by chance a third would be right"
    assert by_text == by_tokens
    for one, other in zip(likely, likely_by_text, strict=True):
        assert one == pytest.approx(other, abs=0.3)
