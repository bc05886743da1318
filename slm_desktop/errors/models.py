"""What can go wrong on the way to a model: network, Hub, downloads, disk."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "offline": sentence(
        _("Errors", "The app is set to stay offline"),
        _(
            "Errors",
            "Nothing was asked of any server. Allow the network in the settings to search and download models.",
        ),
        "network_settings",
    ),
    "endpoint": sentence(
        _("Errors", "The address of the Hub is not valid"),
        _("Errors", "“{address}” is no web address. Correct it in the settings, or empty the field for Hugging Face."),
        "network_settings",
    ),
    "unreachable": sentence(
        _("Errors", "The Hub cannot be reached"),
        _(
            "Errors",
            "{host} did not answer: {reason}. Check the connection; what is on this computer works without it.",
        ),
        "try_again",
        "network_settings",
    ),
    "hub_silent": sentence(
        _("Errors", "The Hub does not answer"),
        _("Errors", "{host} said nothing for {seconds} seconds. Try again, or check the connection."),
        "try_again",
    ),
    "proxy": sentence(
        _("Errors", "The proxy refused the connection"),
        _("Errors", "The system said: {reason}. Check the proxy in the settings."),
        "network_settings",
        "try_again",
    ),
    "tls": sentence(
        _("Errors", "The connection is not safe"),
        _(
            "Errors",
            "The certificate of {host} could not be checked: {reason}. A wrong clock or a program that inspects "
            "encrypted traffic can cause this.",
        ),
        "try_again",
    ),
    "redirect": sentence(
        _("Errors", "The Hub led to an address that is not allowed"),
        _(
            "Errors",
            "It sent the request on to {host}, which is not an encrypted web address. Nothing was fetched from there.",
        ),
    ),
    "redirect_scheme": sentence(
        _("Errors", "The Hub led to an address that is not allowed"),
        _("Errors", "It sent the request on to an address that begins with “{scheme}:”. Nothing was opened."),
    ),
    "redirect_loop": sentence(
        _("Errors", "The Hub leads in circles"),
        _("Errors", "{host} sent the request on again and again. Nothing was fetched; try again later."),
        "try_again",
    ),
    "link_expired": sentence(
        _("Errors", "The address of the file ran out"),
        _("Errors", "{host} no longer takes it (status {status}). A new one is asked for, and what came is kept."),
        "try_again",
    ),
    "link_refused": sentence(
        _("Errors", "The storage of the Hub does not give the file"),
        _(
            "Errors",
            "{host} refused new addresses too (status {status}). A wrong clock can cause that; else try again later.",
        ),
        "try_again",
    ),
    "hub_busy": sentence(
        _("Errors", "The Hub is busy"),
        _("Errors", "{host} answered with status {status} and asks to wait. It is tried again by itself."),
        "try_again",
    ),
    "hub_status": sentence(
        _("Errors", "The Hub refused the request"),
        _("Errors", "{host} answered with status {status}. Try again later."),
        "try_again",
    ),
    "hub_garbled": sentence(
        _("Errors", "The Hub sent something unreadable"),
        _("Errors", "{host} did not answer as a hub of models does: {reason}"),
        "try_again",
    ),
    "captive": sentence(
        _("Errors", "A web page came in place of the file"),
        _("Errors", "{host} sent a page. In a hotel or train, log in to its network first, then try again."),
        "try_again",
    ),
    "needs_token": sentence(
        _("Errors", "This model asks who you are"),
        _(
            "Errors",
            "{host} shows {repo} only to people with an account, or it is not there. Create an access token and enter it.",
        ),
        "token",
        "open_page",
    ),
    "gated": sentence(
        _("Errors", "This model wants your agreement first"),
        _("Errors", "Open the page of {repo} at {host}, log in and accept its terms. Then enter an access token here."),
        "token",
        "open_page",
    ),
    "token": sentence(
        _("Errors", "The token was not accepted"),
        _("Errors", "{host} does not know it. Copy it again, or create a new one with the right to read."),
        "token",
    ),
    "repo_gone": sentence(
        _("Errors", "This model is not there"),
        _("Errors", "{host} has no {repo}, or it is private. It may have been renamed or taken back by its authors."),
    ),
    "file_gone": sentence(
        _("Errors", "This file is no longer there"),
        _("Errors", "{repo} has changed at {host}. Open the model again to see which files it has now."),
    ),
    "forbidden_here": sentence(
        _("Errors", "This model may not be given out here"),
        _("Errors", "{host} does not provide {repo} for legal reasons. Choose another model."),
    ),
    "broken_off": sentence(
        _("Errors", "The connection broke off"),
        _("Errors", "{host} stopped in the middle. What came is kept, and it goes on from there by itself."),
        "try_again",
    ),
    "too_slow": sentence(
        _("Errors", "The connection is too slow"),
        _("Errors", "Almost nothing came from {host}. What came is kept, and it goes on over a new connection."),
        "try_again",
    ),
    "changed": sentence(
        _("Errors", "The file has changed while it was being fetched"),
        _(
            "Errors",
            "{repo} holds another version of {path} now. Two versions cannot be joined, so the part was thrown away.",
        ),
        "try_again",
    ),
    "wrong_hash": sentence(
        _("Errors", "The file is damaged"),
        _("Errors", "The checksum of {path} is {found}…, and {expected}… was promised. It was thrown away; try again."),
        "try_again",
    ),
    "wrong_length": sentence(
        _("Errors", "The file has another length than promised"),
        _("Errors", "{path} should have {expected} bytes, and the server speaks of {found}. Nothing of it was kept."),
        "try_again",
    ),
    "encoded": sentence(
        _("Errors", "The file came compressed"),
        _("Errors", "{host} changed it on the way, so it cannot be checked. A proxy may do that."),
        "try_again",
    ),
    "no_room": sentence(
        _("Errors", "Not enough room on the disk"),
        _(
            "Errors",
            "{needed} are needed in {folder}, and {free} are free. Delete something, or choose another folder for models.",
        ),
        "try_again",
        "models_folder",
    ),
    "disk_full": sentence(
        _("Errors", "The disk is full"),
        _("Errors", "Nothing more can be written to {folder}. What came is kept; make room, then go on."),
        "try_again",
        "models_folder",
    ),
    "models_unsaved": sentence(
        _("Errors", "What is known of your models could not be saved"),
        _(
            "Errors",
            "The database said: {reason}. The models themselves are not affected, and it is tried again by itself.",
        ),
    ),
    "in_use": sentence(
        _("Errors", "Another app is fetching this file"),
        _(
            "Errors",
            "{path} is being written by another SLM Desktop that uses the same folder. Try again when that one is done.",
        ),
        "try_again",
    ),
    "model_gone": sentence(
        _("Errors", "The file of the loaded model is gone"),
        _(
            "Errors",
            "{path} was deleted or moved. You can go on chatting until the model is unloaded; then choose another.",
        ),
        "choose",
    ),
    "name_refused": sentence(
        _("Errors", "The name of this file is not allowed"),
        _(
            "Errors",
            "“{path}” could lead out of the models folder or is not possible on every system. It was not fetched.",
        ),
    ),
    "outside": sentence(
        _("Errors", "A link leads out of the models folder"),
        _(
            "Errors",
            "{path} would be written somewhere else. Remove the link in your models folder, or choose another folder.",
        ),
        "models_folder",
    ),
    "part_missing": sentence(
        _("Errors", "A part of this model is missing"),
        _("Errors", "{path} is not there. A split model can be loaded only with all of its parts in one folder."),
    ),
    "damaged": sentence(
        _("Errors", "The model file is damaged"),
        _("Errors", "The checksum of {path} is {found}…, and its source says {expected}…. Download it again."),
        "repair",
    ),
    "not_removed": sentence(
        _("Errors", "The file could not be deleted"),
        _("Errors", "{path}: {reason}."),
    ),
    "stopped": sentence(
        _("Errors", "It was stopped"),
        _("Errors", "Nothing was changed."),
    ),
    "folder_taken": sentence(
        _("Errors", "The models folder cannot be moved there"),
        _("Errors", "{path}: {reason}."),
        "models_folder",
    ),
}
