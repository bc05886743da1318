"""Guided tours: what a teacher may write, and how a step goes."""

import re
from pathlib import Path

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import Failed, Stopped
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.lens.guide import Guide, StepState, place_in
from slm_desktop.core.lens.tour import tour_of
from slm_desktop.core.sampling import complete
from slm_desktop.errors import Fault
from slm_desktop.suites import tours
from tests.core.lens.test_lens import Bench, place
from tests.fakes import choice_of


def broken(**step: object) -> str:
    with pytest.raises(Fault, match="tour_broken") as caught:
        tour_of({"title": "T", "steps": [{"title": "One", "text": "Read.", **step}]})
    return str(caught.value.details["reason"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_tour_that_comes_with_the_app_has_ten_steps(language: str) -> None:
    tour = tours.built_in(language)
    assert len(tour.steps) == 10
    assert all(step.text and step.notice and step.does_something for step in tour.steps)


def test_both_languages_do_the_same() -> None:
    english, spanish = (
        [(one.ask, one.sampling, one.look_at, one.tried, one.point_at, one.system, one.tokens) for one in tour.steps]
        for tour in (tours.built_in("en"), tours.built_in("es"))
    )
    assert english == spanish


def test_what_cannot_be_done_is_named_with_its_place() -> None:
    assert "sampling: heat" in broken(sampling={"heat": 1})
    assert "at `$.steps[0]`" in broken(sampling={"heat": 1})
    assert "try: top_p 7" in broken(ask="?", **{"try": {"top_p": 7}})
    assert "ask" in broken(ask=" ")
    assert "point_at: magic" in broken(ask="?", point_at="magic")
    assert "ask" in broken(tree=True), "there is no answer to show it on"
    assert "unknown field" in broken(colour="red")
    assert "length >= 1" in broken(title="")


def test_a_file_is_read_and_a_hostile_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(tours.to_yaml(tours.built_in("es")))
    assert tours.read(path) == tours.built_in("es")
    for text in (
        "a: &x [1]\nb: *x",
        "[" * 5000,
        "title: T\nsteps: []",
        "\ufeff- 1",
        "a: !!timestamp foo",
        "a: !!bool foo",
        "a: !!int ''",
        "!!python/object:os.system {}",
    ):
        path.write_text(text)
        with pytest.raises(Fault, match="tour_broken"):
            tours.read(path)
    path.write_bytes(b"x" * (tours.LARGEST + 1))
    with pytest.raises(Fault, match="file_large"):
        tours.read(path)


def test_the_example_of_the_readme_is_a_tour() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    (example,) = re.findall(r"```yaml\n(title: Two temperatures\n.*?)```", readme, re.DOTALL)
    assert len(tours.parse(example.encode()).steps) == 2


STEPS = [
    {"title": "Read", "text": "Nothing to do."},
    {"title": "Ask", "text": "…", "ask": "Who?", "system": "Be brief.", "sampling": {"temperature": 2, "seed": 3},
     "look_at": 2, "try": {"top_k": 1}, "point_at": "top_k"},
    {"title": "Twice", "text": "…", "ask": "And?", "again": True, "sampling": {"seed": 3}},
    {"title": "Pieces", "text": "…", "tokens": "cat"},
    {"title": "Another", "text": "…", "ask": "Where?", "other_model": True},
    {"title": "Tree", "text": "…", "tree": True},
]  # fmt: skip


class School(Bench):
    """A tour over a chat of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.lens.open(True)
        self.shown: list[str] = []
        self.chats = 0
        self.guide = Guide(tour_of({"title": "Mine", "steps": STEPS}), self.lens, self)

    def session_for(self, session: ChatSession | None) -> ChatSession:
        if session is None:
            self.chats += 1
            session = self.chat_list.new()
        self.lens.follow(session)
        return session

    def show_tokens(self, text: str) -> None:
        self.shown.append(text)

    def show_tree(self) -> None:
        self.shown.append("tree")

    def another_model(self) -> ModelChoice | None:
        return choice_of("/other.gguf", "Other")

    def go_to(self, step: int) -> None:
        self.guide.go(step - self.guide.at)
        self.guide.run()

    def answer_comes(self, *tokens: int) -> None:
        self.tell(*(place(token) for token in tokens))
        self.finish(*(str(token) for token in tokens))

    @property
    def questions(self) -> list[Generate]:
        return [one for one in self.engines.last.sent if isinstance(one, Generate)]


@pytest.fixture
def school() -> School:
    return School()


def test_a_step_to_read_is_done_at_once(school: School) -> None:
    states = [school.guide.state]
    school.guide.go(1)
    assert [*states, school.guide.state] == [StepState.DONE, StepState.READING]


def test_a_step_asks_looks_tries_and_points(school: School) -> None:
    school.go_to(1)
    request = school.request
    assert [turn.content for turn in request.turns] == ["Be brief.", "Who?"]
    assert (request.changes[0].values["temperature"], request.seed) == (2.0, 3)
    states = [school.guide.state]
    school.answer_comes(1, 2, 3)
    lens = school.lens
    assert [*states, school.guide.state] == [StepState.RUNNING, StepState.DONE]
    assert (lens.place, lens.preview and lens.preview["top_k"], lens.pointed) == (1, 1.0, "top_k")


def test_questions_are_versions_of_the_first_in_one_chat_with_the_tours_name(school: School) -> None:
    school.go_to(1)
    school.answer_comes(1)
    school.go_to(4)
    assert [turn.content for turn in school.request.turns] == ["Where?"], "a step without a system prompt has none"
    assert school.chats == 1
    assert [chat.title for chat in school.chat_list.chats] == ["Mine"]


def test_an_answer_is_asked_for_twice_and_compared(school: School) -> None:
    school.go_to(2)
    school.answer_comes(1, 2)
    states = [school.guide.state]
    assert len(school.questions) == 2
    school.answer_comes(1, 2)
    assert [*states, school.guide.state] == [StepState.RUNNING, StepState.DONE]
    assert school.guide.repeated == (2, 2)


def test_a_step_that_was_done_is_shown_as_it_was_when_one_comes_back(school: School) -> None:
    school.go_to(1)
    school.answer_comes(1, 2, 3)
    school.go_to(4)
    school.answer_comes(1)
    asked = len(school.questions)
    school.guide.go(-3)
    session = school.guide._session
    assert session
    assert [message.content for message in session.messages] == ["Who?", "123"]
    assert (school.lens.place, school.lens.pointed) == (1, "top_k")
    assert len(school.questions) == asked, "nothing is asked again"


def test_tokens_tree_and_another_model_are_shown(school: School) -> None:
    school.go_to(3)
    school.go_to(5)
    assert school.shown == ["cat", "tree"]
    school.go_to(4)
    school.answer_comes(1)
    assert school.lens.opinion
    assert school.lens.opinion.name == "Other"


def test_an_answer_that_failed_leaves_the_step_to_be_tried_again(school: School) -> None:
    school.go_to(1)
    school.engines.last.emit(Failed(school.command().run, "memory", {}))
    assert school.guide.state == StepState.READING


def test_going_on_ends_what_the_model_does(school: School) -> None:
    school.go_to(1)
    run = school.command().run
    school.guide.go(1)
    assert any(getattr(one, "run", 0) == run for one in school.engines.last.sent[-2:])
    school.finish("late")
    assert school.guide.state == StepState.READING


def test_without_a_model_nothing_begins(school: School) -> None:
    school.model.eject()
    with pytest.raises(Fault, match="no_model"):
        school.go_to(1)
    assert school.guide.state == StepState.READING
    session = school.guide._session
    assert session
    assert (session.chat.title, session.chat.system, session.sampling) == ("", "", complete({})), (
        "it stays a blank chat"
    )


def test_another_chat_that_is_shown_meanwhile_is_left_alone(school: School) -> None:
    school.go_to(1)
    run = school.command().run
    school.lens.follow(school.chat)
    school.tell(place(1), run=run)
    school.finish("1")
    assert school.guide.state == StepState.READING
    assert school.lens.preview is None


def test_a_repetition_that_was_stopped_is_not_called_the_same(school: School) -> None:
    school.go_to(2)
    school.answer_comes(1, 2)
    school.write("1")
    school.engines.last.emit(Stopped(school.command().run))
    assert school.guide.repeated == (1, 2)


def test_tokens_are_found_by_name_number_or_words(school: School) -> None:
    message = school.answer(1, 2, 3, logits=(2.0, 1.9, 1.8))
    school.lens.look_at(message, 0)
    seen = school.lens.answer
    assert seen
    assert [place_in(seen, wanted) for wanted in ("first", "last", 2, "upon", "nowhere")] == [0, 2, 1, 1, 0]
    assert (place_in(seen, "sure"), place_in(seen, "unsure")) == (0, 2)
