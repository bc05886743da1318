"""What can go wrong with pictures and sounds."""

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
    "no_audio": sentence(
        _("Errors", "This model cannot hear sounds"),
        _(
            "Errors",
            "{model} has no part for sounds (mmproj) where it runs. Choose a model that has one, or remove the sounds.",
        ),
        "choose",
    ),
    "no_speakers": sentence(
        _("Errors", "No speakers were found"),
        _("Errors", "This computer has nothing that sounds can be heard from. Connect some, or save the sound."),
    ),
    "media": sentence(
        _("Errors", "This picture or sound cannot be used"),
        _("Errors", "{reason}. Nothing of it was sent."),
    ),
    "media_file": sentence(
        _("Errors", "This file cannot be used"),
        _("Errors", "“{name}”: {reason}. Nothing of it was sent."),
    ),
    "media_many": sentence(
        _("Errors", "These are too many pictures and sounds"),
        _("Errors", "A message holds {count} of them at most. Send the others with the next one."),
    ),
    "media_large": sentence(
        _("Errors", "The pictures and sounds of this chat are too large together"),
        _("Errors", "They are {size}; at most {most} are sent at once. Begin a new chat, or use smaller ones."),
    ),
    "no_media_in_text": sentence(
        _("Errors", "Text completions elsewhere take no pictures or sounds"),
        _("Errors", "{model} takes them in chats alone. Nothing was sent: turn text completion off, or remove them."),
    ),
    "by_hand_media": sentence(
        _("Errors", "A question with pictures or sounds cannot be answered by hand"),
        _("Errors", "Answers by hand go on from tokens, and these are none. Choose a chat without."),
    ),
    "media_lost": sentence(
        _("Errors", "A picture or sound is gone"),
        _("Errors", "Its file cannot be read: {reason}. Edit what it belongs to, and leave it out."),
    ),
    "media_write": sentence(
        _("Errors", "A picture or sound could not be kept"),
        _("Errors", "The disk refused it: {reason}. Make room, and add it again."),
    ),
    "media_reader": sentence(
        _("Errors", "Pictures and sounds cannot be read here"),
        _("Errors", "The program that reads them ended: {reason}. Try again, or restart the app."),
    ),
}
