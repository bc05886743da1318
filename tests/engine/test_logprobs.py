"""Log probabilities of answers and prompts, raw prompts, and questions about text: the real model."""

import math
import subprocess
import sys
from collections.abc import Iterator
from typing import TypeVar

import pytest

from slm_desktop.core.engines.commands import Detokenise, Load, Render, Tokenise, Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Detokenised,
    Failed,
    Finished,
    Logprobs,
    Prompted,
    PromptLogprobs,
    Rendered,
    Tokenised,
    TokenLogprobs,
)
from tests.engine.child import Child

GREEDY = {"temperature": 0.0, "max_tokens": 8.0}
TEXT = "The capital of France is"
Kind = TypeVar("Kind", bound=AnyEvent)


@pytest.fixture(scope="module")
def child(model_path: str) -> Iterator[Child]:
    made = Child(Load(1, model_path))
    made.ready()
    yield made
    made.close()


def of(child: Child, kind: type[Kind], run: int) -> list[Kind]:
    return [event for event in child.events if isinstance(event, kind) and event.run == run]


def answer_logprobs(child: Child, run: int) -> list[TokenLogprobs]:
    return [item for event in of(child, Logprobs, run) for item in event.items]


def prompt_logprobs(child: Child, run: int) -> list[TokenLogprobs]:
    """Those of a prompt in order; none may be missing or come twice."""
    found: list[TokenLogprobs] = []
    for event in of(child, PromptLogprobs, run):
        assert event.position == len(found) + 1
        found += event.items
    return found


def tokenised(child: Child, text: str) -> Tokenised:
    child.host.send(Tokenise(9000, text))
    return child.wait(Tokenised, lambda event: event.run == 9000)


def test_each_token_comes_with_its_log_probability_and_the_likeliest_ones(child: Child) -> None:
    run = child.ask(raw=TEXT, values=GREEDY, logprobs=5)
    assert isinstance(child.end(run), Finished)
    found = answer_logprobs(child, run)
    assert [item.token.id for item in found] == child.tokens(run)
    for item in found:
        chances = [one.logprob for one in item.top]
        assert item.token == item.top[0], "at temperature 0 the likeliest token comes"
        assert chances == sorted(chances, reverse=True)
        assert len(item.top) == 5
        assert sum(math.exp(chance) for chance in chances) <= 1.0
    assert b"".join(item.token.piece for item in found).decode() == child.text(run)


def test_sampling_settings_do_not_touch_the_log_probabilities(child: Child) -> None:
    first = child.ask(raw=TEXT, values={"temperature": 0.0, "max_tokens": 1.0}, logprobs=3)
    child.end(first)
    hot = child.ask(raw=TEXT, values={"temperature": 2.0, "top_k": 1.0, "max_tokens": 1.0}, logprobs=3)
    child.end(hot)
    pairs = zip(answer_logprobs(child, first)[0].top, answer_logprobs(child, hot)[0].top, strict=True)
    assert all(one.id == other.id and one.logprob == pytest.approx(other.logprob, abs=0.02) for one, other in pairs)


def test_the_token_that_ends_an_answer_has_a_log_probability_too(child: Child) -> None:
    (ending,) = tokenised(child, "<|im_end|>").tokens
    run = child.ask("Say yes.", values=GREEDY, logprobs=1, logit_bias={ending: 100.0})
    end = child.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.tokens) == ("end", 0)
    assert [item.token.id for item in answer_logprobs(child, run)] == [ending]


def test_without_the_wish_nothing_is_told(child: Child) -> None:
    run = child.ask(raw=TEXT, values=GREEDY)
    child.end(run)
    assert not answer_logprobs(child, run)
    assert not prompt_logprobs(child, run)


def test_log_probabilities_of_tokens_held_back_for_a_stop_text_come_with_them(child: Child) -> None:
    run = child.ask(raw="One two three four", values=GREEDY, logprobs=0, stops=("zzz five six seven eight",))
    child.end(run)
    assert [item.token.id for item in answer_logprobs(child, run)] == child.tokens(run)


# -- prompts ---------------------------------------------------------------------------------------------------


def test_a_prompt_is_scored_as_the_model_would_have_written_it(child: Child) -> None:
    """The answer at temperature 0, given as a prompt, must get the log probabilities that it had as an answer."""
    written = child.ask(raw=TEXT, values=GREEDY, logprobs=1, cold=True)
    child.end(written)
    answer = answer_logprobs(child, written)
    prompt = (*tokenised(child, TEXT).tokens, *child.tokens(written))
    scored = child.ask(raw=prompt, values={"max_tokens": 1.0}, logprobs=1, prompt_logprobs=True)
    child.end(scored)
    found = prompt_logprobs(child, scored)
    assert [item.token.id for item in found] == list(prompt[1:])
    for one, other in zip(answer, found[-len(answer) :], strict=True):
        assert other.top[0].id == one.token.id
        assert other.token.logprob == pytest.approx(one.token.logprob, abs=0.05)


def test_a_long_prompt_is_scored_in_parts_and_whole(child: Child) -> None:
    text = TEXT + " Paris, and the capital of Italy is Rome." * 12
    run = child.ask(raw=text, values={"max_tokens": 1.0}, logprobs=0, prompt_logprobs=True)
    child.end(run)
    assert len(of(child, PromptLogprobs, run)) > 1
    assert len(prompt_logprobs(child, run)) == len(tokenised(child, text).tokens) - 1


