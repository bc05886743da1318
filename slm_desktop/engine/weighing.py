"""What rows of logits say of the tokens that came, and of how far two models are apart."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from slm_desktop.core.engines.commands import ReportedChunk
from slm_desktop.errors import Fault

Logits = NDArray[np.float32]
Figures = NDArray[np.float64]
Whole = NDArray[np.int64]
LEAST = 1e-9
"""A probability below which nothing is told apart from rounding."""


class Apart(msgspec.Struct, frozen=True):
    """What tells two models apart in some rows; `known` is the share of the base's probability that is known."""

    base_losses: Figures
    divergences: Figures
    tops: Whole
    base_tops: Whole
    known: Figures


class Weighed(msgspec.Struct, frozen=True):
    """Some rows of logits: how unlikely the tokens were that came, and how far another model is from that."""

    losses: Figures
    apart: Apart | None = None


class ReportedRows(msgspec.Struct, frozen=True):
    """What a model elsewhere said of tokens that came, a row for each: its log probability, and the ids and log
    probabilities of the likeliest, the likeliest first.
    """

    logprobs: Figures
    ids: Whole
    likeliest: Figures

    def part(self, at: int, count: int) -> "ReportedRows":
        """Some rows."""
        rows = slice(at, at + count)
        return ReportedRows(self.logprobs[rows], self.ids[rows], self.likeliest[rows])


def reported_rows(chunk: ReportedChunk, vocabulary: int) -> ReportedRows:
    """The rows of a chunk. Raise Fault 'vocabularies_differ' where tokens are named that the model does not have."""
    ids = np.frombuffer(chunk.likeliest, np.uint32).astype(np.int64).reshape(-1, chunk.most)
    if ids.max(initial=0) >= vocabulary:
        raise Fault("vocabularies_differ")
    likeliest = np.frombuffer(chunk.likeliest_logprobs, np.float32).astype(np.float64).reshape(ids.shape)
    return ReportedRows(np.frombuffer(chunk.logprobs, np.float32).astype(np.float64), ids, likeliest)


def weighed(own: Logits, targets: Whole, base: Logits | None) -> Weighed:
    """Rows of a model, and those of another one if there is one."""
    shifted, sums, tops = _shifted(own)
    losses = _losses(shifted, sums, targets)
    if base is None:
        return Weighed(losses)
    base_shifted, base_sums, base_tops = _shifted(base)
    likely = np.exp(base_shifted - base_sums.astype(np.float32)[:, None])
    divergences = np.einsum("ij,ij->i", likely, base_shifted - shifted, dtype=np.float64)
    apart = Apart(
        base_losses=_losses(base_shifted, base_sums, targets),
        divergences=divergences - base_sums + sums,
        tops=tops,
        base_tops=base_tops,
        known=np.ones(len(own)),
    )
    return Weighed(losses, apart)


def weighed_by_report(own: Logits, targets: Whole, base: ReportedRows) -> Weighed:
    """Rows of a model, and what another one reported of its likeliest tokens: all others count as one, so that the
    KL divergence is no larger than the true one.
    """
    shifted, sums, tops = _shifted(own)
    own_logs = np.take_along_axis(shifted, base.ids, axis=1) - sums[:, None]
    likely = np.exp(base.likeliest)
    known = np.minimum(likely.sum(axis=1), 1.0)
    rest = np.maximum(1.0 - known, LEAST)
    own_rest = np.maximum(1.0 - np.exp(own_logs).sum(axis=1), LEAST)
    apart = Apart(
        base_losses=-base.logprobs,
        divergences=(likely * (base.likeliest - own_logs)).sum(axis=1) + rest * np.log(rest / own_rest),
        tops=tops,
        base_tops=base.ids[:, 0],
        known=known,
    )
    return Weighed(_losses(shifted, sums, targets), apart)


def _shifted(rows: Logits) -> tuple[Logits, Figures, Whole]:
    """Logits below the largest of their row, the logarithm of the sum of what they stand for, and the largest."""
    tops = rows.argmax(axis=1)
    shifted = rows - rows[np.arange(len(rows)), tops][:, None]
    return shifted, np.log(np.exp(shifted).sum(axis=1, dtype=np.float64)), tops


def _losses(shifted: Logits, sums: Figures, targets: Whole) -> Figures:
    """The negative logarithms of the probabilities of tokens."""
    return sums - shifted[np.arange(len(targets)), targets]
