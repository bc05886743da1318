"""What can go wrong with what is kept: chats, settings, files of the user."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "no_chat": sentence(
        _("Errors", "This chat is no longer there"),
        _("Errors", "It was deleted. As long as the app runs, Undo below the list brings back the last one."),
    ),
    "store": sentence(
        _("Errors", "The chat could not be saved"),
        _(
            "Errors",
            "The database said: {reason}. Your chat stays in this window; save it elsewhere before you close it.",
        ),
        "retry_save",
        "save_as",
    ),
    "store_read": sentence(
        _("Errors", "The chats could not be read"),
        _("Errors", "The database said: {reason}. Another program may be using it; nothing is lost by that."),
    ),
    "store_aside": sentence(
        _("Errors", "Chats cannot be saved where they belong"),
        _(
            "Errors",
            "{folder} cannot be written: {reason}. You can read and chat, and it is saved there once that works again. "
            "Save what you need elsewhere before you close the app.",
        ),
        "retry_save",
        "save_as",
    ),
    "store_restored": sentence(
        _("Errors", "The chat database was damaged and was replaced"),
        _(
            "Errors",
            "The database said: {reason}. The copy of {backup} was put in its place, with all that could still be read. "
            "The old file is kept as {kept}.",
        ),
    ),
    "store_begun": sentence(
        _("Errors", "The chat database was damaged and was begun anew"),
        _(
            "Errors",
            "The database said: {reason}. What could still be read is in the new one; the old file is kept as {kept}.",
        ),
    ),
    "store_damaged": sentence(
        _("Errors", "The chat database is damaged"),
        _(
            "Errors",
            "A check found: {reason}. At the next start the copy of {backup} takes its place, with all that can still be read; "
            "the damaged file is kept.",
        ),
        "save_as",
    ),
    "store_damaged_alone": sentence(
        _("Errors", "The chat database is damaged"),
        _(
            "Errors",
            "A check found: {reason}. There is no copy of it yet. At the next start all that can still be read is brought into a "
            "new one; the damaged file is kept.",
        ),
        "save_as",
    ),
    "store_lost": sentence(
        _("Errors", "Your chats are not where they were"),
        _(
            "Errors",
            "The chat database is gone or empty, as a power failure can leave it. There is a copy of {backup}, with messages: "
            "{count}. What you write now is kept in any case.",
        ),
        "bring_back",
        "begin_anew",
    ),
    "backup": sentence(
        _("Errors", "The daily copy of your chats could not be made"),
        _("Errors", "The system said: {reason}. Your chats themselves are saved."),
    ),
    "import_broken": sentence(
        _("Errors", "This file cannot be imported"),
        _("Errors", "It is damaged, or was changed: {reason}. Nothing was added."),
    ),
    "import_newer": sentence(
        _("Errors", "This file comes from a newer version of the app"),
        _("Errors", "Its format is {version}, and this app knows formats up to {known}. Update the app to import it."),
    ),
    "import_other": sentence(
        _("Errors", "This is no export of chats"),
        _("Errors", "Choose a .json file that SLM Desktop has exported."),
    ),
    "file": sentence(
        _("Errors", "The file could not be read or written"),
        _("Errors", "{path}: {reason}."),
    ),
    "prompt_long": sentence(
        _("Errors", "The prompt is too long to be kept"),
        _(
            "Errors",
            "It has {count} characters; at most {limit} are kept. Shorten it, or keep it as a file and attach that.",
        ),
    ),
    "prompts_full": sentence(
        _("Errors", "No more prompts can be kept"),
        _("Errors", "There are {limit} already. Delete one that you do not need, and keep this one then."),
    ),
    "export_large": sentence(
        _("Errors", "The file would be too large"),
        _(
            "Errors",
            "It would be {size}; at most {most} can be read again. Export the chats with pictures or sounds one by one.",
        ),
    ),
    "file_large": sentence(
        _("Errors", "The file is too large"),
        _("Errors", "{path} holds {size}; at most {most} can be taken."),
    ),
    "file_binary": sentence(
        _("Errors", "This is not a text file"),
        _("Errors", "{path} does not hold readable text, so a language model could do nothing with it."),
    ),
    "background": sentence(
        _("Errors", "Work in the background failed"),
        _("Errors", "“{queue}” said: {reason}. What you do here is not affected; starting the app again may help."),
    ),
    "ended_badly": sentence(
        _("Errors", "The app ended unexpectedly last time"),
        _("Errors", "Your chats are here, answers as far as they were written. {reason}"),
    ),
    "store_unsaved": sentence(
        _("Errors", "What you wrote last could not be saved"),
        _("Errors", "The disk refused it: {reason}. Make room and try again; what is not saved now is lost."),
    ),
    "settings_unsaved": sentence(
        _("Errors", "Your last changes to the settings could not be saved"),
        _("Errors", "The disk refused them. Make room and try again; otherwise they are lost."),
    ),
    "settings": sentence(
        _("Errors", "The settings could not be read"),
        _("Errors", "Defaults are used. The old file is kept as {kept}."),
    ),
}
