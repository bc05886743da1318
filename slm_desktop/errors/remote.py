"""What can go wrong with engines on other machines."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "remote_consent": sentence(
        _("Errors", "This chat has not been sent to another machine yet"),
        _("Errors", "Its words would go to {host}, as that is the engine in use. Nothing was sent."),
        "send_there",
        "choose",
    ),
    "remote_address": sentence(
        _("Errors", "This is no address of a server"),
        _("Errors", "“{address}” does not begin with http:// or https://, or names no computer."),
    ),
    "remote_unreachable": sentence(
        _("Errors", "The other machine cannot be reached"),
        _("Errors", "{host} did not answer: {reason}. Is the server running there, and is its address right?"),
        "retry",
        "choose",
    ),
    "remote_silent": sentence(
        _("Errors", "The other machine does not answer"),
        _("Errors", "{host} said nothing for {seconds} seconds. It may be reading a long prompt, or be busy."),
        "retry",
        "choose",
    ),
    "remote_busy": sentence(
        _("Errors", "The other machine is busy"),
        _("Errors", "{host} answered with status {status}, again and again. Send the message later."),
        "retry",
        "choose",
    ),
    "remote_key": sentence(
        _("Errors", "The other machine wants another key"),
        _("Errors", "{host} refused the request: {reason}. Enter its key under Models, On other machines."),
        "choose",
    ),
    "remote_context": sentence(
        _("Errors", "This chat has outgrown the context"),
        _("Errors", "{host} said: {reason}"),
        "edit",
    ),
    "remote_refused": sentence(
        _("Errors", "The other machine refused the request"),
        _("Errors", "{host} answered with status {status}: {reason}"),
        "retry",
        "choose",
    ),
    "remote_cut": sentence(
        _("Errors", "The connection to the other machine broke"),
        _(
            "Errors",
            "{host} stopped in the middle of the answer. What came so far is kept; the answer can be continued.",
        ),
        "retry",
    ),
    "remote_garbled": sentence(
        _("Errors", "The other machine sent something unreadable"),
        _("Errors", "{host} does not speak OpenAI's protocol as it is known here: {reason}"),
        "choose",
    ),
    "remote_redirect": sentence(
        _("Errors", "The other machine points elsewhere"),
        _("Errors", "It wanted the request to be sent to {host}. That is not done: enter the right address instead."),
        "choose",
    ),
    "remote_model": sentence(
        _("Errors", "The other machine has no such model"),
        _("Errors", "{host} offers: {known}. Look for its models again under Models, On other machines."),
        "choose",
    ),
    "remote_which": sentence(
        _("Errors", "The other machine has several models"),
        _("Errors", "{host} offers: {known}. Name one of them."),
        "choose",
    ),
}
