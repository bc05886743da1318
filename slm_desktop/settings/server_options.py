"""Options of the local server: what others ask of the app."""

from slm_desktop.settings.option import Option
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SERVER = _("Settings", "Server")
SERVER_OPTIONS: tuple[Option, ...] = (
    Option(
        "server",
        "bool",
        False,
        _("Settings", "Serve models to other programs"),
        _(
            "Settings",
            "Programs that speak OpenAI's or Anthropic's protocol can use your models while the app is open. "
            "Monitor shows the address, and what is asked. Changes at once.",
        ),
        SERVER,
    ),
    Option(
        "server_port",
        "int",
        8017,
        _("Settings", "Port of the server"),
        _("Settings", "It stands at the end of the address. Changes at once."),
        SERVER,
        low=1024,
        high=65535,
        grouped=False,
    ),
    Option(
        "server_reach",
        "choice",
        "local",
        _("Settings", "Who can reach the server"),
        _(
            "Settings",
            "Programs on other computers need a key, which you copy in Monitor. What they send and get travels unencrypted.",
        ),
        SERVER,
        (
            ("local", _("Settings", "This computer alone")),
            ("network", _("Settings", "Other computers, with a key")),
        ),
    ),
    Option(
        "server_origins",
        "text",
        "",
        _("Settings", "Web pages that may use the server"),
        _("Settings", "Their addresses, with spaces between them. All others are refused. Changes at once."),
        SERVER,
        hint="https://example.org",
    ),
    Option(
        "server_idle",
        "int",
        15,
        _("Settings", "Unload models of the server after (minutes)"),
        _("Settings", "So long after the last request a model that nothing else uses is unloaded."),
        SERVER,
        low=0,
        high=1440,
        never=0,
    ),
)
