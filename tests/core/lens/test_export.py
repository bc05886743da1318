"""Candidates as files for other programs."""

import csv
import io
import json

import pytest

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.lens import export
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.records import Message, RunRecord
from tests.core.lens.test_lens import PIECES, place


@pytest.fixture
def answer() -> SeenAnswer:
    pieces = {**PIECES, 2: b"=SUM(A1)", 3: b"\xf0\x9f"}
    record = CandidateRecord(vocabulary=3, pieces=pieces, places={0: place(1), 1: place(2), 2: place(-1), -1: place(1)})
    message = Message(1, 1, None, "assistant", "Once=SUM(A1)", 0.0, run=RunRecord(model="M", sha256="abc"))
    return SeenAnswer(message, record)


def test_json_has_each_token_with_its_candidates(answer: SeenAnswer) -> None:
    found = json.loads(export.to_json(answer))
    assert (found["model"], found["vocabulary"], found["text"]) == ("M", 3, "Once=SUM(A1)")
    assert [one["position"] for one in found["tokens"]] == [0, 1, 2]
    assert found["tokens"][0]["came"]["text"] == "Once"
    assert found["tokens"][2]["came"] is None
    shares = [one["probability"] for one in found["tokens"][0]["candidates"]]
    assert sum(shares) == pytest.approx(1.0)
    assert found["tokens"][0]["candidates"][2]["bytes"] == "f09f", "what is no text by itself is there as bytes"


def test_csv_has_a_row_for_each_candidate_and_no_formulas(answer: SeenAnswer) -> None:
    rows = list(csv.DictReader(io.StringIO(export.to_csv(answer).decode())))
    assert len(rows) == 9
    assert [row["came"] for row in rows[:6]] == ["1", "0", "0", "0", "1", "0"]
    assert rows[1]["text"] == "'=SUM(A1)"
    assert [row["rank"] for row in rows[:3]] == ["1", "2", "3"]
