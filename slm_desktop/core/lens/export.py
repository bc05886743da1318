"""The candidates of an answer as files: JSON with everything, CSV with a row for each candidate."""

import json
import math
from collections.abc import Iterator
from typing import Any

from slm_desktop.core.csv_file import csv_text
from slm_desktop.core.engines.events import Distribution
from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.core.lens.surprise import entropy, probability, surprise

FIELDS = ("position", "token", "text", "bytes", "probability", "logit", "rank", "came")


def to_json(answer: SeenAnswer) -> bytes:
    """Every token of the answer with its candidates; probabilities are the model's own, before sampling."""
    run, record, found = answer.run, answer.record, answer.whole
    content = {
        "model": run.model,
        "sha256": run.sha256,
        "vocabulary": record.vocabulary,
        "text": answer.message.content,
        "perplexity": found.perplexity,
        "mean_entropy_bits": found.entropy,
        "tokens": [_place(answer, place, one) for place, one in _places(answer)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def to_csv(answer: SeenAnswer) -> bytes:
    """A row for each candidate of each token."""
    rows: list[dict[str, object]] = []
    for place, one in _places(answer):
        for rank, candidate in enumerate(_candidates(answer, one), 1):
            came = int(candidate["token"] == one.token)
            rows.append({**candidate, "position": place, "rank": rank, "came": came})
    return csv_text(rows, FIELDS).encode("utf-8", "replace")


def _places(answer: SeenAnswer) -> list[tuple[int, Distribution]]:
    return sorted((place, one) for place, one in answer.record.places.items() if place >= 0)


def _place(answer: SeenAnswer, place: int, one: Distribution) -> dict[str, Any]:
    has_token = one.token >= 0
    came = {**_token(answer, one.token), "probability": probability(one), "logit": one.logit}
    return {
        "position": place,
        "came": came if has_token else None,
        "surprise_bits": surprise(one) if has_token else None,
        "entropy_bits": entropy(one),
        "log_sum": one.log_sum,
        "candidates": list(_candidates(answer, one)),
    }


def _candidates(answer: SeenAnswer, one: Distribution) -> Iterator[dict[str, Any]]:
    for token, logit in zip(one.candidates(), one.scores(), strict=True):
        yield {**_token(answer, token), "probability": math.exp(logit - one.log_sum), "logit": logit}


def _token(answer: SeenAnswer, token: int) -> dict[str, Any]:
    """A token; its bytes in hexadecimal, as not each is text by itself."""
    piece = answer.record.piece(token)
    return {"token": token, "text": piece.decode("utf-8", "replace"), "bytes": piece.hex()}
