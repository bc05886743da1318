"""Every engine on another machine keeps the contract of answers, and does what its kind can."""

import json
import os
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Change, Generate, Request, SetSampling, Stop, Turn
from slm_desktop.core.engines.events import (
    Called,
    Failed,
    Feature,
    Finished,
    Hello,
    Loaded,
    Prompted,
    SamplingChanged,
    Stopped,
    Tokens,
)
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, initial
from slm_desktop.core.engines.tools import Tool
from slm_desktop.core.sampling import complete
from tests.engine.child import Child
from tests.engine.contract import AnswerContract, Start
from tests.engine.tiny import CONTROLS, write_model
from tests.engine.tool_templates import CONTROLS as TOOL_CONTROLS
from tests.engine.tool_templates import TAGGED
from tests.llama_server import llama_server
from tests.remote.conftest import engine_at, host_of

LONG = "Say the word hello to me. " * 40
"""Some servers cache whole blocks of tokens only."""
STORY = "Write a very long story about a lighthouse keeper and her dog."


class RemoteContract(AnswerContract):
    """Inherit it with a fixture `address`, and the title of the kind."""

    title = ""

    @pytest.fixture
    def start(self, address: str) -> Start:
        return lambda: engine_at(address)

    def test_it_says_what_it_is_and_whose_computer_answers(self, child: Child, address: str) -> None:
        assert self.title in next(event.build for event in child.events if isinstance(event, Hello))
        loaded = next(event for event in child.events if isinstance(event, Loaded))
        assert loaded.host == host_of(address)
        assert loaded.context > 0
        assert "temperature" in loaded.understood

    def test_the_same_seed_gives_the_same_answer(self, child: Child) -> None:
        def ask(seed: int) -> str:
            run = child.ask("Name an animal.", seed=seed, values={"temperature": 1.2, "max_tokens": 12.0})
            child.end(run)
            return child.text(run)

        ask(5)  # What is cached is rounded in another way than what is not.
        assert ask(5) == ask(5)
        assert len({ask(seed) for seed in range(5, 9)}) > 1

    def test_an_answer_is_held_to_a_form(self, child: Child) -> None:
        loaded = next(event for event in child.events if isinstance(event, Loaded))
        schema = {"type": "object", "properties": {"animal": {"enum": ["cat", "dog"]}}, "required": ["animal"]}
        forms = {Feature.JSON_SCHEMA: OutputFormat(FormatKind.JSON_SCHEMA, json.dumps(schema))}
        forms[Feature.GRAMMAR] = OutputFormat(FormatKind.GRAMMAR, 'root ::= "cat" | "dog"')
        assert Feature.JSON_SCHEMA in loaded.features
        for feature, form in forms.items():
            if feature not in loaded.features:
                continue
            run = child.ask("Name an animal.", values={"max_tokens": 60.0}, formats=initial(form))
            end = child.end(run)
            assert isinstance(end, Finished)
            text = child.text(run)
            assert (json.loads(text)["animal"] if feature == Feature.JSON_SCHEMA else text) in ("cat", "dog")
            assert not end.is_unfinished

    def test_a_tool_is_called_and_its_result_answered(self, child: Child) -> None:
        loaded = next(event for event in child.events if isinstance(event, Loaded))
        if Feature.TOOLS not in loaded.features:
            pytest.skip("the template of its model knows no tools, and it says so")
        schema = {"type": "object", "properties": {"sum": {"type": "string"}}, "required": ["sum"]}
        tool = Tool("calculator", "Computes a sum.", json.dumps(schema))
        values: dict[str, float | str] = {"temperature": 0.0, "max_tokens": 100.0}
        run = child.ask("What is 47 * 53?", tools=(tool,), tool_choice="required", values=values)
        assert isinstance(child.end(run), Finished)
        (call,) = next(event for event in child.events if isinstance(event, Called) and event.run == run).calls
        assert call.name == "calculator"
        assert "sum" in json.loads(call.arguments)
        shown = child.text(run)
        assert "calculator" not in shown
        turns = (
            Turn("user", "What is 47 * 53?"),
            Turn("assistant", shown, calls=(call,)),
            Turn("tool", "2491", call=call),
        )
        request = Request(turns=turns, changes=(Change(0, values),), seed=1, tools=(tool,))
        child.host.send(Generate(run + 500, request))
        assert isinstance(child.end(run + 500), Finished)
        assert "2491" in child.text(run + 500)

    def test_what_is_cut_off_is_not_in_its_form(self, child: Child) -> None:
        form = OutputFormat(FormatKind.JSON_SCHEMA, '{"type": "array", "minItems": 40, "items": {"type": "integer"}}')
        run = child.ask("Name some numbers.", values={"max_tokens": 5.0}, formats=initial(form))
        end = child.end(run)
        assert isinstance(end, Finished)
        assert end.is_unfinished

    def test_tokens_are_told_apart_and_counted(self, child: Child) -> None:
        run = child.ask(STORY, values={"max_tokens": 20.0, "temperature": 0.0})
        end = child.end(run)
        assert isinstance(end, Finished)
        assert (end.reason, end.tokens) == ("length", 20)
        assert len(child.tokens(run)) == 20
        prompted = [event for event in child.events if isinstance(event, Prompted) and event.run == run]
        assert prompted[-1].tokens > 10

    def test_what_the_prompt_had_in_the_cache_is_told(self, child: Child) -> None:
        for _time in range(2):
            run = child.ask(LONG, values={"max_tokens": 3.0, "temperature": 0.0})
            child.end(run)
        prompted = [event for event in child.events if isinstance(event, Prompted) and event.run == run]
        assert prompted[-1].cached > 0

    def test_an_answer_is_continued_where_it_ended(self, child: Child) -> None:
        run = child.ask("Count to ten.", "1, 2, 3, 4,", values={"max_tokens": 4.0, "temperature": 0.0})
        child.end(run)
        assert child.text(run).strip().startswith("5")

    def test_a_text_is_completed_as_it_stands(self, child: Child) -> None:
        loaded = next(event for event in child.events if isinstance(event, Loaded))
        assert Feature.RAW_PROMPT in loaded.features
        values = {"max_tokens": 12.0, "temperature": 0.0}
        run = child.ask("1, 2, 3, 4,", " 5, 6,", values=values, text_completion=True)
        end = child.end(run)
        assert isinstance(end, Finished)
        assert child.text(run).replace(" ", "").startswith("7,8")
        assert (end.reason, end.tokens, len(child.tokens(run))) == ("length", 12, 12)
        prompted = [event for event in child.events if isinstance(event, Prompted) and event.run == run]
        assert 0 < prompted[-1].tokens < 25, "no template stands around it"

    def test_a_change_acts_while_a_text_is_completed(self, child: Child) -> None:
        run = child.ask("Once upon a time", values={"max_tokens": 100.0}, text_completion=True)
        child.wait_for_tokens(run, 3)
        child.host.send(SetSampling(run, complete({"temperature": 0.0, "max_tokens": 100.0})))
        changed = child.wait(SamplingChanged, lambda event: event.run == run)
        assert isinstance(child.end(run), Finished)
        assert 3 < changed.position <= len(child.tokens(run)) <= 100

    def test_a_change_of_sampling_acts_on_what_is_written_next(self, child: Child) -> None:
        run = child.ask(STORY, values={"temperature": 1.0, "max_tokens": 120.0})
        child.wait_for_tokens(run, 5)
        child.host.send(SetSampling(run, complete({"temperature": 0.0, "max_tokens": 120.0})))
        changed = child.wait(SamplingChanged, lambda event: event.run == run)
        assert isinstance(child.end(run), Finished | Stopped)
        assert 5 < changed.position < 120
        tokens = [
            token for event in child.events if isinstance(event, Tokens) and event.run == run for token in event.items
        ]
        assert {token.setting for token in tokens[: changed.position]} == {0}
        assert len(tokens) <= 120

    def test_answers_are_written_side_by_side(self, child: Child) -> None:
        runs = [child.ask(f"Say {word}.", values={"max_tokens": 10.0}) for word in ("one", "two", "three")]
        assert all(isinstance(child.end(run), Finished) for run in runs)

    def test_a_closed_engine_stops_its_answers(self, start: Start) -> None:
        child = start()
        child.ready()
        run = child.ask(STORY, values={"max_tokens": 4000.0})
        child.wait(Tokens)
        child.host.close()
        assert isinstance(child.wait_any(run), Stopped)
        assert child.host.join(30)

    def test_a_model_that_is_not_there_is_named_with_those_that_are(self, address: str) -> None:
        child = engine_at(address, model="nothing")
        failed = child.wait(Failed)
        assert failed.code == "remote_model"
        assert "SmolLM2" in str(failed.details["known"]) or "smollm2" in str(failed.details["known"])
        child.host.close()
        child.host.join(30)

    def test_a_prompt_beyond_the_context_is_a_reason(self, child: Child) -> None:
        run = child.ask("word " * 60_000)
        end = child.end(run)
        assert isinstance(end, Failed)
        assert end.code in ("remote_context", "remote_refused")
        assert isinstance(child.end(child.ask("Hi", values={"max_tokens": 2.0})), Finished)

    def test_stopping_is_heard_at_once(self, child: Child) -> None:
        run = child.ask(STORY, values={"max_tokens": 4000.0})
        child.wait(Tokens)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)


