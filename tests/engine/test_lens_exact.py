"""What the lens says of a distribution is what llama.cpp's own chain of samplers makes of it."""

import ctypes
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from slm_desktop.core.engines.candidates import MOST_CANDIDATES
from slm_desktop.core.lens.filters import Outcome, Past, filtered
from slm_desktop.core.sampling import DRY_BREAKERS, Values, complete
from slm_desktop.engine.candidates import Summary
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.engine.sampler import Sampler

CLOSE = 1e-4
EDGE = 2e-5
"""So near to a line, 32-bit floats decide as they happen to be rounded."""
SEED = 7


@pytest.fixture(scope="module")
def model(model_path: str) -> Iterator[Model]:
    made = Model(Native(), model_path)
    made.load(0, lambda _progress: True)
    yield made
    made.close()


def by_llama(
    model: Model, logits: Any, values: Values, history: Sequence[int], allowed: Any = None
) -> dict[int, float]:
    """The probabilities that llama.cpp's chain leaves, by token; those that are 0 are left out."""
    sampler = Sampler(model, values, SEED, history)
    if allowed is not None:
        logits = np.where(allowed, logits, -np.inf)
        sampler.restrict(True)
    api = model.native.api
    data = (api.llama_token_data * len(logits))(*((id_, float(one), 0.0) for id_, one in enumerate(logits)))
    held = api.llama_token_data_array(ctypes.cast(data, ctypes.POINTER(api.llama_token_data)), len(logits), -1, False)
    for at in range(api.llama_sampler_chain_n(sampler._chain) - 1):  # All but the one that draws.
        api.llama_sampler_apply(api.llama_sampler_chain_get(sampler._chain, at), ctypes.byref(held))
    left = {held.data[at].id: held.data[at].logit for at in range(held.size) if held.data[at].logit > -math.inf}
    sampler.close()
    most = max(left.values())
    weights = {id_: math.exp(one - most) for id_, one in left.items()}
    total = sum(weights.values())
    return {id_: weight / total for id_, weight in weights.items()}


def by_lens(
    model: Model, logits: Any, values: Values, history: Sequence[int], allowed: Any = None
) -> tuple[Outcome, dict[int, float]]:
    """What the lens says of the same, and the probabilities by token."""
    found = Summary(len(logits)).of(logits, -1, MOST_CANDIDATES, allowed)
    assert found is not None
    marks = [mark.encode() for mark in DRY_BREAKERS]
    past = Past(history, lambda token: any(mark in model.piece(token, special=True) for mark in marks))
    outcome = filtered(found, len(logits), values, past)
    ids = found.candidates()
    return outcome, {ids[place]: share for place, share in outcome.token_shares.items() if share > 0}


def candidates(logits: Any, allowed: Any = None) -> set[int]:
    """The tokens that the lens knows one by one."""
    likeliest = {int(id_) for id_ in np.argsort(-logits, kind="stable")[:MOST_CANDIDATES]}
    return likeliest if allowed is None else likeliest | candidates(np.where(allowed, logits, -np.inf))


def is_at_an_edge(outcome: Outcome, values: Values) -> bool:
    """Whether a line of a sampler runs right through a candidate, or two candidates are equal."""
    shares = sorted(outcome.raw)
    if any(math.isclose(one, other, rel_tol=1e-5) for one, other in itertools.pairwise(shares)):
        return True
    for before, stage in zip((None, *outcome.stages), outcome.stages, strict=False):
        known = before.shares if before else dict(enumerate(outcome.raw))
        if values.get(stage.name) in (0.0, 1.0):
            continue  # No sum is so near to these that rounding decides.
        line = stage.line if stage.name in ("min_p", "top_n_sigma", "xtc") else None
        if line is not None and any(abs(share - line) < EDGE * max(share, EDGE) for share in known.values()):
            return True
        if stage.name in ("top_p", "typical_p"):
            total = sum(known[place] for place in stage.shares)
            last = min((known[place] for place in stage.shares), default=0.0)
            wanted = float(values[stage.name])
            if abs(total - wanted) < EDGE or abs(total - last - wanted) < EDGE:
                return True
            if stage.name == "typical_p" and _has_near_distances(known):
                return True
    return False


def _has_near_distances(shares: dict[int, float]) -> bool:
    entropy = -sum(share * math.log(share) for share in shares.values() if share > 0)
    distances = sorted(abs(-math.log(share) - entropy) for share in shares.values() if share > 0)
    return any(after - before < 1e-4 for before, after in itertools.pairwise(distances))


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda value: round(value, 3))


