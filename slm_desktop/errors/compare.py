"""What can go wrong with comparisons, suites and votes."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "too_many_columns": sentence(
        _("Errors", "There is no room for another column"),
        _("Errors", "A comparison has {limit} columns at most. Remove one, or begin another comparison."),
    ),
    "too_few_columns": sentence(
        _("Errors", "This column has to stay"),
        _("Errors", "A comparison has {fewest} columns at least. Choose another model in it instead."),
    ),
    "comparing": sentence(
        _("Errors", "A comparison is running"),
        _("Errors", "Cancel it first, or wait until it is done."),
    ),
    "nothing_recorded": sentence(
        _("Errors", "There is nothing to run again"),
        _("Errors", "No answer that is shown has a record of a model that its column has now."),
    ),
    "no_answers": sentence(
        _("Errors", "There is no answer to go over"),
        _("Errors", "Ask the columns something first."),
    ),
    "model_differs": sentence(
        _("Errors", "The file has changed"),
        _("Errors", "What is here has another SHA-256 than the run card says, so that answers may differ: {model}."),
    ),
    "vote_first": sentence(
        _("Errors", "The names are hidden"),
        _("Errors", "Vote first, or turn blind mode off: a new comparison would show them."),
    ),
    "not_asked": sentence(
        _("Errors", "Not asked"),
        _("Errors", "It was cancelled before it was this column's turn."),
    ),
    "no_columns": sentence(
        _("Errors", "No column has a model yet"),
        _("Errors", "Choose a model in at least one of them."),
    ),
    "hung": sentence(
        _("Errors", "The engine stopped answering"),
        _(
            "Errors",
            "It said nothing for {seconds} seconds, so it was ended and the others went on. What came before is kept.",
        ),
    ),
    "card_other": sentence(
        _("Errors", "This is no comparison"),
        _("Errors", "The file is not one that was exported from a comparison as JSON."),
    ),
    "card_broken": sentence(
        _("Errors", "The comparison cannot be read"),
        _("Errors", "The file is damaged or was changed: {reason}"),
    ),
    "card_newer": sentence(
        _("Errors", "The comparison comes from a newer version"),
        _("Errors", "It has version {version} and this app knows {known}. Update the app."),
    ),
    "model_missing": sentence(
        _("Errors", "A model of the comparison is not here"),
        _("Errors", "“{model}” was not found on this computer. Choose it, or another one, in its column."),
    ),
    "suite_title": sentence(
        _("Errors", "The suite cannot be used"), _("Errors", "It has no title, or a very long one.")
    ),
    "suite_prompts": sentence(
        _("Errors", "The suite cannot be used"), _("Errors", "It has {count} prompts; 1 to {limit} are possible.")
    ),
    "suite_rounds": sentence(
        _("Errors", "The suite cannot be used"), _("Errors", "It has {count} rounds; 1 to {limit} are possible.")
    ),
    "suite_prompt": sentence(
        _("Errors", "The suite cannot be used"), _("Errors", "Prompt {number} is empty or very long.")
    ),
    "suite_checks": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "Prompt {number} has {count} checks; {limit} are possible."),
    ),
    "suite_check": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "A check of prompt {number} is not complete: it needs one text, pattern, number or JSON schema."),
    ),
    "suite_format": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "Prompt {number} has both a JSON schema and a grammar: an answer has one form."),
    ),
    "suite_media": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "Prompt {number} has {count} pictures and sounds; {limit} are possible."),
    ),
    "suite_media_many": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "It has more than {limit} different pictures and sounds."),
    ),
    "suite_yaml": sentence(
        _("Errors", "The suite is too large for YAML"),
        _("Errors", "It would be {size}, and at most {most} can be read again. Save it as JSON."),
    ),
    "suite_large": sentence(
        _("Errors", "The suite is too large for a file"),
        _("Errors", "It would be {size}, and at most {most} can be read again. Leave some pictures or sounds out."),
    ),
    "suite_media_item": sentence(
        _("Errors", "A picture or sound of the suite cannot be read"),
        _("Errors", "“{name}”, of prompt {number}: {reason}."),
    ),
    "promptfoo_script": sentence(
        _("Errors", "The suite has programs in it"),
        _("Errors", "{place} is checked by “{type}”. Programs from a file are not run: take such checks out of it."),
    ),
    "suite_left_out": sentence(
        _("Errors", "Not everything could be carried over"),
        _("Errors", "Left out: {names}."),
    ),
    "suite_broken": sentence(
        _("Errors", "The suite cannot be used"),
        _("Errors", "{reason}"),
    ),
    "tour_broken": sentence(
        _("Errors", "The tour cannot be used"),
        _("Errors", "{reason}"),
    ),
    "sweep_values": sentence(
        _("Errors", "These values cannot be read"),
        _("Errors", "Write one to nine numbers, like “0.2, 0.8, 1.4” or “0..1.5/0.5”, in place of “{text}”."),
    ),
    "sweep_range": sentence(
        _("Errors", "A value is out of range"),
        _("Errors", "{parameter} goes from {low} to {high}; {value} is none of its values."),
    ),
    "sweep_large": sentence(
        _("Errors", "The grid is too large"),
        _("Errors", "It would have {count} cells; {limit} are possible."),
    ),
}
