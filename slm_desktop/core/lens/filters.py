"""What sampling settings leave of a distribution, sampler by sampler in llama.cpp's own order."""

import math
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.events import Distribution
from slm_desktop.core.lens.pool import NONE, Others, Pool
from slm_desktop.core.lens.repetition import counts, dry_punishments, penalised
from slm_desktop.core.sampling import GRAMMAR, Values, complete, used_samplers


class Past(msgspec.Struct, frozen=True):
    """The tokens before a place, and how DRY knows those behind which it looks for no repetition."""

    tokens: Sequence[int] = ()
    breaks: Callable[[int], bool] = lambda _token: False


class Stage(msgspec.Struct, frozen=True):
    """What is left after one sampler.

    `shares` are probabilities by the places of the candidates in the distribution. Where they are not `is_exact` they
    are bounds from below as long as it `is_bound`, else estimates. `others` is the share of all tokens beyond them, at
    most where it is a bound. `line` is the probability below which this sampler cuts,
    None where it cuts by something else.
    """

    name: str
    shares: dict[int, float]
    others: float
    line: float | None = None
    is_exact: bool = True
    is_bound: bool = True


class Outcome(msgspec.Struct, frozen=True):
    """What became of a distribution: the probabilities that the model gave, each sampler, and what cut whom.

    `raw` and `cut_by` go by the places of the candidates; the token is drawn from the shares of the last stage.
    `xtc_chance` is the probability that XTC cuts what it says, 1 where that is no matter of chance.
    """

    raw: tuple[float, ...]
    raw_others: float
    stages: tuple[Stage, ...]
    cut_by: dict[int, str]
    xtc_chance: float = 1.0
    token_shares: dict[int, float] = msgspec.field(default_factory=dict)
    is_exact: bool = True
    is_bound: bool = True

    def after(self, stage: int | None) -> "Outcome":
        """What was left just after the sampler of this number, -1 for before the first; None for after all."""
        if stage is None or stage >= len(self.stages):
            return self
        stages = self.stages[: stage + 1]
        names = {one.name for one in stages}
        shares = stages[-1].shares if stages else dict(enumerate(self.raw))
        cut_by = {place: name for place, name in self.cut_by.items() if name in names}
        return replace(
            self,
            stages=stages,
            cut_by=cut_by,
            token_shares=shares,
            is_exact=not stages or stages[-1].is_exact,
            is_bound=not stages or stages[-1].is_bound,
        )

    def share(self, place: int) -> float:
        """The probability that a candidate is drawn, at least."""
        return self.token_shares.get(place, 0.0)


def filtered(distribution: Distribution, vocabulary: int, values: Mapping[str, object], past: Past) -> Outcome:
    """Go through the samplers that these values use. Under Mirostat, what that one does at the end is not known."""
    settings, ids = complete(values), distribution.candidates()
    scores = list(distribution.scores())
    reference = scores[0] if scores else 0.0
    raw = tuple(math.exp(score - distribution.log_sum) for score in scores)
    raw_others = max(0.0, 1.0 - sum(raw)) if vocabulary > len(ids) else 0.0
    weight = raw_others * math.exp(distribution.log_sum - reference)
    others = Others(vocabulary - len(ids), weight, weight, scores[-1]) if raw_others and scores else NONE
    if not ids:
        return Outcome((), 0.0, (), {})
    run = _Run(Pool(scores, others, reference), distribution, list(ids), vocabulary, past, settings)
    for name in (*((GRAMMAR,) if distribution.allowed else ()), *used_samplers(settings)):
        run.step(name)
    return Outcome(
        raw=raw,
        raw_others=raw_others,
        stages=tuple(run.stages),
        cut_by=run.cut_by,
        xtc_chance=run.xtc_chance,
        token_shares=run.final(),
        is_exact=run.pool.is_exact and not settings["mirostat"],
        is_bound=run.pool.is_certain and not settings["mirostat"],
    )


