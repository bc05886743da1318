"""Run cards and exports: all that made the answers, in forms that others can read."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from slm_desktop.core.compare.card import Card, Machine, card_of, from_json, to_json
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.page import to_html
from slm_desktop.core.compare.records import BEST, TIE, Column
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.compare.tables import to_csv, to_markdown
from slm_desktop.core.engines.answer_figures import LOAD, TOKENS
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import Failed, Stopped, Token, Tokens
from slm_desktop.core.models.local_models import Facts, LocalModel
from slm_desktop.errors import Fault
from slm_desktop.library.locate import located
from slm_desktop.paths import resources
from tests.core.compare.bench import Bench

MACHINE = Machine("Linux", "A processor", 2, 16 * 10**9, (), "SLM Desktop")
NASTY = "<script>alert(1)</script> | =1+1\n# no heading"


@pytest.fixture
def session(bench: Bench) -> ComparisonSession:
    made = bench.compare("/a", "/b")
    made.set_sampling(made.columns[1], {**made.columns[1].sampling, "temperature": 1.5})
    made.send(NASTY)
    bench.load_all()
    bench.answer("/a", "The ", "sky ", "is ", "blue")
    bench.answer("/b", "The ", "sky ", "<img src=x>")
    made.judge(BEST, made.columns[1])
    return made


def repeated(session: ComparisonSession) -> tuple[int, int]:
    assert session.repeat is not None
    return session.repeat.result


def card(session: ComparisonSession) -> Card:
    return from_json(to_json(card_of(session, MACHINE, 5.0)))


def test_a_card_says_what_made_the_answers(session: ComparisonSession) -> None:
    made = card(session)
    first, second = made.summary
    assert (first.letter, first.model, first.quantisation, first.build, first.seed) == (
        "A",
        "A",
        "Q4_0",
        "build",
        second.seed,
    )
    assert (first.figures[TOKENS], second.figures[TOKENS], second.divergence) == (4, 3, 2)
    assert second.settings["temperature"] == 1.5
    assert made.machine == MACHINE
    assert made.votes[0].winner == session.columns[1].record.id
    assert [len(archived.messages) for archived in made.columns] == [2, 2]


def test_the_file_is_as_its_schema_says() -> None:
    shipped = json.loads((resources() / "comparison.schema.json").read_text("utf-8"))
    assert shipped == json.loads(msgspec.json.encode(msgspec.json.schema(Card)))


def test_a_real_card_passes_the_schema(session: ComparisonSession) -> None:
    from jsonschema import Draft202012Validator

    shipped = json.loads((resources() / "comparison.schema.json").read_text("utf-8"))
    Draft202012Validator(shipped).validate(json.loads(to_json(card(session))))


def test_the_table_can_be_read_by_a_spreadsheet_and_runs_nothing_there(session: ComparisonSession) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(card(session)))))
    assert [row["letter"] for row in rows] == ["A", "B"]
    assert rows[1]["temperature"] == "1.5"
    assert rows[0]["answer"] == "The sky is blue"
    assert session.columns[0].run is not None
    session.columns[0].run.model = "=cmd()"
    assert next(csv.DictReader(io.StringIO(to_csv(card(session)))))["model"] == "'=cmd()"


def test_every_question_is_exported_with_its_answers_and_its_vote(bench: Bench, session: ComparisonSession) -> None:
    session.send("And the grass?")
    bench.load_all()
    bench.answer("/a", "Green")
    bench.answer("/b", "Blue")
    session.judge(TIE)
    made = card(session)
    assert [vote.verdict for vote in made.votes] == [BEST, TIE]
    rows = list(csv.DictReader(io.StringIO(to_csv(made))))
    assert [(row["letter"], row["question_number"], row["answer"]) for row in rows] == [
        ("A", "1", "The sky is blue"),
        ("A", "2", "Green"),
        ("B", "1", "The sky <img src=x>"),
        ("B", "2", "Blue"),
    ]
    assert [row["question"] for row in rows[:2]] == [NASTY, "And the grass?"]
    for text in (to_markdown(made), to_html(made)):
        assert text.index("Best answer: B") < text.index("And the grass?") < text.index("Tie")
        assert "newest answers" in text


def test_the_page_holds_everything_and_runs_nothing(session: ComparisonSession) -> None:
    page = to_html(card(session))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page
    assert "Content-Security-Policy" in page
    assert "Best answer: B" in page


def test_markdown_keeps_its_tables_whole(session: ComparisonSession) -> None:
    text = to_markdown(card(session))
    table = [line for line in text.splitlines() if line.startswith("| A") or line.startswith("| B")]
    assert len({line.count(" | ") for line in table}) == 1
    assert "> # no heading" in text


def test_a_copy_of_a_card_has_ids_of_its_own(bench: Bench, session: ComparisonSession) -> None:
    made = card(session)
    copy = bench.comparisons.take_card(made, lambda column, cell: (column.path, cell.sha256))
    assert copy.record.id != session.record.id
    assert [column.answer.content for column in copy.columns if column.answer] == [
        "The sky is blue",
        "The sky <img src=x>",
    ]
    later = Comparisons(bench.context)
    assert len(later.comparisons) == 2
    assert later.open(later.comparisons[0]).columns[0].answer is not None


def test_run_again_gives_the_records_to_the_engine(bench: Bench, session: ComparisonSession) -> None:
    seeds = [column.run.seed for column in session.columns if column.run]
    session.replay()
    bench.load_all()
    assert [bench.asked(path)[-1].request.seed for path in ("/a", "/b")] == seeds
    bench.answer("/a", "The ", "sky ", "is ", "blue")
    bench.answer("/b", "The ", "sea")
    assert [column.run.same for column in session.columns if column.run] == [4, 1]
    assert repeated(session) == (1, 2)


def test_run_again_repeats_every_question_with_the_history_it_had(bench: Bench, session: ComparisonSession) -> None:
    session.send("And the grass?", [session.columns[0].record.id])
    bench.load_all()
    bench.answer("/a", "Green")
    session.replay()
    bench.load_all()
    bench.answer("/a", "The ", "sky ", "is ", "blue")
    assert bench.asked("/a")[-1].request.turns[-1].content == "And the grass?"
    bench.answer("/a", "Green")
    again = bench.asked("/a")[-2:]
    assert [[turn.content for turn in command.request.turns] for command in again] == [
        [NASTY],
        [NASTY, "The sky is blue", "And the grass?"],
    ]
    assert bench.asked("/b")[-1].request.turns[-1].content == NASTY
    bench.answer("/b", "The ", "sea")
    assert repeated(session) == (2, 3)
    assert session.columns[0].figure(LOAD) == 0


def test_another_file_in_the_place_of_the_recorded_one_is_not_taken_for_it(
    bench: Bench, session: ComparisonSession
) -> None:
    first = session.columns[0]
    assert first.run is not None
    first.run.sha256, first.record.sha256 = "1" * 64, "2" * 64
    session.replay()
    bench.load_all()
    assert first.trouble is not None
    assert first.trouble.code == "other_model"
    bench.answer("/b", "The ", "sky ", "<img src=x>")
    assert session.running is None
    assert repeated(session) == (1, 1)


def test_run_again_that_is_cancelled_leaves_the_conversation_as_it_was(
    bench: Bench, session: ComparisonSession
) -> None:
    first = session.columns[0]
    session.send("And the grass?", [first.record.id])
    bench.load_all()
    bench.answer("/a", "Green")
    before = [message.id for message in first.chat.messages]
    session.replay()
    bench.load_all()
    bench.answer("/a", "The ", "sky ", "is ", "blue")
    session.cancel()
    for path in ("/a", "/b"):
        bench.of(path).emit(Stopped(bench.asked(path)[-1].run))
    assert [message.id for message in first.chat.messages] == before
    session.send("And the sea?", [first.record.id])
    bench.load_all()
    assert [turn.content for turn in bench.asked("/a")[-1].request.turns[-3:]] == [
        "And the grass?",
        "Green",
        "And the sea?",
    ]
    bench.answer("/a", "Blue")
    assert first.questions[-1] == "And the sea?"


def test_an_engine_that_dies_between_two_repeated_answers_is_asked_no_more(
    bench: Bench, session: ComparisonSession
) -> None:
    first = session.columns[0]
    session.send("And the grass?", [first.record.id])
    bench.load_all()
    bench.answer("/a", "Green")
    session.replay()
    bench.load_all()
    engine, asked = bench.of("/a"), len(bench.asked("/a"))
    engine.emit(Tokens(bench.asked("/a")[-1].run, (Token(3, "The", 0, 0.5),)))
    engine.emit(Failed(bench.asked("/a")[-1].run, "crashed", {}, ()))
    assert len([command for command in engine.sent if isinstance(command, Generate)]) == asked
    bench.answer("/b", "The ", "sky ", "<img src=x>")
    assert first.questions[-1] == "And the grass?"
    assert repeated(session) == (1, 1)  # what failed was not made again


def test_a_repeated_answer_that_ends_early_is_not_the_same(bench: Bench, session: ComparisonSession) -> None:
    session.replay()
    bench.load_all()
    bench.answer("/a", "The ", "sky ")
    bench.answer("/b", "The ", "sky ", "<img src=x>")
    assert repeated(session) == (1, 2)


def test_what_another_model_said_before_is_left_out_of_a_repetition(bench: Bench, session: ComparisonSession) -> None:
    first = session.columns[0]
    session.choose(first, "/c", "C", "Q4_0")
    session.send("And the grass?", [first.record.id])
    bench.load_all()
    bench.answer("/c", "Green")
    session.replay()
    bench.load_all()
    bench.answer("/c", "Green")
    bench.answer("/b", "The ", "sky ", "<img src=x>")
    assert repeated(session) == (2, 2)
    assert session.repeat is not None
    assert session.repeat.left_out == 1


def test_the_model_of_a_card_is_found_by_place_hash_and_name(tmp_path: Path, session: ComparisonSession) -> None:
    there = tmp_path / "m.gguf"
    there.write_bytes(b"")
    column, facts = Column(1, 2, str(there), "m", "Q4_0"), Facts()
    one = LocalModel(str(there), "", "m", "Q4_0", 0, 0.0, facts, sha256="1" * 64)
    two = LocalModel("/b", "", "x", "Q8_0", 0, 0.0, facts, sha256="2" * 64)

    def place(models: list[LocalModel], sha256: str, model: str = "m") -> tuple[str, str]:
        cell = msgspec.structs.replace(
            card_of(session, MACHINE, 5.0).summary[0], sha256=sha256, model=model, quantisation="Q4_0"
        )
        return located(models, column, cell)

    assert place([one, two], "1" * 64) == (str(there), "1" * 64)
    assert place([one, two], "2" * 64) == ("/b", "2" * 64)
    assert place([one, two], "2" * 64, "of another model, chosen before") == (str(there), "1" * 64)
    assert place([one, two], "") == (str(there), "1" * 64)
    assert place([one, two], "3" * 64) == (str(there), "1" * 64)  # the nearest there is; the window says so
    assert place([], "3" * 64) == (str(there), "")
    there.unlink()
    assert place([two], "3" * 64) == ("", "")


@pytest.mark.parametrize(
    "options", [{"runtime": "/tmp/evil"}, {"bogus": 1}, {"context": "x"}, {"context": 2**40}, {"kv_type": "f64"}]
)
def test_a_card_cannot_say_which_code_loads_a_model(options: dict[str, object], session: ComparisonSession) -> None:
    content = json.loads(to_json(card(session)))
    content["comparison"]["columns"][0]["options"] = options
    with pytest.raises(Fault, match="card_broken"):
        from_json(json.dumps(content).encode())


def test_a_card_with_too_many_columns_or_an_impossible_time_is_refused(session: ComparisonSession) -> None:
    content = json.loads(to_json(card(session)))
    many = {**content, "comparison": {**content["comparison"], "columns": content["comparison"]["columns"] * 6}}
    later = {**content, "comparison": {**content["comparison"], "updated": 1e300}}
    for one in (many, later, {**content, "summary": []}):
        with pytest.raises(Fault, match="card_broken"):
            from_json(json.dumps(one).encode())


@pytest.mark.parametrize("break_", ["columns", "order", "id", "role"])
def test_a_card_that_was_changed_is_refused(break_: str, session: ComparisonSession) -> None:
    content = json.loads(to_json(card(session)))
    if break_ == "columns":
        content["columns"].pop()
    elif break_ == "order":
        content["columns"][0]["messages"][0]["parent"] = 99
    elif break_ == "role":
        content["columns"][0]["messages"][0]["role"] = "tool"
    else:
        content["columns"][0]["messages"][0]["id"] = -1
    with pytest.raises(Fault, match="card_broken"):
        from_json(json.dumps(content).encode())


@pytest.mark.parametrize("version", [1, 2])
def test_a_card_that_was_stored_earlier_opens(version: int) -> None:
    card = from_json((Path(__file__).parent / f"card_v{version}.json").read_bytes())
    first, second = card.summary
    assert (first.figures["tokens"], second.divergence, first.finish_reason) == (4, 1, "end")
    assert first.figures["tokens_per_second"] == pytest.approx(10)
    assert first.figures["concurrent_answers"] == 1
    run = card.columns[0].messages[-1].run
    assert run is not None
    assert run.batches == (30, 1)
    assert run.figure("first_token_seconds") == 0.5
    assert from_json(to_json(card)) == card


@pytest.mark.parametrize("summary", [None, 7, [7], [{"figures": 7}]])
def test_a_broken_card_of_an_earlier_version_is_refused(summary: object) -> None:
    data = json.loads((Path(__file__).parent / "card_v1.json").read_bytes())
    data["summary"] = summary
    with pytest.raises(Fault, match="card_broken"):
        from_json(json.dumps(data).encode())


def test_a_table_without_answers_still_has_its_heads() -> None:
    card = from_json((Path(__file__).parent / "card_v2.json").read_bytes())
    heads = to_csv(card).splitlines()[0]
    for archived in card.columns:
        archived.messages.clear()
    assert to_csv(card).splitlines() == [heads]
