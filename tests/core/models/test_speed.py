"""How fast a model will be: from what a token reads, corrected by answers, with its range."""

import pytest

from slm_desktop.core.engines.events import Planned, Throughput
from slm_desktop.core.engines.usage import Pace, Setup, Typical
from slm_desktop.core.models.estimate import active_share, kind_of_weights, rough_table
from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.gguf import Header, Items, Tensor
from slm_desktop.core.models.local_models import Facts, LocalModel
from slm_desktop.core.models.speed import SUREST, UNSURE, Calibration, Expected, expected, plain, shares
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.core.models.weights import reads

GB = 10**9
SETUP = Setup(4096, 2, "f16")
CALIBRATION = Calibration(Throughput({1: 10e9, 12: 5e9}, 0.001, 10e9))
TABLE = Table(
    "llama", 1, 10, 4096, 0, (Planned(512, "f16", GB, 10**8, 0), Planned(4096, "f16", GB, 8 * 10**8, 0)), {12: GB // 2}
)


def test_a_token_takes_its_weights_its_layers_and_its_cache() -> None:
    assert plain(TABLE, CALIBRATION, SETUP, 512) == pytest.approx(1 / (0.1 + 0.01 + 0.01))
    assert plain(TABLE, CALIBRATION, SETUP, 4096) == pytest.approx(1 / (0.1 + 0.01 + 0.08))
    assert plain(TABLE, CALIBRATION, SETUP, 256) == pytest.approx(1 / (0.1 + 0.01 + 0.005))


def test_a_type_that_was_not_measured_is_taken_for_the_slowest() -> None:
    strange = Table("llama", 1, 0, 4096, 0, TABLE.rows, {99: GB})
    assert plain(strange, CALIBRATION, SETUP, 1) == pytest.approx(1 / 0.2, rel=0.01)


def test_layers_on_a_graphics_card_take_its_time() -> None:
    card = Calibration(CALIBRATION.cpu, Throughput({12: 500e9}, 0.0, 1e12))
    half = plain(TABLE, card, Setup(4096, 2, "f16", 5), 512)
    whole = plain(TABLE, card, Setup(4096, 2, "f16", 10), 512)
    assert plain(TABLE, CALIBRATION, SETUP, 512) < half < whole
    assert whole == pytest.approx(1 / (0.001 + 0.0001), rel=0.01)


def test_a_forecast_without_weights_says_nothing() -> None:
    assert expected(Table("llama", 1, 10, 4096, 0, TABLE.rows), CALIBRATION, SETUP, (), ()) is None


def test_answers_correct_it_the_models_own_before_those_of_others() -> None:
    rate = plain(TABLE, CALIBRATION, SETUP)
    alone = expected(TABLE, CALIBRATION, SETUP, (), ())
    assert alone == Expected(rate, rate * (1 - UNSURE), rate * (1 + UNSURE))
    others = expected(TABLE, CALIBRATION, SETUP, (), (0.8, 0.8, 5.0))
    assert others is not None
    assert others.rate == pytest.approx(0.8 * rate)
    own = expected(TABLE, CALIBRATION, SETUP, (0.5, 0.5, 0.5), (0.8,))
    assert own is not None
    assert own.rate == pytest.approx(0.5 * rate)
    assert own.high - own.low == pytest.approx(2 * SUREST * own.rate)


def test_an_answer_is_held_against_the_forecast_for_its_own_length() -> None:
    exact = Pace(plain(TABLE, CALIBRATION, SETUP, 3000), 100, 2950, SETUP)
    assert shares(TABLE, CALIBRATION, [Pace(99.0, 40, 10, Setup(512, 1, "f16")), exact]) == pytest.approx([1.0])


# -- what is read -------------------------------------------------------------------------------------------


def tensor(name: str, size: int, kind: int = 12) -> Tensor:
    return Tensor(name, size, size, 0, kind)


def test_embeddings_are_read_whole_only_where_they_are_the_output_too() -> None:
    body = (tensor("blk.0.attn_q.weight", 100), tensor("blk.0.attn_norm.weight", 4, 0))
    tied = Header(3, {}, 0, (tensor("token_embd.weight", 50, 8), *body))
    assert reads([tied]) == {8: 50, 12: 100, 0: 4}
    apart = Header(3, {}, 0, (tensor("token_embd.weight", 50, 8), tensor("output.weight", 60, 14), *body))
    assert reads([apart]) == {14: 60, 12: 100, 0: 4}
    assert reads(
        [
            Header(3, {}, 0, (tensor("token_embd.weight", 50, 8), *body)),
            Header(3, {}, 0, (tensor("output.weight", 60, 14),)),
        ]
    ) == {14: 60, 12: 100, 0: 4}


def test_of_experts_those_are_read_that_are_asked() -> None:
    keys: dict[str, int | float | bool | str | Items] = {
        "general.architecture": "moe",
        "moe.expert_count": 8,
        "moe.expert_used_count": 2,
    }
    header = Header(
        3,
        keys,
        0,
        (tensor("blk.0.ffn_up_exps.weight", 800), tensor("blk.0.attn_q.weight", 100), tensor("output.weight", 1)),
    )
    assert reads([header]) == {12: 301}


def test_tables_of_which_one_row_is_looked_up_and_the_encoder_are_not_read() -> None:
    names = (
        "per_layer_token_embd.weight",
        "position_embd.weight",
        "enc.blk.0.attn_q.weight",
        "blk.9.nextn.eh_proj.weight",
    )
    assert reads([Header(3, {}, 0, (*(tensor(name, 100) for name in names), tensor("output.weight", 7)))]) == {12: 7}
    assert reads([]) == {}


# -- before there is a header -------------------------------------------------------------------------------


def test_names_tell_how_much_of_a_mixture_is_asked() -> None:
    assert active_share("Qwen3 30B-A3B", 30 * GB) == pytest.approx(0.1)
    assert active_share("Llama 3.2 3B", 3 * GB) == 1.0
    table = rough_table(30 * GB, "Q4_K_M", "Qwen3 30B-A3B", "qwen3moe")
    assert sum(table.reads.values()) < 0.11 * table.rows[0].weights


@pytest.mark.parametrize(
    ("quantisation", "kind"),
    [
        ("Q4_K_M", 12),
        ("Q4_0", 2),
        ("UD-Q2_K_XL", 10),
        ("IQ4_XS", 23),
        ("Q8_0", 8),
        ("BF16", 30),
        ("F16", 1),
        ("Q6_K", 14),
        ("", 12),
    ],
)
def test_the_name_of_a_quantisation_tells_the_type_of_most_weights(quantisation: str, kind: int) -> None:
    assert kind_of_weights(quantisation) == kind


# -- as the screens read them -------------------------------------------------------------------------------


class FakePaces:
    """Keeps nothing but what it is told."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Pace]] = []

    def paces(self) -> dict[str, list[Pace]]:
        return {}

    def save_pace(self, file: str, pace: Pace) -> None:
        self.kept.append((file, pace))


MODEL = LocalModel(
    "/m.gguf", "ours", "Some 1B", "Q4_K_M", GB // 2, 1.0, Facts("Some", "llama", "Q4_K_M", context=4096, layers=9)
)


def test_a_model_says_nothing_then_what_is_expected_then_what_was_measured() -> None:
    speeds = Speeds(FakePaces(), lambda key: TABLE if key == MODEL.key else None, lambda: (4096, "f16"))
    changes: list[int] = []
    speeds.changed.subscribe(lambda: changes.append(1))
    assert speeds.of(MODEL) is None
    speeds.calibrated(CALIBRATION)
    assert isinstance(speeds.of(MODEL), Expected)
    speeds.add(MODEL.key, Pace(4.5, 40, 10, SETUP))
    speed = speeds.of(MODEL)
    assert isinstance(speed, Typical)
    assert speed.rate == 4.5
    assert len(changes) == 2


def test_a_file_that_nobody_read_whole_is_judged_by_its_size() -> None:
    speeds = Speeds(FakePaces(), lambda _key: None, lambda: (4096, "f16"))
    speeds.calibrated(CALIBRATION)
    speed = speeds.of(MODEL)
    assert isinstance(speed, Expected)
    assert speed.rate == pytest.approx(1 / (0.1 + 0.01), rel=0.1)


def test_what_one_model_was_of_its_forecast_corrects_those_of_others() -> None:
    speeds = Speeds(FakePaces(), lambda key: TABLE if key == "a" else None, lambda: (4096, "f16"))
    speeds.calibrated(CALIBRATION)
    before = speeds.expected("b", TABLE)
    speeds.add("a", Pace(plain(TABLE, CALIBRATION, SETUP, 30) / 2, 40, 10, SETUP))
    after = speeds.expected("b", TABLE)
    assert before is not None
    assert after is not None
    assert after.rate == pytest.approx(before.rate / 2)
