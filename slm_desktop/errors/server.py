"""What can go wrong with the local server, and with what its clients ask."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "server_port": sentence(
        _("Errors", "The server could not be started"),
        _("Errors", "Port {port} of {host} cannot be used: {reason}. Choose another port in the settings."),
    ),
    "server_key": sentence(
        _("Errors", "The server needs a key"),
        _("Errors", "Other computers could reach it at {host}. Set a key first, or serve this computer alone."),
    ),
    "server_host": sentence(
        _("Errors", "The server could not be started"),
        _("Errors", "{host} is no address of this computer: {reason}."),
    ),
    "unknown_model": sentence(
        _("Errors", "This model is not here"),
        _("Errors", "Nothing called “{model}” is among the models of this computer: {known}."),
    ),
    "text_long": sentence(
        _("Errors", "This is too long"),
        _("Errors", "It has a length of {count}; no model here could read so much."),
    ),
    "unknown_token": sentence(
        _("Errors", "This model has no such token"),
        _("Errors", "Token {token} was asked for, and its vocabulary has {count}."),
    ),
}
