"""Models are scored over a text one after the other; what is scored to its end is kept, and no word of chats leaves."""

import json

import msgspec
import pytest

from slm_desktop.core.engines.commands import Perplexity
from slm_desktop.core.engines.events import Divergence, Failed, Hello, Parting, PerplexityMeasured, Scored
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.loss_report import to_csv, to_json, to_markdown
from slm_desktop.core.workshop.losses import LossWanted, NamedModel, comparable
from slm_desktop.core.workshop.texts import TextChoice, TextKind
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

BASE = NamedModel("/f16.gguf", "Model", "F16")
PARTING = Parting(7, 3.5, "my secret", " is", " was", " is")
MEASURED = PerplexityMeasured(
    1, 1500, 12.5, 0.25, 2, 3.0, divergence=Divergence(12.0, 0.1, 0.01, 0.5, 3.5, 0.9, (PARTING,))
)


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


def wanted(name: str = "a", kind: TextKind = TextKind.ENGLISH, base: NamedModel | None = BASE) -> LossWanted:
    return LossWanted(NamedModel(f"/{name}.gguf", name, "Q4_0"), 10**8, LoadOptions(), TextChoice(kind), base=base)


def test_models_are_scored_one_after_the_other(shop: Workshop) -> None:
    shop.losses.start([wanted("a"), wanted("b", base=None)])
    assert shop.engines.started == [], "the text is read first"
    shop.texts.come("a long text")
    assert shop.engines.last.first == Perplexity(1, "/a.gguf", "a long text", 512, 0, "/f16.gguf", LoadOptions())
    shop.engines.last.emit(Hello(1, "b99", "", ()))
    shop.engines.last.emit(Scored(1, 1, 3, 14.0, 0.1, 1.0))
    assert shop.losses.progress == Scored(1, 1, 3, 14.0, 0.1, 1.0)
    assert [one.model.name for one in shop.losses.left] == ["b"]
    shop.engines.last.emit(MEASURED)
    shop.texts.come("a long text")
    assert shop.losses.progress is None, "nothing of the first is said of the second"
    shop.engines.last.emit(msgspec.structs.replace(MEASURED, divergence=None))
    assert shop.losses.running is None
    assert [one.name for one in shop.losses.records] == ["b", "a"]
    assert shop.losses.records[1].build == "b99"
    assert comparable(*shop.losses.records)
    assert [one.name for one in shop.kept_losses.all()] == ["b", "a"]


def test_what_cannot_be_scored_is_told_and_the_others_go_on(shop: Workshop) -> None:
    shop.losses.start([wanted("a"), wanted("b"), wanted("c")])
    shop.texts.come(fault=Fault("file", {"path": "x"}))
    shop.texts.come()
    shop.engines.last.emit(Failed(1, "vocabularies_differ", {}))
    shop.texts.come()
    shop.engines.last.emit(MEASURED)
    assert [fault.code for fault in shop.faults] == ["file", "vocabularies_differ"]
    assert [one.name for one in shop.losses.records] == ["c"]


def test_stopping_keeps_nothing_of_what_is_not_done(shop: Workshop) -> None:
    shop.losses.start([wanted("a"), wanted("b")])
    shop.texts.come()
    shop.losses.stop()
    assert shop.engines.last.closed
    assert (shop.losses.running, shop.losses.left, shop.losses.records, shop.faults) == (None, [], [], [])
    assert shop.queue.running is None


def test_stopping_while_the_text_is_read_starts_no_engine(shop: Workshop) -> None:
    shop.losses.start([wanted("a")])
    shop.losses.stop()
    shop.texts.come()
    assert shop.engines.started == []
    assert shop.queue.running is None
    shop.losses.start([wanted("b")])
    shop.texts.come()
    assert len(shop.engines.started) == 1


def test_one_kind_of_work_waits_for_another(shop: Workshop) -> None:
    shop.losses.start([wanted("a")])
    shop.benchmarks.start([])
    assert shop.losses.is_scoring
    assert not shop.benchmarks.is_measuring


def test_scores_leave_with_their_figures_but_without_words_of_chats(shop: Workshop) -> None:
    shop.losses.start([wanted("a"), wanted("b", TextKind.CHATS)])
    for _ in range(2):
        shop.texts.come()
        shop.engines.last.emit(MEASURED)
    of_chats, of_text = json.loads(to_json(shop.losses.records, 5.0))["losses"]
    assert of_text["measured"]["divergence"]["partings"][0]["before"] == "my secret"
    assert of_chats["measured"]["divergence"]["partings"] == []
    assert of_chats["measured"]["divergence"]["mean"] == 0.1
    table = to_csv(shop.losses.records).splitlines()
    assert "kl_mean" in table[0]
    assert "0.1,0.01,0.5,3.5,0.9" in table[1]
    assert "| 12.5000 ± 0.2500 |" in to_markdown(shop.losses.records)
    assert "secret" not in to_csv(shop.losses.records) + to_markdown(shop.losses.records)


def test_no_word_of_chats_is_kept_where_deleted_chats_would_leave_it(shop: Workshop) -> None:
    shop.losses.start([wanted("a", TextKind.CHATS)])
    shop.texts.come()
    shop.engines.last.emit(MEASURED)
    (shown,), (kept,) = shop.losses.records, shop.kept_losses.all()
    assert shown.divergence is not None
    assert shown.divergence.partings == (PARTING,)
    assert kept.divergence is not None
    assert kept.divergence.partings == ()
    assert kept.divergence.mean == 0.1


def test_a_score_is_forgotten_and_put_back(shop: Workshop) -> None:
    shop.losses.start([wanted("a")])
    shop.texts.come()
    shop.engines.last.emit(MEASURED)
    (record,) = shop.losses.records
    shop.losses.remove(record)
    assert shop.losses.records == []
    assert shop.kept_losses == {}
    shop.losses.put_back([record])
    assert shop.losses.records == [record]
    assert list(shop.kept_losses) == [record.id]
