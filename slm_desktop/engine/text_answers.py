"""Answers questions about text beside the main thread: the vocabulary is constant, and an answer must not wait."""

import queue
import threading
from collections.abc import Callable

from slm_desktop.core.engines.commands import CheckFormat, Count, Detokenise, Render, Tokenise, VocabularyQuestion
from slm_desktop.core.engines.events import AnyEvent, Counted, Detokenised, Failed, FormatChecked, Rendered, Tokenised
from slm_desktop.engine.prompt import PromptBuilder
from slm_desktop.errors import Fault

MOST_TOKENS, LONGEST_TEXT = 150_000, 2**20
"""Of one answer: with more of them the line that tells it would be longer than a line may be."""


class TextAnswers:
    """Questions wait in it until the model is there."""

    def __init__(self, emit: Callable[[AnyEvent], None]) -> None:
        self._emit = emit
        self._questions: queue.SimpleQueue[VocabularyQuestion] = queue.SimpleQueue()

    def put(self, question: VocabularyQuestion) -> None:
        """Answer a question as soon as possible."""
        self._questions.put(question)

    def begin(self, prompts: PromptBuilder) -> None:
        """The model is there: answer from now on."""
        threading.Thread(target=self._serve, args=(prompts,), name="text", daemon=True).start()

    def _serve(self, prompts: PromptBuilder) -> None:
        while True:
            waiting = [self._questions.get()]
            while not self._questions.empty():
                waiting.append(self._questions.get())
            last_count = max((question.run for question in waiting if isinstance(question, Count)), default=0)
            for question in waiting:
                if not isinstance(question, Count) or question.run == last_count:
                    self._emit(_answer(question, prompts))


def _answer(question: VocabularyQuestion, prompts: PromptBuilder) -> AnyEvent:
    run, model = question.run, prompts.model
    try:
        match question:
            case Count():
                return Counted(run, prompts.count(question.text))
            case Tokenise():
                return _tokenised(question, prompts)
            case Detokenise():
                return Detokenised(run, _bounded(model.text(prompts.known(question.tokens), special=True)))
            case Render():
                text, tokens = prompts.rendered(question.turns, question.tools)
                return Rendered(run, _bounded(text), len(tokens))
            case CheckFormat():
                return FormatChecked(run, prompts.grammars.warnings(question.format))
    except Fault as fault:
        return Failed(run, fault.code, fault.details)
    except MemoryError:
        return Failed(run, "template", {"reason": "prompt_memory"})
    except Exception as error:  # noqa: BLE001 - whoever waits must hear something, and the next question be answered
        return Failed(run, "template", {"reason": f"{type(error).__name__}: {error}"[:200]})


def _bounded(text: str) -> str:
    """Raise Fault 'text_long' for a text that is too long to be told."""
    if len(text) > LONGEST_TEXT:
        raise Fault("text_long", {"count": len(text), "most": LONGEST_TEXT})
    return text


def _tokenised(question: Tokenise, prompts: PromptBuilder) -> Tokenised:
    model, text = prompts.model, question.text
    if isinstance(text, str):
        plain = prompts.texts.tokens_of(text, special=question.special)
        tokens = prompts.texts.with_bos(plain) if question.bos else plain
    else:
        plain = tokens = prompts.known(text)
    if len(tokens) > MOST_TOKENS:
        raise Fault("text_long", {"count": len(tokens), "most": MOST_TOKENS})
    pieces = tuple(model.token_name(token) for token in tokens)
    steering = tuple(token for token in set(tokens) if model.steers(token))
    return Tokenised(question.run, tuple(tokens), pieces, bos=len(tokens) > len(plain), steering=steering)
