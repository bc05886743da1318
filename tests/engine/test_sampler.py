"""What the sampler keeps when settings change between two tokens."""

from collections.abc import Iterator

import pytest

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import PARAMETERS, SAMPLER_ORDER, Parameter, Values, complete, is_greedy
from slm_desktop.engine.limits import clamp
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.sampler import Sampler


@pytest.fixture(scope="module")
def context(model_path: str) -> Iterator[Context]:
    model = Model(Native(), model_path)
    model.load(0, lambda _progress: True)
    made = Context(model, clamp(LoadOptions(context=512), 8192, 1), AbortFlag())
    tokens = model.tokenise("Once upon a")
    assert made.decode([(token, at, 0, at == len(tokens) - 1) for at, token in enumerate(tokens)]) == 0
    yield made
    made.close()
    model.close()


def draws(context: Context, *stretches: tuple[Values, int], seed: int = 11) -> list[int]:
    """Draw again and again from the same logits, with settings that change."""
    sampler = Sampler(context.model, complete(stretches[0][0]), seed, [])
    drawn = []
    for values, count in stretches:
        sampler.set(complete(values))
        drawn += [sampler.sample(context, -1) for _ in range(count)]
    sampler.close()
    return drawn


HOT: Values = {"temperature": 1.5, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0}


def test_the_random_stream_goes_on_over_a_change(context: Context) -> None:
    whole = draws(context, (HOT, 20))
    assert draws(context, (HOT, 10), ({**HOT, "max_tokens": 5.0}, 10)) == whole
    there_and_back = draws(context, (HOT, 10), ({**HOT, "top_k": 1.0}, 3), (HOT, 7))
    assert there_and_back[:10] == whole[:10]
    assert there_and_back[13:] == whole[13:]


def test_the_random_stream_survives_mirostat(context: Context) -> None:
    assert draws(context, (HOT, 5), ({**HOT, "mirostat": 2.0}, 0), (HOT, 5)) == draws(context, (HOT, 10))


def test_greedy_takes_the_likeliest(context: Context) -> None:
    assert len(set(draws(context, ({"temperature": 0.0}, 8)))) == 1


def test_a_penalty_acts_on_what_was_drawn_before_it_was_switched_on(context: Context) -> None:
    greedy: Values = {"temperature": 0.0}
    likeliest = draws(context, (greedy, 1))[0]
    later = draws(context, (greedy, 3), ({**greedy, "repeat_penalty": 2.0}, 1))
    assert later[:3] == [likeliest] * 3
    assert later[3] != likeliest


def test_many_changes_leak_nothing(context: Context) -> None:
    import psutil

    sampler = Sampler(context.model, complete(HOT), 1, [])
    process = psutil.Process()
    for count in range(1500):
        sampler.set(
            complete(
                {
                    **HOT,
                    "temperature": 0.5 + count % 7 / 10,
                    "mirostat": float(count % 3),
                    "dry_multiplier": float(count % 2),
                }
            )
        )
        sampler.sample(context, -1)
        if count == 300:
            before = process.memory_info().rss
    sampler.close()
    assert process.memory_info().rss - before < 4 * 2**20


ALL_ACTIVE: Values = {
    "repeat_penalty": 1.1,
    "dry_multiplier": 0.8,
    "xtc_probability": 0.5,
    "top_n_sigma": 1.0,
    "typical_p": 0.9,
}
"""With these, every stage is in the chain; those of Mirostat with it."""
BESIDE_THE_CHAIN = ("max_tokens", "seed", "stop")


@pytest.mark.parametrize(
    "row", [row for row in PARAMETERS if row.name not in BESIDE_THE_CHAIN], ids=lambda row: row.name
)
def test_every_parameter_of_the_table_has_a_stage_in_the_chain(row: Parameter, context: Context) -> None:
    sampler = Sampler(context.model, complete({}), 1, [])
    steered = {"mirostat": 2.0} if row.name.startswith("mirostat_") else {}

    def chain(value: float) -> list[tuple[str, object]]:
        values = complete({**ALL_ACTIVE, **steered, row.name: value})
        return [(stage.name, stage.key) for stage in sampler._stages(values)]

    low, high = row.low + row.step, row.high
    assert chain(low) != chain(high), f"nothing in engine/sampler.py reads {row.name}"
    sampler.close()


