"""Chats outside the app: JSON that comes back as it was, and Markdown to read.

The JSON is one object: `format`, `version`, `chats`, each with its `chat` and all `messages` of its tree, and
`pictures`: the bytes of pictures and sounds that messages name by their digests, as Base64.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from slm_desktop.core.chat.archive_media import as_markdown, packed, valid_media
from slm_desktop.core.chat.old_records import renew_chats
from slm_desktop.core.chat.thinking import split
from slm_desktop.core.chat.titles import given_title
from slm_desktop.core.documents.records import Source
from slm_desktop.core.engines.answer_figures import SPEED
from slm_desktop.core.engines.media import MEDIA_KEY
from slm_desktop.core.engines.output_format import LONGEST_FORMAT
from slm_desktop.core.engines.ports import MediaStore
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.file_head import version_of
from slm_desktop.core.moments import when
from slm_desktop.core.records import LAST_MOMENT, Chat, Message, MessageState
from slm_desktop.core.sampling import complete
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

FORMAT, VERSION = "slm-desktop-chats", 3
WITHOUT_MEDIA = 2
LARGEST = 512 * 2**20
"""Bytes above which a file is not read, nor written: some hundred pictures or twenty long sounds come near."""
ROLES = ("system", "user", "assistant", "tool")

MOST_SOURCES = 100
MOST_CALLS = 100


class Archived(msgspec.Struct):
    """A chat with all its messages."""

    chat: Chat
    messages: list[Message]


class Archive(msgspec.Struct):
    """The whole file."""

    format: str
    version: int
    chats: list[Archived]
    media: dict[str, bytes] = msgspec.field(name=MEDIA_KEY, default_factory=dict)

    @property
    def messages(self) -> Iterator[Message]:
        """Those of all chats."""
        return (message for archived in self.chats for message in archived.messages)


def to_json(chats: Sequence[Archived], media: MediaStore = NO_MEDIA) -> bytes:
    """The file of some chats. Raise Fault 'export_large' where it could not be read again."""
    archive = Archive(FORMAT, VERSION, list(chats))
    archive.media = packed(archive.messages, media)
    made = msgspec.json.format(msgspec.json.encode(archive), indent=1)
    if len(made) > LARGEST:
        raise Fault("export_large", {"size": len(made), "most": LARGEST})
    return made


def from_json(data: bytes) -> Archive:
    """What a file holds. Raise Fault 'import_broken', 'import_newer' or 'import_other' with the reason."""
    try:
        archive = _decoded(data, version_of(data, FORMAT, VERSION, "import"))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Fault("import_broken", {"reason": str(error)[:300]}) from error
    for archived in archive.chats:
        check(archived, "import_broken")
    return archive


def _decoded(data: bytes, version: int) -> Archive:
    if version in (VERSION, WITHOUT_MEDIA):
        return msgspec.json.decode(data, type=Archive)
    old = msgspec.json.decode(data)
    renew_chats(old.get("chats"))
    return msgspec.convert({**old, "version": VERSION}, Archive)


def check(archived: Archived, code: str) -> None:
    """Refuse, with a Fault of this code, what could not have been exported: it would break the tree. Clean the rest."""
    chat, messages = archived.chat, archived.messages
    known: set[int] = set()
    for message in sorted(messages, key=lambda message: message.id):
        if message.role not in ROLES or message.id in known or not 0 < message.id < 2**63:
            raise Fault(code, {"reason": "order", "number": message.id})
        if message.parent is not None and message.parent not in known:
            raise Fault(code, {"reason": "parent", "number": message.id})
        known.add(message.id)
        message.content = well_formed(message.content)
        message.sources = _sound_sources(message)
        message.calls = _sound_calls(message)
        message.media = valid_media(message)
        if message.role == "tool" and len(message.calls) != 1:
            raise Fault(code, {"reason": "call", "number": message.id})
        if message.state == MessageState.STREAMING:
            message.state = MessageState.INTERRUPTED
        message.created = _possible(message.created)
    messages.sort(key=lambda message: message.id)
    chat.created, chat.updated = _possible(chat.created), _possible(chat.updated)
    chat.title = well_formed(chat.title) or "…"
    chat.system, chat.sampling = well_formed(chat.system), complete(chat.sampling)
    chat.folder = given_title(chat.folder)
    chat.answer_options = chat.answer_options.checked()
    chat.format = chat.format if chat.format and len(chat.format.text) <= LONGEST_FORMAT else None


def _sound_sources(message: Message) -> tuple[Source, ...] | None:
    """The passages of a question that can be stored; an answer has none: nobody would see them in its prompt."""
    if message.role != "user" or message.sources is None:
        return None
    numbers = ("document", "page", "start", "rank")
    sound = (one for one in message.sources[:MOST_SOURCES] if all(0 <= getattr(one, name) < 2**63 for name in numbers))
    texts = ("name", "text", "label", "heading")
    return tuple(
        msgspec.structs.replace(one, **{name: well_formed(getattr(one, name)) for name in texts}) for one in sound
    )


def _sound_calls(message: Message) -> tuple[ToolCall, ...]:
    """The calls of a message that can be shown and asked for again: their arguments are JSON objects."""
    sound = []
    for call in message.calls[:MOST_CALLS] if message.role in ("assistant", "tool") else ():
        try:
            msgspec.json.decode(call.arguments, type=dict)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            continue
        end = min(max(call.end, 0), len(message.content))
        start = min(max(call.start, 0), end)
        sound.append(ToolCall(well_formed(call.name), well_formed(call.arguments), well_formed(call.id), start, end))
    return tuple(sound)


def _possible(moment: float) -> float:
    """A time that every calendar can show."""
    return min(max(float(moment), 0.0), LAST_MOMENT) if moment == moment else 0.0


def to_markdown(chat: Chat, messages: Iterable[Message], media: MediaStore = NO_MEDIA) -> str:
    """One branch as a text to read: who said what, when, and how each answer was made."""
    parts = [f"# {chat.title}"]
    if chat.system:
        parts.append(f"> {chat.system.replace(chr(10), chr(10) + '> ')}")
    for message in messages:
        parts.append(f"## {_speaker(message)}, {when(message.created)}")
        parts += as_markdown(message.media, media)
        thought = split(message.shown) if message.role == "assistant" else None
        if thought and thought.thinking:
            parts.append(f"<details><summary>Thinking</summary>\n\n{thought.thinking}\n\n</details>")
        parts.append(thought.answer if thought else message.content)
        parts += [f"*Calls {call.name}*\n\n```json\n{call.arguments}\n```" for call in _own_calls(message)]
        if message.run and message.run.tokens:
            parts.append(_made(message))
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _speaker(message: Message) -> str:
    if message.role == "tool":
        return f"Result of {message.calls[0].name}" if message.calls else "Result"
    return "You" if message.role == "user" else (message.run.model if message.run and message.run.model else "Answer")


def _own_calls(message: Message) -> tuple[ToolCall, ...]:
    return message.calls if message.role == "assistant" else ()


def _made(message: Message) -> str:
    run = message.run
    assert run is not None
    values = run.changes[0].values if run.changes else {}
    named = ", ".join(
        f"{name} {values[name]:g}" for name in ("temperature", "top_k", "top_p", "min_p") if name in values
    )
    changed = f", {len(run.changes) - 1} changes while it was written" if len(run.changes) > 1 else ""
    return f"*{len(run.tokens)} tokens, {run.figure(SPEED):.1f} tok/s, seed {run.seed}, {named}{changed}*"