class _Run:
    """One way through the samplers."""

    def __init__(
        self,
        pool: Pool,
        distribution: Distribution,
        ids: list[int],
        vocabulary: int,
        past: Past,
        settings: Values,
    ) -> None:
        self.pool, self._distribution, self._ids, self._vocabulary = pool, distribution, ids, vocabulary
        self._past = past
        self._settings = {name: float(value) for name, value in settings.items() if not isinstance(value, str)}
        self.stages: list[Stage] = []
        self.cut_by: dict[int, str] = {}
        self.xtc_chance = 1.0
        self._untouched: Pool | None = None
        """What is left where XTC happens to cut nothing."""
        self._line: float | None = None
        self._samplers = {
            GRAMMAR: self._grammar,
            "penalties": self._penalties,
            "dry": self._dry,
            "top_n_sigma": self._top_n_sigma,
            "top_k": self._top_k,
            "typical_p": self._typical_p,
            "top_p": self._top_p,
            "min_p": self._min_p,
            "xtc": self._xtc,
            "temperature": self._temperature,
        }

    def step(self, name: str) -> None:
        """Apply one sampler."""
        before, self._line = list(self.pool.left), None
        self._samplers[name]()
        self.cut_by |= dict.fromkeys(set(before) - set(self.pool.left), name)
        shares = self.pool.shares()
        rest = max(0.0, 1.0 - sum(shares.values())) if self.pool.others.count else 0.0
        self.stages.append(Stage(name, shares, rest, self._line, self.pool.is_exact, self.pool.is_certain))

    def final(self) -> dict[int, float]:
        """The probabilities of being drawn: over both ways where XTC may cut or not."""
        cut, chance = self.pool.shares(), self.xtc_chance
        if self._untouched is None or chance >= 1:
            return cut
        whole = self._untouched.shares()
        return {place: chance * cut.get(place, 0.0) + (1 - chance) * share for place, share in whole.items()}

    # -- structured output ------------------------------------------------------------------------------------

    def _grammar(self) -> None:
        """Only what the output format allows is left; of the others, so many, with so much weight."""
        pool, allowed = self.pool, self._distribution.allowed
        left = [place for place in pool.left if allowed and not allowed.forbidden[place]]
        if allowed is None or not left:
            return
        pool.reference = pool.scores[left[0]]
        weight = math.exp(allowed.log_sum - pool.reference) - sum(pool.weight(place) for place in left)
        count = allowed.count - len(left)
        pool.keep(left, others=Others(count, weight, weight, pool.scores[left[-1]]) if count and weight > 0 else NONE)

    # -- repetition --------------------------------------------------------------------------------------------

    def _penalties(self) -> None:
        values = self._settings
        known = counts(self._past.tokens, int(values["penalty_last_n"]))
        how = {name: values[f"{name}_penalty"] for name in ("repeat", "frequency", "presence")}

        def change(score: float, count: int) -> float:
            return penalised(score, count, **how)

        self._punish(lambda token, score: change(score, known[token]), known, most=max(known.values(), default=0))

    def _dry(self) -> None:
        values = self._settings
        punished = dry_punishments(
            self._past.tokens,
            self._past.breaks,
            multiplier=values["dry_multiplier"],
            base=values["dry_base"],
            allowed=int(values["dry_allowed_length"]),
            window=int(values["dry_last_n"]),
        )
        self._punish(lambda token, score: score - punished.get(token, 0.0), punished)

    def _punish(self, change: Callable[[int, float], float], known: Mapping[int, object], most: int = 0) -> None:
        """Change the scores of known tokens. What it does to one of the others is bounded."""
        pool, ids = self.pool, self._ids
        unseen = len(set(known) - set(ids)) if pool.others.count else 0
        pool.rescore(lambda place, score: change(ids[place], score))
        if unseen:
            self._bound_unseen(unseen, most)

    def _bound_unseen(self, unseen: int, most: int) -> None:
        """So many of the other tokens have changed scores: down to nothing, or up as far as penalties below 0 lift."""
        pool, others = self.pool, self.pool.others
        values = {name: self._settings[f"{name}_penalty"] for name in ("repeat", "frequency", "presence")}
        lifted = max(penalised(others.most_score, count, **values) for count in {0, min(1, most), most})
        weight = math.exp(min(700.0, others.most_score - pool.reference))
        raised = math.exp(min(700.0, lifted - pool.reference)) if lifted > others.most_score else 0.0
        pool.others = replace(
            others,
            low=max(0.0, others.low - unseen * weight),
            high=others.high + unseen * raised,
            most_score=max(others.most_score, lifted),
        )

    # -- cuts --------------------------------------------------------------------------------------------------

    def _top_n_sigma(self) -> None:
        pool = self.pool
        line = pool.scores[pool.left[0]] - self._settings["top_n_sigma"] * self._deviation()
        self._cut_below(line)

    def _deviation(self) -> float:
        """The standard deviation of all scores, after what repetition has changed."""
        pool, before = self.pool, self._distribution.scores()
        one = self._distribution.allowed or self._distribution
        many = self._distribution.allowed.count if self._distribution.allowed else self._vocabulary
        total, squares = one.mean * many, (one.deviation**2 + one.mean**2) * many
        for place, score in enumerate(pool.scores):
            total += score - before[place]
            squares += score**2 - before[place] ** 2
        pool.doubt(not pool.others.is_known)  # Scores have changed that are not known.
        mean = total / many
        return math.sqrt(max(0.0, squares / many - mean**2))

    def _min_p(self) -> None:
        self._cut_below(self.pool.scores[self.pool.left[0]] + math.log(self._settings["min_p"]))

    def _cut_below(self, line: float) -> None:
        pool = self.pool
        shares, highest = pool.shares(), pool.left[0]
        self._line = shares[highest] * math.exp(min(0.0, line - pool.scores[highest]))
        kept = [place for place in pool.left if pool.scores[place] >= line]
        pool.doubt(pool.scores[highest] < pool.others.most_score)
        pool.keep(kept, others=NONE if line > pool.others.most_score else pool.others.cut_partly())

    def _top_k(self) -> None:
        pool, count = self.pool, int(self._settings["top_k"])
        if count >= len(pool.left) + pool.others.count:
            return
        beyond = max(0, count - len(pool.left))
        pool.doubt(count > pool.ahead())
        pool.keep(pool.left[:count], others=replace(pool.others.cut_partly(), count=beyond) if beyond else NONE)

    def _top_p(self) -> None:
        self._cut_beyond(self.pool.left, self._settings["top_p"], inclusive=True)

    def _typical_p(self) -> None:
        """The tokens whose surprise is nearest to the entropy come first."""
        pool, shares = self.pool, self.pool.shares()
        pool.doubt(bool(pool.others.count))
        entropy = -sum(share * math.log(share) for share in shares.values() if share > 0)

        def distance(place: int) -> float:
            return abs(-math.log(shares[place]) - entropy) if shares[place] > 0 else math.inf

        self._cut_beyond(sorted(pool.left, key=distance), self._settings["typical_p"], inclusive=False)
        pool.sort()
        self._line = None

    def _cut_beyond(self, order: Sequence[int], most: float, *, inclusive: bool) -> None:
        """Keep the first of them that together reach a probability, or, if not `inclusive`, exceed it."""
        pool, shares, total = self.pool, self.pool.shares(), 0.0
        pool.doubt(not pool.is_ahead or not pool.others.is_known)
        for number, place in enumerate(order, 1):
            total += shares[place]
            if total >= most if inclusive else total > most:
                self._line = shares[place]
                pool.keep(order[:number], others=NONE)
                return
        if pool.others.count:
            pool.keep(order, others=pool.others.cut_partly())

    def _xtc(self) -> None:
        """The likeliest tokens above a threshold go, but for the last of them; at times."""
        pool, threshold = self.pool, self._settings["xtc_threshold"]
        shares = pool.shares()
        above = [place for place in pool.left if shares[place] >= threshold]
        if threshold > 0.5 or len(above) < 2:
            return
        pool.doubt(not pool.others.is_known or (bool(pool.others.count) and not self._is_above_others(threshold)))
        self.xtc_chance = self._settings["xtc_probability"]
        self._untouched = pool.copy()
        pool.keep(pool.left[len(above) - 1 :], others=pool.others)

    def _is_above_others(self, share: float) -> bool:
        """Whether none of the others can have such a probability."""
        pool = self.pool
        most = math.exp(min(700.0, pool.others.most_score - pool.reference))
        return share > most / max(pool.weight(pool.left[0]), 1e-9)

    # -- temperature -------------------------------------------------------------------------------------------

    def _temperature(self) -> None:
        self._temper(self.pool)
        if self._untouched:
            self._temper(self._untouched)

    def _temper(self, pool: Pool) -> None:
        temperature = self._settings["temperature"]
        if temperature <= 0:
            pool.doubt(bool(pool.left) and pool.scores[pool.left[0]] < pool.others.most_score)
            pool.keep(pool.left[:1], others=NONE)
            return
        pool.scores = [score / temperature for score in pool.scores]
        pool.reference /= temperature
        pool.others = _tempered(pool.others, pool.reference, temperature)


def _tempered(others: Others, reference: float, temperature: float) -> Others:
    """Bounds for the sum of weights that are raised to the power of 1 / temperature.

    Only the sum, the number and the largest of them are known: by Jensen's inequality they weigh most, above
    temperature 1, where all are alike, and least where as few as possible make up the sum.
    """
    if not others.count or temperature == 1:
        return others
    power, most = 1 / temperature, others.most_score / temperature
    largest = math.exp(min(700.0, most - reference))

    def alike(total: float) -> float:
        return others.count * math.pow(total / others.count, power)

    def apart(total: float) -> float:
        # Each was `largest` to the power of the temperature at most: so many of those make up the sum.
        return total * math.pow(largest, 1 - temperature) if largest > 0 else 0.0

    low, high = (apart(others.low), alike(others.high)) if power < 1 else (alike(others.low), apart(others.high))
    return Others(others.count, low, min(high, others.count * largest), most)
