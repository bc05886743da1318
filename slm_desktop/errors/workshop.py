"""What can go wrong while models are measured."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "benchmark_tests": sentence(
        _("Errors", "Nothing would be measured"),
        _("Errors", "Choose a test at least, and from 1 to {most} repetitions."),
    ),
    "text_short": sentence(
        _("Errors", "The text is too short"),
        _(
            "Errors",
            "It has {count} tokens, and at least {needed} are needed. Choose a longer text, or a shorter context.",
        ),
    ),
    "vocabularies_differ": sentence(
        _("Errors", "The models do not have the same vocabulary"),
        _("Errors", "Only models that cut a text into the same tokens can be compared token by token."),
    ),
    "benchmark_context": sentence(
        _("Errors", "The test is longer than the model's context"),
        _("Errors", "It takes {wanted} tokens, and the model was trained with {trained}. Choose shorter prompts."),
    ),
}
