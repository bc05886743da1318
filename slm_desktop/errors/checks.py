"""Why a check of an answer failed, in English, with gaps that its details fill."""

from slm_desktop.words import QT_TRANSLATE_NOOP as _

REASONS: dict[str, str] = {
    "said": "{reason}",  # what an earlier version kept
    "absent": _("Checks", "“{part}” is not in it"),
    "no_match": _("Checks", "the pattern is not in it"),
    "other": _("Checks", "it is not “{part}”"),
    "no_number": _("Checks", "it holds no number"),
    "other_number": _("Checks", "its last number is {found}, not {wanted}"),
    "no_json": _("Checks", "it holds no JSON"),
    "other_json": _("Checks", "its JSON is not of the schema: {reason}"),
    "no_passages": _("Checks", "nothing was searched: the candidate has no documents, so “{part}” was not found"),
    "near_miss": _("Checks", "“{part}” was found at place {rank}, and not sent"),
    "not_retrieved": _("Checks", "“{part}” is in none of the passages that were found"),
    "no_call": _("Checks", "it calls no tool, and should call “{part}”"),
    "other_call": _("Checks", "it calls {found}, not “{part}”"),
    "unwanted": _("Checks", "the check holds, but should not"),
    "no_pattern": _("Checks", "the pattern is not valid: {reason}"),
    "no_schema": _("Checks", "the schema cannot be used: {reason}"),
    "circles": _("Checks", "the schema goes round in circles"),
    "check_memory": _("Checks", "the check needs too much memory"),
    "check_slow": _("Checks", "the check took too long and was stopped"),
    "check_ended": _("Checks", "the app ended before it was checked"),
}
