"""One family of errors: a code with details crosses the boundaries, and here it becomes words.

Every entry says what happened, why, and what can be done next. `steps` name actions; the view that shows
an error turns those it can perform into buttons.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slm_desktop.words import QT_TRANSLATE_NOOP

Details = Mapping[str, str | int | float]
CONTEXT = "Errors"


class Fault(Exception):
    """Something went wrong that a person is told about: a code from `SENTENCES`, and what fills its gaps."""

    def __init__(self, code: str, details: Details | None = None) -> None:
        super().__init__(code, dict(details or {}))
        self.code = code
        self.details: dict[str, str | int | float] = dict(details or {})


@dataclass(frozen=True)
class Sentence:
    """The English words of one error; `{names}` are filled from its details."""

    title: str
    cause: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """An error in the words that its reader sees."""

    title: str
    cause: str
    steps: tuple[str, ...]


def _say(title: str, cause: str, *steps: str) -> Sentence:
    return Sentence(title, cause, steps)


_ = QT_TRANSLATE_NOOP
SENTENCES: dict[str, Sentence] = {
    "missing": _say(
        _("Errors", "The model file is not there"),
        _("Errors", "Nothing is at {path}. It may have been moved, renamed or on a disk that is not connected."),
        "choose",
    ),
    "directory": _say(
        _("Errors", "That is a folder, not a model"),
        _("Errors", "{path} is a folder. Choose the .gguf file inside it."),
        "choose",
    ),
    "unreadable": _say(
        _("Errors", "The model file cannot be read"),
        _("Errors", "The system refused to open {path}: {reason}. Change the file's permissions or choose another."),
        "choose",
    ),
    "empty": _say(
        _("Errors", "The model file is empty"),
        _("Errors", "{path} holds no bytes. The download was probably cut off; get the file again."),
        "choose",
    ),
    "html": _say(
        _("Errors", "This is a web page, not a model"),
        _("Errors", "{path} holds HTML: the page was saved in place of the file it links to. Download the file itself."),
        "choose",
    ),
    "lfs": _say(
        _("Errors", "This is a Git LFS pointer, not a model"),
        _("Errors", "{path} only names a large file of {size}. Run “git lfs pull” in its folder, or download it again."),
        "choose",
    ),
    "zip": _say(
        _("Errors", "This is a ZIP archive, not a model"),
        _("Errors", "Unpack {path} and choose the .gguf file that comes out."),
        "choose",
    ),
    "safetensors": _say(
        _("Errors", "This is a safetensors file, not GGUF"),
        _("Errors", "llama.cpp reads GGUF. Look for a GGUF version of this model."),
        "choose",
    ),
    "not_gguf": _say(
        _("Errors", "This is not a GGUF file"),
        _("Errors", "{path} does not begin as a GGUF file does, so it holds no model that llama.cpp can read."),
        "choose",
    ),
    "gguf_version": _say(
        _("Errors", "This GGUF version cannot be read"),
        _("Errors", "The file says version {version}; versions 2 and 3 can be read. Get a newer file of this model."),
        "choose",
    ),
    "header": _say(
        _("Errors", "The model's header is damaged"),
        _("Errors", "{reason}. The file is damaged or was made to do harm; download it again from a source you trust."),
        "choose",
    ),
    "truncated": _say(
        _("Errors", "The model file is incomplete"),
        _("Errors", "Its header promises more data than the file holds. The download was probably cut off."),
        "choose",
    ),
    "architecture": _say(
        _("Errors", "This kind of model cannot be run"),
        _("Errors", "Its architecture is “{architecture}”, which llama.cpp {build} does not know. Choose another model."),
        "choose",
    ),
    "embedding": _say(
        _("Errors", "This model makes embeddings and cannot chat"),
        _("Errors", "“{architecture}” turns text into numbers for search. Choose a chat or text model."),
        "choose",
    ),
    "encoder": _say(
        _("Errors", "This model translates and cannot chat"),
        _("Errors", "“{architecture}” reads a whole text and writes another. Choose a chat or text model."),
        "choose",
    ),
    "projector": _say(
        _("Errors", "This is the image part of a model"),
        _("Errors", "An mmproj file only works beside its language model. Choose the other .gguf file of that model."),
        "choose",
    ),
    "memory": _say(
        _("Errors", "Not enough memory"),
        _("Errors", "This model needs {needed} at a context of {context} tokens, and {free} are free."),
        "smaller",
        "choose",
    ),
    "memory_model": _say(
        _("Errors", "Not enough memory for this model"),
        _(
            "Errors",
            "It needs {needed} even with the smallest context, and {free} are free. Close programs or choose a smaller model.",
        ),
        "retry",
        "choose",
    ),
    "load_failed": _say(
        _("Errors", "The model could not be loaded"),
        _("Errors", "llama.cpp said: {reason}"),
        "retry",
        "choose",
    ),
    "set_aside": _say(
        _("Errors", "This model was set aside"),
        _("Errors", "The engine ended {times} times in a row with it, so it is not started again by itself. {reason}"),
        "retry",
        "choose",
    ),
    "context_full": _say(
        _("Errors", "The message is longer than the context"),
        _(
            "Errors",
            "It is {tokens} tokens long and the context holds {context}. Shorten it, or load the model with a larger context.",
        ),
        "larger",
        "edit",
    ),
    "context_refused": _say(
        _("Errors", "This chat has outgrown the context"),
        _(
            "Errors",
            "It is {tokens} tokens long and the context holds {context}. Your settings say that nothing may be left out.",
        ),
        "larger",
        "leave_out",
    ),
    "other_model": _say(
        _("Errors", "This answer was made by another model"),
        _("Errors", "It can be repeated exactly with {model} alone. Load that model, then try again."),
        "choose",
    ),
    "slots_full": _say(
        _("Errors", "The context is in use"),
        _(
            "Errors",
            "Other answers are being written and fill the {context} tokens of this model. Stop one, or wait and send again.",
        ),
    ),
    "decode": _say(
        _("Errors", "The engine could not go on with this answer"),
        _("Errors", "llama_decode returned {status}. What was written so far is kept; send the message again."),
    ),
    "template": _say(
        _("Errors", "The prompt could not be built"),
        _("Errors", "{reason}. Send the message again, or choose another model."),
    ),
    "runtime": _say(
        _("Errors", "The chosen runtime could not be used"),
        _("Errors", "{folder}: {reason}. Choose another folder, or use the built-in runtime."),
        "builtin_runtime",
    ),
    "aborted": _say(
        _("Errors", "The engine stopped at a failed check"),
        _("Errors", "llama.cpp ended itself: {reason}"),
        "retry",
    ),
    "crashed": _say(
        _("Errors", "The engine crashed"),
        _("Errors", "It read memory that is not its own (segmentation fault). The model file may be damaged."),
        "retry",
    ),
    "bus": _say(
        _("Errors", "The model file changed while it was in use"),
        _("Errors", "The engine could no longer read it (bus error): it was cut, replaced, or its disk went away."),
        "retry",
        "choose",
    ),
    "illegal": _say(
        _("Errors", "This build of the engine does not fit the processor"),
        _("Errors", "It used an instruction that this processor does not have. Choose a runtime made for it."),
        "builtin_runtime",
    ),
    "killed": _say(
        _("Errors", "The engine was ended from outside"),
        _("Errors", "The system or a person ended it (SIGKILL). Systems do so when memory runs out."),
        "retry",
    ),
    "stopped_engine": _say(
        _("Errors", "You stopped the engine"),
        _("Errors", "What was written so far is kept."),
        "retry",
    ),
    "exited": _say(
        _("Errors", "The engine stopped by itself"),
        _("Errors", "It ended with code {status}. {reason}"),
        "retry",
    ),
    "protocol": _say(
        _("Errors", "The engine sent something unreadable"),
        _("Errors", "It was ended: {reason}."),
        "retry",
    ),
    "not_started": _say(
        _("Errors", "The engine could not be started"),
        _("Errors", "The system said: {reason}."),
        "retry",
    ),
    "too_many_files": _say(
        _("Errors", "Too many files are open"),
        _("Errors", "The system allows no more open files, so the engine could not start. Close programs and try again."),
        "retry",
    ),
    "stalled": _say(
        _("Errors", "The engine does not answer"),
        _("Errors", "Nothing was heard from it for {seconds} seconds. Wait, or stop it: what was written is kept."),
        "kill",
    ),
    "no_model": _say(
        _("Errors", "No model is loaded"),
        _("Errors", "Choose a model above, then send the message again."),
        "choose",
    ),
    "no_chat": _say(
        _("Errors", "This chat is no longer there"),
        _("Errors", "It was deleted. As long as the app runs, Undo below the list brings back the last one."),
    ),
    "store": _say(
        _("Errors", "The chat could not be saved"),
        _("Errors", "The database said: {reason}. Your chat stays in this window; save it elsewhere before you close it."),
        "retry_save",
        "save_as",
    ),
    "store_read": _say(
        _("Errors", "The chats could not be read"),
        _("Errors", "The database said: {reason}. Another program may be using it; nothing is lost by that."),
    ),
    "store_aside": _say(
        _("Errors", "Chats cannot be saved where they belong"),
        _(
            "Errors",
            "{folder} cannot be written: {reason}. You can read and chat, and it is saved there once that works again. "
            "Save what you need elsewhere before you close the app.",
        ),
        "retry_save",
        "save_as",
    ),
    "store_restored": _say(
        _("Errors", "The chat database was damaged and was replaced"),
        _(
            "Errors",
            "The database said: {reason}. The copy of {backup} was put in its place, with all that could still be read. "
            "The old file is kept as {kept}.",
        ),
    ),
    "store_begun": _say(
        _("Errors", "The chat database was damaged and was begun anew"),
        _(
            "Errors",
            "The database said: {reason}. What could still be read is in the new one; the old file is kept as {kept}.",
        ),
    ),
    "store_damaged": _say(
        _("Errors", "The chat database is damaged"),
        _(
            "Errors",
            "A check found: {reason}. At the next start the copy of {backup} takes its place, with all that can still be read; "
            "the damaged file is kept.",
        ),
        "save_as",
    ),
    "backup": _say(
        _("Errors", "The daily copy of your chats could not be made"),
        _("Errors", "The system said: {reason}. Your chats themselves are saved."),
    ),
    "import_broken": _say(
        _("Errors", "This file cannot be imported"),
        _("Errors", "It is damaged, or was changed: {reason}. Nothing was added."),
    ),
    "import_newer": _say(
        _("Errors", "This file comes from a newer version of the app"),
        _("Errors", "Its format is {version}, and this app knows formats up to {known}. Update the app to import it."),
    ),
    "import_other": _say(
        _("Errors", "This is no export of chats"),
        _("Errors", "Choose a .json file that SLM Desktop has exported."),
    ),
    "file": _say(
        _("Errors", "The file could not be read or written"),
        _("Errors", "{path}: {reason}."),
    ),
    "file_large": _say(
        _("Errors", "The file is too large"),
        _("Errors", "{path} holds {size}; at most {most} can be taken."),
    ),
    "file_binary": _say(
        _("Errors", "This is not a text file"),
        _("Errors", "{path} does not hold readable text, so a language model could do nothing with it."),
    ),
    "ended_badly": _say(
        _("Errors", "The app ended unexpectedly last time"),
        _("Errors", "Your chats are here, answers as far as they were written. {reason}"),
    ),
    "settings": _say(
        _("Errors", "The settings could not be read"),
        _("Errors", "Defaults are used. The old file is kept as {kept}."),
    ),
}


def explain(
    code: str,
    details: Details,
    translate: Callable[[str, str], str] = lambda _context, text: text,
    point: Callable[[float, int], str] = lambda value, decimals: f"{value:,.{decimals}f}",
) -> Explanation:
    """The words for `code`, each sentence passed through `translate` before its gaps are filled; `point` writes numbers."""
    sentence = SENTENCES.get(code) or SENTENCES["exited"]
    gaps = _Gaps({key: _readable(key, value, point) for key, value in details.items()})
    return Explanation(
        translate(CONTEXT, sentence.title).format_map(gaps),
        translate(CONTEXT, sentence.cause).format_map(gaps).strip(),
        sentence.steps,
    )


class _Gaps(dict[str, str]):
    """What is not known is shown as a dash, so that an error about an error cannot happen."""

    def __missing__(self, key: str) -> str:
        return "–"


SIZES = ("needed", "free", "size", "most")
COUNTS = ("context", "tokens")


def _readable(key: str, value: str | int | float, point: Callable[[float, int], str]) -> str:
    if key in SIZES and isinstance(value, int | float):
        return gigabytes(value, point)
    if key in COUNTS and isinstance(value, int):
        return point(value, 0)
    return str(value)


def gigabytes(size: float, point: Callable[[float, int], str] = lambda value, decimals: f"{value:.{decimals}f}") -> str:
    """Bytes as people read them: 1.66 GB, 98 MB (powers of ten, as disks and shops count); `point` writes the number."""
    if size >= 0.95e9:
        return f"{point(size / 1e9, 2)} GB"
    return f"{point(size / 1e6, 0)} MB" if size >= 0.95e6 else f"{point(size / 1e3, 0)} kB"