class TestLlamaServer(RemoteContract):
    title = "llama-server"

    @pytest.fixture
    def address(self, llama_address: str) -> str:
        return llama_address

    def test_all_sampling_parameters_are_understood(self, child: Child) -> None:
        loaded = next(event for event in child.events if isinstance(event, Loaded))
        assert {"dry_multiplier", "xtc_probability", "mirostat", "top_n_sigma"} <= set(loaded.understood)
        assert Feature.LIVE_SAMPLING in loaded.features

    def test_a_model_whose_template_knows_tools_is_told_of_them(self, tmp_path: Path) -> None:
        """A model of chance calls none: the server lets it write something else first."""
        path = write_model(tmp_path / "m.gguf", template=TAGGED, controls=(*CONTROLS, *TOOL_CONTROLS))
        tool = Tool("clock", "Tells the time.", '{"type": "object", "properties": {}}')
        with llama_server(str(path)) as server:
            child = engine_at(server.address.rstrip("/"))
            try:
                assert Feature.TOOLS in child.ready().features
                lengths = []
                for tools in ((), (tool,)):
                    run = child.ask("x", tools=tools, values={"max_tokens": 4.0})
                    assert isinstance(child.end(run), Finished)
                    told = [event for event in child.events if isinstance(event, Prompted) and event.run == run]
                    lengths.append(told[-1].tokens)
                assert lengths[1] > lengths[0] + 50
            finally:
                child.close()


class TestOwnServer(RemoteContract):
    title = "SLM Desktop"

    @pytest.fixture
    def address(self, own_address: str) -> str:
        return own_address


@pytest.mark.remote
class TestServerOfYourOwn(RemoteContract):
    """`make test-remote SERVER=http://host:8000`: a vLLM, for instance, which is too large for the other tests."""

    @pytest.fixture
    def address(self) -> str:
        address = os.environ.get("SLM_DESKTOP_TEST_SERVER", "")
        assert address, "name a server: make test-remote SERVER=http://host:8000"
        return address
