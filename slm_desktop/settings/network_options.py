"""Options of the network: what the app asks of others."""

from slm_desktop.settings.option import Option
from slm_desktop.words import QT_TRANSLATE_NOOP as _

NETWORK = _("Settings", "Network")
NETWORK_OPTIONS: tuple[Option, ...] = (
    Option(
        "offline",
        "bool",
        False,
        _("Settings", "Stay offline"),
        _("Settings", "Nothing is asked of any server, and downloads wait. Changes at once."),
        NETWORK,
    ),
    Option(
        "updates",
        "updates",
        False,
        _("Settings", "Look for a newer version"),
        _(
            "Settings",
            "Once a day at the start, the number of the newest release is asked for; nothing else is sent. It is shown "
            "here with what is new in it, and is never installed by itself.",
        ),
        NETWORK,
    ),
    Option(
        "parallel",
        "int",
        2,
        _("Settings", "Downloads at once"),
        _("Settings", "Others wait in the queue. Changes with the next download."),
        NETWORK,
        low=1,
        high=8,
    ),
    Option(
        "speed_limit",
        "int",
        0,
        _("Settings", "Speed limit (Mbit/s)"),
        _(
            "Settings",
            "For all downloads together; 8 Mbit/s are 1 MB/s. Automatic takes what the connection gives. Changes at once.",
        ),
        NETWORK,
        low=0,
        high=100_000,
        step=5,
        automatic=0,
    ),
    Option(
        "endpoint",
        "text",
        "",
        _("Settings", "Address of the Hub"),
        _(
            "Settings",
            "A mirror of Hugging Face, or a hub of your own. Empty is Hugging Face. Changes with the next request.",
        ),
        NETWORK,
        hint="https://huggingface.co",
    ),
    Option(
        "token",
        "token",
        "",
        _("Settings", "Access token"),
        _(
            "Settings",
            "For models that their makers give on request. It is kept in the system's keyring, and sent to the Hub alone.",
        ),
        NETWORK,
    ),
    Option(
        "proxy",
        "text",
        "",
        _("Settings", "Proxy"),
        _("Settings", "Empty uses what the system says. Changes with the next request."),
        NETWORK,
        hint="http://proxy:8080",
    ),
)