def test_endings_of_one_text_share_its_beginning_and_get_the_same_figures(child: Child) -> None:
    beginning = "Question: What is the capital of Italy, a country in the south of Europe? Answer:"
    apart = {}
    for ending in (" Rome", " a small dog"):
        run = child.ask(raw=beginning + ending, values={"max_tokens": 1.0}, logprobs=2, prompt_logprobs=True, cold=True)
        child.end(run)
        apart[ending] = prompt_logprobs(child, run)
    for ending in (" Rome", " a small dog"):
        run = child.ask(raw=beginning + ending, values={"max_tokens": 1.0}, logprobs=2, prompt_logprobs=True)
        child.end(run)
        together = prompt_logprobs(child, run)
        assert [item.token.id for item in together] == [item.token.id for item in apart[ending]]
        assert sum(item.token.logprob for item in together) == pytest.approx(
            sum(item.token.logprob for item in apart[ending]), abs=0.3
        )
    assert of(child, Prompted, run)[0].cached >= 10, "the beginning was scored before"


def test_a_cache_that_was_not_scored_is_not_taken_for_one_that_was(child: Child) -> None:
    text = "A quite different text about boats, rivers and the people who live beside them"
    child.end(child.ask(raw=text, values={"max_tokens": 1.0}))
    run = child.ask(raw=text, values={"max_tokens": 1.0}, logprobs=0, prompt_logprobs=True)
    child.end(run)
    assert len(prompt_logprobs(child, run)) == len(tokenised(child, text).tokens) - 1
    more = child.ask(raw=text, values={"max_tokens": 1.0}, logprobs=3, prompt_logprobs=True)
    child.end(more)
    assert all(len(item.top) == 3 for item in prompt_logprobs(child, more))


# -- raw prompts, stop texts and bias --------------------------------------------------------------------------


def test_a_raw_prompt_is_continued_without_a_template(child: Child) -> None:
    run = child.ask(raw=TEXT, values=GREEDY)
    child.end(run)
    assert "Paris" in child.text(run)
    assert of(child, Prompted, run)[0].tokens == len(tokenised(child, TEXT).tokens)


def test_tokens_are_taken_as_they_are(child: Child) -> None:
    text = child.ask(raw=TEXT, values=GREEDY)
    child.end(text)
    tokens = child.ask(raw=tokenised(child, TEXT).tokens, values=GREEDY)
    child.end(tokens)
    assert child.tokens(text) == child.tokens(tokens)


@pytest.mark.parametrize("token", [-1, 10_000_000])
def test_a_token_that_the_model_lacks_is_refused(child: Child, token: int) -> None:
    end = child.end(child.ask(raw=(token,), values=GREEDY))
    assert isinstance(end, Failed)
    assert end.code == "unknown_token"


def test_a_raw_prompt_longer_than_the_context_is_refused(child: Child) -> None:
    end = child.end(child.ask(raw="word " * 40_000, values=GREEDY))
    assert isinstance(end, Failed)
    assert end.code == "context_full"


def test_an_empty_raw_prompt_is_answered(child: Child) -> None:
    assert isinstance(child.end(child.ask(raw="", values=GREEDY)), Finished)


def test_stop_texts_of_the_request_may_hold_line_breaks_and_are_named(child: Child) -> None:
    run = child.ask(raw="1\n2\n3\n", values={"temperature": 0.0, "max_tokens": 40.0}, stops=("zzz", "\n6\n"))
    end = child.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.stop) == ("stop", "\n6\n")
    assert child.text(run) == "4\n5"


def test_a_biased_token_always_or_never_comes(child: Child) -> None:
    plain = child.ask(raw=TEXT, values=GREEDY)
    child.end(plain)
    usual = child.tokens(plain)[0]
    banned = child.ask(raw=TEXT, values=GREEDY, logit_bias={usual: -100.0})
    child.end(banned)
    assert child.tokens(banned)[0] != usual
    other = next(token for token in range(1000, 2000) if token != usual)
    forced = child.ask(raw=TEXT, values=GREEDY, logit_bias={other: 100.0})
    child.end(forced)
    assert child.tokens(forced)[0] == other


# -- questions about text --------------------------------------------------------------------------------------


def test_text_becomes_tokens_and_text_again(child: Child) -> None:
    text = "Grüße 👋 <|im_start|>user"
    found = tokenised(child, text)
    assert b"".join(found.pieces).decode() == text
    child.host.send(Detokenise(9001, found.tokens))
    assert child.wait(Detokenised, lambda event: event.run == 9001).text == text


def test_names_of_control_tokens_are_plain_text_where_that_is_asked_for(child: Child) -> None:
    special = tokenised(child, "<|im_start|>").tokens
    child.host.send(Tokenise(9002, "<|im_start|>", special=False))
    plain = child.wait(Tokenised, lambda event: event.run == 9002).tokens
    assert len(special) == 1
    assert len(plain) > 1


def test_the_rendered_prompt_is_what_an_answer_is_made_from(child: Child) -> None:
    child.host.send(Render(9003, (Turn("system", "Be brief."), Turn("user", "Hi"))))
    found = child.wait(Rendered, lambda event: event.run == 9003)
    assert "Be brief." in found.text
    assert found.text.rstrip().endswith("assistant")
    run = child.ask(raw=found.text, values={"max_tokens": 1.0})
    child.end(run)
    assert of(child, Prompted, run)[0].tokens == found.tokens


def test_tokens_that_do_not_exist_have_no_text(child: Child) -> None:
    child.host.send(Detokenise(9004, (1, 10_000_000)))
    assert child.wait(Failed, lambda event: event.run == 9004).code == "unknown_token"


def test_an_engine_starts_without_what_only_log_probabilities_need() -> None:
    words = "import sys; import slm_desktop.engine.worker; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
