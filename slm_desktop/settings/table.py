"""One table of options: the settings page, the command line and the file on disk all read its rows."""

from slm_desktop.settings.energy_options import ENERGY_OPTIONS
from slm_desktop.settings.network_options import NETWORK_OPTIONS
from slm_desktop.settings.option import Option, Value
from slm_desktop.settings.server_options import SERVER_OPTIONS
from slm_desktop.words import LANGUAGES
from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Settings"
LOOK, CHAT = _("Settings", "Appearance"), _("Settings", "Chat")
PLACES, PRIVACY = _("Settings", "Folders"), _("Settings", "Privacy")
MODEL, ENGINE = _("Settings", "Loading a model"), _("Settings", "Engine")
OPTIONS: tuple[Option, ...] = (
    Option(
        "theme",
        "choice",
        "system",
        _("Settings", "Theme"),
        _("Settings", "Changes at once."),
        LOOK,
        (
            ("system", _("Settings", "Like the system")),
            ("light", _("Settings", "Light")),
            ("dark", _("Settings", "Dark")),
        ),
    ),
    Option(
        "language",
        "choice",
        "",
        _("Settings", "Language"),
        _("Settings", "Changes at the next start."),
        LOOK,
        (("", _("Settings", "Like the system")), *LANGUAGES.items()),
        at_start=True,
    ),
    Option(
        "text_size",
        "choice",
        100,
        _("Settings", "Text size"),
        _("Settings", "In addition to what the system asks for. Changes at the next start."),
        LOOK,
        tuple((size, f"{size} %") for size in (90, 100, 115, 130, 150, 175, 200)),
        at_start=True,
    ),
    Option(
        "load_at_start",
        "bool",
        True,
        _("Settings", "Load the last model at start"),
        _("Settings", "The model used last, or the starter model, is ready when the window opens."),
        MODEL,
    ),
    Option(
        "context",
        "int",
        0,
        _("Settings", "Context"),
        _(
            "Settings",
            "Tokens that a chat may hold. More needs more memory. Applies to the next load; "
            "automatic is what fits: 8,192 tokens, and up to 32,768 where memory is plenty.",
        ),
        MODEL,
        low=0,
        high=1_048_576,
        step=1024,
        automatic=0,
    ),
    Option(
        "kv_type",
        "choice",
        "f16",
        _("Settings", "KV cache"),
        _("Settings", "Smaller types save memory and lose a little quality. Applies to the next load."),
        MODEL,
        (
            ("f16", _("Settings", "f16 (full)")),
            ("q8_0", _("Settings", "q8_0 (about half)")),
            ("q4_0", _("Settings", "q4_0 (about a quarter)")),
        ),
    ),
    Option(
        "gpu_layers",
        "int",
        -1,
        _("Settings", "GPU layers"),
        _(
            "Settings",
            "Layers that a graphics card computes. Automatic puts all that fit there. Applies to the next load.",
        ),
        MODEL,
        low=-1,
        high=999,
        automatic=-1,
    ),
    Option(
        "threads",
        "int",
        0,
        _("Settings", "Threads"),
        _(
            "Settings",
            "Automatic uses the physical cores and leaves one to the window where there are more than two. "
            "Applies to the next load.",
        ),
        ENGINE,
        low=0,
        high=256,
        automatic=0,
    ),
    Option(
        "computer_use",
        "choice",
        "fully",
        _("Settings", "Use the computer"),
        _(
            "Settings",
            "Fully: all cores that other programs leave. Beside my work: some of them stay free, which is also so on "
            "battery. In the background: half of the threads, at low priority until the model is loaded again. Changes with "
            "the next token. A number of threads that you have set stays.",
        ),
        ENGINE,
        (
            ("fully", _("Settings", "Fully")),
            ("beside_work", _("Settings", "Beside my work")),
            ("background", _("Settings", "In the background")),
        ),
    ),
    Option(
        "speculate",
        "bool",
        True,
        _("Settings", "Speculative decoding"),
        _(
            "Settings",
            "Where an answer repeats what was said before, several tokens are drafted and checked in one step. The answer "
            "stays the model's own; it only comes faster, and where that is not so, nothing is drafted. Comparisons never "
            "draft. Applies to the next answer.",
        ),
        ENGINE,
    ),
    Option(
        "prompt_cache",
        "int",
        2000,
        _("Settings", "Prompt caches on disk (MB)"),
        _(
            "Settings",
            "A chat that is opened again goes on at once, as its KV cache is kept in a file. It holds what was said, and is "
            "deleted with its chat; those used longest ago make way. With 0 none are kept.",
        ),
        ENGINE,
        low=0,
        high=1_000_000,
        step=500,
    ),
    Option(
        "memory_limit",
        "int",
        0,
        _("Settings", "Memory limit (MB)"),
        _(
            "Settings",
            "The engine may not use more than this. Automatic is the computer's memory. Applies to the next load.",
        ),
        ENGINE,
        low=0,
        high=4_194_304,
        step=512,
        automatic=0,
    ),
    Option(
        "runtime",
        "folder",
        "",
        _("Settings", "Runtime folder"),
        _(
            "Settings",
            "A folder with another build of llama.cpp, for instance one for your graphics card. "
            "Empty uses the built-in one. It is used from the next load on, once it has passed a self-test.",
        ),
        ENGINE,
    ),
    Option(
        "overflow",
        "choice",
        "oldest",
        _("Settings", "When a chat outgrows the context"),
        _(
            "Settings",
            "What the model no longer sees; the transcript marks it, and nothing is deleted. Applies to the next answer.",
        ),
        CHAT,
        (
            ("oldest", _("Settings", "Leave out the oldest")),
            ("middle", _("Settings", "Keep the first, leave out the middle")),
            ("refuse", _("Settings", "Stop and tell me")),
        ),
    ),
    *NETWORK_OPTIONS,
    *SERVER_OPTIONS,
    Option(
        "data_folder",
        "place",
        "data",
        _("Settings", "Chats and settings"),
        _(
            "Settings",
            "Everything that you would not want to lose; “backups” in it holds a copy of the chats for each of the last seven days.",
        ),
        PLACES,
    ),
    Option(
        "models_path",
        "models",
        "",
        _("Settings", "Models"),
        _(
            "Settings",
            "Downloads go here, and .gguf files that you put here are found. Another folder can be chosen: the files are moved.",
        ),
        PLACES,
    ),
    Option(
        "added_folders",
        "folders",
        [],
        _("Settings", "More folders with models"),
        _(
            "Settings",
            "Models in them are used where they lie. Those of LM Studio, Jan, GPT4All, Ollama and Hugging Face are found by themselves.",
        ),
        PLACES,
    ),
    Option(
        "logs_folder",
        "place",
        "logs",
        _("Settings", "Log"),
        _("Settings", "What a report of an error needs. Nothing that was said in a chat is written there."),
        PLACES,
    ),
    Option(
        "privacy",
        "fact",
        "",
        _("Settings", "What leaves this computer"),
        _(
            "Settings",
            "The app has no telemetry. The Hub is asked only when you search for a model, open one or download it; what is "
            "sent is what you search for. A chat goes to another machine only where you choose one of its models for it. A newer version is looked for only if you allow it. Chats, drafts and settings are kept in your own folder. The engine that reads model "
            "files is shut off from the network and from your other files.",
        ),
        PRIVACY,
    ),
    *ENERGY_OPTIONS,
    Option("updates_looked", "state", 0),
    Option("updates_address", "state", ""),
    Option("last_model", "state", ""),
    Option("embedding_model", "state", ""),
    Option("opened", "state", []),
    Option("last_chat", "state", 0),
    Option("closed_folders", "state", []),
    Option("screen", "state", 0),
    Option("compare_page", "state", 0),
    Option("geometry", "state", ""),
    Option("list_width", "state", 0),
    Option("inspector_width", "state", 0),
    Option("inspector", "state", True),
    Option("advanced", "state", False),
)
BY_NAME = {option.name: option for option in OPTIONS}

__all__ = ["BY_NAME", "CONTEXT", "OPTIONS", "Option", "Value"]
