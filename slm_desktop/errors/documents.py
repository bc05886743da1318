"""What can go wrong with documents."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "document_broken": sentence(
        _("Errors", "This document cannot be read"),
        _("Errors", "{name} is damaged, or is not what its name says: {reason}. Nothing of it was taken in."),
    ),
    "document_locked": sentence(
        _("Errors", "This document is protected by a password"),
        _("Errors", "{name} cannot be read without it. Save a copy without a password, and add that."),
    ),
    "document_empty": sentence(
        _("Errors", "There is no text in this document"),
        _("Errors", "{name} may be scanned: its pages are pictures. Text has to be recognised in it first."),
    ),
    "document_large": sentence(
        _("Errors", "This document is too large"),
        _("Errors", "{name} holds more than can be read, or says so of itself. Split it, or add a part of it."),
    ),
    "document_slow": sentence(
        _("Errors", "This document takes too long to read"),
        _(
            "Errors",
            "{name}: a page was not read after twenty seconds, so it was left. It may have been made to do harm.",
        ),
    ),
    "document_binary": sentence(
        _("Errors", "This is not a text"),
        _("Errors", "{name} holds other data. PDF, Word (docx), web pages, EPUB, tables and plain text can be read."),
    ),
    "documents_read": sentence(
        _("Errors", "The library of documents cannot be read"),
        _("Errors", "The disk refused it: {reason}. Nothing was sent; chats without documents go on."),
    ),
    "documents_write": sentence(
        _("Errors", "A document could not be kept"),
        _(
            "Errors",
            "The library of documents could not be written: {reason}. Make room on the disk, and add {name} again.",
        ),
    ),
}
