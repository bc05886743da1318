"""What can go wrong while models are measured."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "benchmark_tests": sentence(
        _("Errors", "Nothing would be measured"),
        _("Errors", "Choose a test at least, and from 1 to {most} repetitions."),
    ),
    "benchmark_context": sentence(
        _("Errors", "The test is longer than the model's context"),
        _("Errors", "It takes {wanted} tokens, and the model was trained with {trained}. Choose shorter prompts."),
    ),
}