SETTINGS = st.fixed_dictionaries(
    {"temperature": st.one_of(st.just(0.0), numbers(0.05, 2))},
    optional={
        "top_k": st.sampled_from((0.0, 1.0, 2.0, 5.0, 40.0, 64.0, 65.0, 200.0)),
        "top_p": st.one_of(st.sampled_from((0.0, 1.0)), numbers(0, 1)),
        "min_p": st.one_of(st.sampled_from((0.0, 1.0)), numbers(0, 1)),
        "typical_p": st.one_of(st.just(1.0), numbers(0.05, 1)),
        "top_n_sigma": st.one_of(st.just(0.0), numbers(0.1, 5)),
        "xtc_probability": st.just(1.0),
        "xtc_threshold": numbers(0, 0.5),
        "repeat_penalty": numbers(0.5, 2),
        "presence_penalty": numbers(-2, 2),
        "frequency_penalty": numbers(-2, 2),
        "penalty_last_n": st.integers(0, 64).map(float),
        "dry_multiplier": st.one_of(st.just(0.0), numbers(0.1, 5)),
        "dry_base": numbers(1, 4),
        "dry_allowed_length": st.integers(1, 4).map(float),
        "dry_last_n": st.integers(0, 64).map(float),
    },
)
ALL: Values = {
    "temperature": 0.7,
    "top_k": 12.0,
    "top_p": 0.9,
    "min_p": 0.02,
    "typical_p": 0.95,
    "top_n_sigma": 2.5,
    "xtc_probability": 1.0,
    "xtc_threshold": 0.15,
    "repeat_penalty": 1.2,
    "presence_penalty": 0.3,
    "frequency_penalty": 0.1,
    "dry_multiplier": 0.8,
}


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=SETTINGS,
    seed=st.integers(0, 2**32 - 1),
    vocabulary=st.sampled_from((2, 5, 30, 64, 65, 300, 3000)),
    spread=numbers(0.1, 8),
    history=st.lists(st.integers(0, 9), max_size=40),
    share=st.sampled_from((None, None, 0.01, 0.2, 0.9)),
)
@example(values={"temperature": 0.0}, seed=1, vocabulary=3000, spread=3.0, history=[], share=None)
@example(values={"temperature": 1.0, "top_k": 0.0}, seed=1, vocabulary=3000, spread=3.0, history=[], share=None)
@example(values={"temperature": 1.0, "top_k": 1.0}, seed=1, vocabulary=3000, spread=3.0, history=[], share=None)
@example(
    values={"temperature": 1.0, "top_k": 0.0, "top_p": 0.0}, seed=2, vocabulary=3000, spread=3.0, history=[], share=None
)
@example(
    values={"temperature": 1.0, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0},
    seed=2,
    vocabulary=3000,
    spread=0.2,
    history=[],
    share=None,
)
@example(values={"temperature": 1.0, "min_p": 1.0}, seed=3, vocabulary=300, spread=3.0, history=[], share=None)
@example(values=ALL, seed=4, vocabulary=64, spread=4.0, history=[1, 2, 3, 4, 1, 2, 3], share=None)
@example(values=ALL, seed=4, vocabulary=3000, spread=4.0, history=[1, 2, 3, 4, 1, 2, 3], share=0.05)
@example(values={"temperature": 1.0, "top_n_sigma": 1.0}, seed=4, vocabulary=300, spread=4.0, history=[], share=0.2)
@example(values=ALL, seed=5, vocabulary=3000, spread=4.0, history=[1, 2, 3, 4, 1, 2, 3], share=None)
def test_kept_tokens_and_their_probabilities_are_llama_cpps(
    model: Model,
    values: dict[str, float],
    seed: int,
    vocabulary: int,
    spread: float,
    history: list[int],
    share: float | None,
) -> None:
    """`share` is the part of the vocabulary that an output format allows; None without one."""
    random = np.random.default_rng(seed)
    logits, allowed = random.normal(0, spread, vocabulary).astype(np.float32), None
    if share:
        allowed = random.random(vocabulary) < share
        allowed[random.integers(vocabulary)] = True
    whole = complete(values)
    outcome, found = by_lens(model, logits, whole, history, allowed)
    true = by_llama(model, logits, whole, history, allowed)
    if is_at_an_edge(outcome, whole):
        return
    if outcome.is_exact:
        known = {id_ for id_ in true if id_ in candidates(logits, allowed)}
        beyond = sum(true[id_] for id_ in set(true) - known)
        assert set(found) == known
        assert all(abs(found[id_] - true[id_]) < CLOSE for id_ in known)
        assert abs(outcome.stages[-1].others - beyond) < CLOSE
    elif outcome.is_bound:
        assert all(share <= true.get(id_, 0.0) + CLOSE for id_, share in found.items()), "no bound from below"
    elif vocabulary <= MOST_CANDIDATES:
        raise AssertionError("all tokens are known, so that it must be exact")


def test_most_settings_that_people_use_can_be_told_exactly(model: Model) -> None:
    """Else the test above would say little."""
    exact = 0
    for seed in range(200):
        logits = np.random.default_rng(seed).normal(0, 3, 3000).astype(np.float32)
        values = complete({"temperature": 0.1 + seed % 19 / 10, "top_k": float(1 + seed % 64), "repeat_penalty": 1.1})
        history = [int(one) for one in np.argsort(-logits)[:5]]
        exact += by_lens(model, logits, values, history)[0].is_exact
    assert exact == 200


@pytest.mark.parametrize("temperature", [0.3, 0.8, 1.0, 1.7])
def test_where_the_others_matter_no_probability_is_overstated(model: Model, temperature: float) -> None:
    """Nothing is cut, and most of the mass lies beyond the candidates that are known."""
    values = complete({"temperature": temperature, "top_k": 0, "top_p": 1, "min_p": 0})
    for seed in range(20):
        logits = np.random.default_rng(seed).normal(0, 1, 3000).astype(np.float32)
        outcome, found = by_lens(model, logits, values, [])
        true = by_llama(model, logits, values, [])
        assert outcome.is_exact == (temperature == 1.0)
        assert all(share <= true[id_] + CLOSE for id_, share in found.items())
        assert sum(found.values()) < 0.9
