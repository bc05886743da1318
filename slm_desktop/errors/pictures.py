"""What can go wrong with pictures."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "no_pictures": sentence(
        _("Errors", "This model cannot see pictures"),
        _(
            "Errors",
            "{model} has no image part (mmproj) where it runs. Choose a model that has one, or remove the pictures.",
        ),
        "choose",
    ),
    "picture": sentence(
        _("Errors", "This picture cannot be used"),
        _("Errors", "{reason}. Nothing of it was sent."),
    ),
    "picture_file": sentence(
        _("Errors", "This picture cannot be used"),
        _("Errors", "“{name}”: {reason}. Nothing of it was sent."),
    ),
    "pictures_many": sentence(
        _("Errors", "These are too many pictures"),
        _("Errors", "A message holds {count} of them at most. Send the others with the next one."),
    ),
    "pictures_large": sentence(
        _("Errors", "The pictures of this chat are too large together"),
        _("Errors", "They are {size}; at most {most} are sent at once. Begin a new chat, or use smaller ones."),
    ),
    "no_pictures_in_text": sentence(
        _("Errors", "Text completions elsewhere take no pictures"),
        _("Errors", "{model} takes them in chats alone. Nothing was sent: turn text completion off, or remove them."),
    ),
    "by_hand_pictures": sentence(
        _("Errors", "A question with pictures cannot be answered by hand"),
        _("Errors", "Answers by hand go on from tokens, and pictures are none. Choose a chat without."),
    ),
    "picture_lost": sentence(
        _("Errors", "A picture is gone"),
        _("Errors", "Its file cannot be read: {reason}. Edit what it belongs to, and leave it out."),
    ),
    "picture_write": sentence(
        _("Errors", "A picture could not be kept"),
        _("Errors", "The disk refused it: {reason}. Make room, and add it again."),
    ),
    "picture_reader": sentence(
        _("Errors", "Pictures cannot be read here"),
        _("Errors", "The program that reads them ended: {reason}. Try again, or restart the app."),
    ),
}
