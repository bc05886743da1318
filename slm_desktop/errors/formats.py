"""What can go wrong with structured output."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "format": sentence(
        _("Errors", "The structured output cannot be used"),
        _("Errors", "The schema or grammar was refused: {reason}"),
        "edit_format",
        "no_format",
    ),
    "example": sentence(
        _("Errors", "No schema can be made of this"),
        _("Errors", "The example must be a JSON object or list, as an answer should look."),
    ),
    "format_text": sentence(
        _("Errors", "The answer so far does not fit"),
        _("Errors", "What is written already does not fit the structured output. It will apply from the next answer."),
    ),
    "format_begun": sentence(
        _("Errors", "The answer cannot go on like this"),
        _(
            "Errors",
            "What it begins with does not fit the structured output. Turn that off, or have the answer written again.",
        ),
        "no_format",
    ),
    "format_later": sentence(
        _("Errors", "The structured output holds from the next answer on"),
        _("Errors", "This engine cannot change it in the middle of an answer."),
    ),
    "format_continue": sentence(
        _("Errors", "This engine cannot go on in the middle of structured output"),
        _("Errors", "{host} would begin it anew. Have the answer written again instead, or go on without the form."),
        "no_format",
    ),
    "format_dead_end": sentence(
        _("Errors", "Nothing fits the structured output any more"),
        _(
            "Errors",
            "No token of this model could follow what is written. What came so far is kept; change the schema or grammar.",
        ),
        "edit_format",
        "no_format",
    ),
    "format_complex": sentence(
        _("Errors", "The structured output is too complex"),
        _("Errors", "What may follow could not be worked out: {reason}. Make the schema or grammar simpler."),
        "edit_format",
        "no_format",
    ),
    "no_format": sentence(
        _("Errors", "This engine cannot keep to the structured output"),
        _("Errors", "{model} does not support {kind} for answers. Nothing was sent."),
        "no_format",
        "choose",
    ),
}