NAMES = {
    "top_n_sigma": "top-n-sigma",
    "top_k": "top-k",
    "typ_p": "typical",
    "top_p": "top-p",
    "min_p": "min-p",
    "temperature": "temp",
}
LLAMA_CPP = "penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature"
"""What llama.cpp's own programs chain when nothing else is said (`--samplers`), and how its samplers call themselves."""


def chained(sampler: Sampler) -> list[str]:
    """What llama.cpp says is in the chain."""
    api, chain = sampler._api, sampler._chain
    stages = (api.llama_sampler_chain_get(chain, at) for at in range(api.llama_sampler_chain_n(chain)))
    return [api.llama_sampler_name(stage).decode() for stage in stages]


def test_samplers_are_chained_in_the_order_of_llama_cpps_own_programs(context: Context) -> None:
    sampler = Sampler(context.model, complete(ALL_ACTIVE), 1, [])
    expected = [*(NAMES.get(name, name) for name in LLAMA_CPP.split(";")), "dist"]
    expected.insert(expected.index("top-n-sigma") + 1, "min-p")  # It only takes out what that has left at nothing.
    assert chained(sampler) == expected
    sampler.close()


ALL_OFF: Values = {row.name: row.off for row in PARAMETERS if row.off is not None}


@pytest.mark.parametrize("row", [row for row in PARAMETERS if row.off is not None], ids=lambda row: row.name)
def test_a_parameter_that_is_off_has_no_stage_and_any_other_value_has(row: Parameter, context: Context) -> None:
    sampler = Sampler(context.model, complete(ALL_OFF), 1, [])
    assert chained(sampler) == ["temp", "dist"]
    other = row.low + row.step if row.off != row.low + row.step else row.high
    sampler.set(complete({**ALL_OFF, row.name: other}))
    assert chained(sampler) != ["temp", "dist"]
    sampler.close()


@pytest.mark.parametrize("row", [row for row in PARAMETERS if row.rests], ids=lambda row: row.name)
def test_what_rests_under_mirostat_is_not_in_its_chain(row: Parameter, context: Context) -> None:
    sampler = Sampler(context.model, complete({}), 1, [])

    def chain(value: float) -> list[tuple[str, object]]:
        values = complete({**ALL_ACTIVE, "mirostat": 2.0, row.name: value})
        return [(stage.name, stage.key) for stage in sampler._stages(values)]

    assert chain(row.low + row.step) == chain(row.high)
    sampler.close()


AT_ZERO = [row for row in PARAMETERS if row.name not in BESIDE_THE_CHAIN and not row.name.startswith("mirostat")]


@pytest.mark.parametrize("row", AT_ZERO, ids=lambda row: row.name)
def test_at_temperature_zero_the_seed_says_nothing_whatever_else_is_set(row: Parameter, context: Context) -> None:
    values: Values = {
        **ALL_ACTIVE,
        "xtc_probability": 0.5,
        "xtc_threshold": 0.01,
        row.name: row.high,
        "temperature": 0.0,
    }
    assert is_greedy(values)
    assert len({tuple(draws(context, (values, 12), seed=seed)) for seed in range(5)}) == 1


def test_samplers_are_chained_in_the_order_that_run_cards_tell(context: Context) -> None:
    used: Values = {"repeat_penalty": 1.1, "dry_multiplier": 0.5, "top_n_sigma": 1.0, "typical_p": 0.9}
    values = complete({**used, "xtc_probability": 0.5})
    sampler = Sampler(context.model, values, 1, [])
    assert [name for name in sampler._handles if name != "left_by_sigma"] == [*SAMPLER_ORDER, "dist"]
    sampler.set({**values, "mirostat": 2.0})
    assert list(sampler._handles) == ["penalties", "dry", "temperature", "mirostat"]
    sampler.close()
