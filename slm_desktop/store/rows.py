"""Records to rows and back. What cannot be stored as UTF-8 becomes replacement characters."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from slm_desktop.core.answer_options import AS_A_CHAT, AnswerOptions
from slm_desktop.core.documents.records import Source
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.records import LAST_MOMENT, Attachment, Chat, Draft, Message, MessageState, Preset, RunRecord
from slm_desktop.core.sampling import Values
from slm_desktop.core.visible import well_formed

Row = tuple[Any, ...]
Kind = TypeVar("Kind")
CHAT = (
    "id, title, created, updated, model, head, sampling, pinned, system, touched, comparison, folder, format, "
    "answer_options"
)
MESSAGE = "id, chat, parent, role, content, created, state, fault, run, sources, calls, pictures"
DRAFT = "chat, text, files, pictures"
PRESET = "id, name, system, sampling, used_for, format, answer_options"

_encode = msgspec.json.Encoder().encode
_record = msgspec.json.Decoder(RunRecord)
_values_decoder = msgspec.json.Decoder(dict[str, float | str])
_format_decoder = msgspec.json.Decoder(OutputFormat)
_sources_decoder = msgspec.json.Decoder(tuple[Source, ...])
_calls_decoder = msgspec.json.Decoder(tuple[ToolCall, ...])
_media_decoder = msgspec.json.Decoder(tuple[Media, ...])
_options_decoder = msgspec.json.Decoder(AnswerOptions)
_files_decoder = msgspec.json.Decoder(tuple[Attachment, ...])


def upsert(table: str, columns: str, *, keep: tuple[str, ...] = ("id",)) -> str:
    """The statement that inserts a row, or updates all but the columns in `keep` where its first column is known."""
    names = columns.split(", ")
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keep)
    gaps = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({gaps}) ON CONFLICT ({names[0]}) DO UPDATE SET {changed}"


def chat_row(chat: Chat) -> Row:
    """The values of CHAT."""
    return (
        chat.id,
        well_formed(chat.title),
        chat.created,
        chat.updated,
        chat.model,
        chat.head,
        _text(chat.sampling),
        chat.pinned,
        well_formed(chat.system),
        chat.touched,
        chat.comparison,
        well_formed(chat.folder),
        _text(chat.format) if chat.format else "",
        _options_text(chat.answer_options),
    )


def to_chat(row: Row) -> Chat:
    """A chat from the values of CHAT."""
    *first, comparison, folder, format, options = row
    id_, title, created, updated, model, head, sampling, pinned, system, touched = first
    created, updated = _moment(created), _moment(updated)
    return Chat(
        id_,
        str(title),
        created,
        updated,
        str(model),
        head,
        _values(sampling),
        bool(pinned),
        str(system),
        touched,
        comparison,
        str(folder),
        _format(format),
        _options(options),
    )


def message_row(message: Message) -> Row:
    """The values of MESSAGE."""
    run = _encode(message.run) if message.run else None
    place = (message.id, message.chat, message.parent, message.role)
    sources = "" if message.sources is None else _text(message.sources)
    return (
        *place,
        well_formed(message.content),
        message.created,
        message.state,
        message.fault,
        run,
        sources,
        _calls_text(message),
        _media_text(message.media),
    )


def to_message(row: Row) -> Message:
    """A message from the values of MESSAGE; a record that cannot be read is left out."""
    id_, chat, parent, role, content, created, state, fault, run, sources, calls, media = row
    return Message(
        id=id_,
        chat=chat,
        parent=parent,
        role=str(role),
        content=str(content),
        created=_moment(created),
        state=MessageState(state),
        run=_run(run),
        fault=str(fault),
        sources=_sources(sources),
        calls=_calls(calls),
        media=to_media(media),
    )


def _moment(stored: object) -> float:
    """A time that every calendar can show; what is none is the beginning."""
    return float(stored) if isinstance(stored, int | float) and 0 <= stored <= LAST_MOMENT else 0.0


def _values(stored: object) -> Values:
    """Sampling values; damaged ones are left out, and defaults hold."""
    if not isinstance(stored, bytes | str):
        return {}
    try:
        return _values_decoder.decode(stored)
    except (msgspec.MsgspecError, UnicodeError):
        return {}


def _format(stored: object) -> OutputFormat | None:
    """The form of answers; a damaged one is none."""
    try:
        return _format_decoder.decode(stored) if isinstance(stored, str) and stored else None
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _options(stored: object) -> AnswerOptions:
    """How else answers are asked for; where that is damaged, in the ordinary way."""
    try:
        return _options_decoder.decode(stored) if isinstance(stored, str) and stored else AS_A_CHAT
    except (msgspec.MsgspecError, UnicodeError):
        return AS_A_CHAT


def _options_text(options: AnswerOptions) -> str:
    return "" if options == AS_A_CHAT else _text(options.checked())


def _sources(stored: object) -> tuple[Source, ...] | None:
    """What a question has found; what is damaged is nothing."""
    try:
        return _sources_decoder.decode(stored) if isinstance(stored, str) and stored else None
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _calls(stored: object) -> tuple[ToolCall, ...]:
    """The calls of a message; what is damaged is none."""
    try:
        return _calls_decoder.decode(stored) if isinstance(stored, str) and stored else ()
    except (msgspec.MsgspecError, UnicodeError):
        return ()


def to_media(stored: object) -> tuple[Media, ...]:
    """Media from their stored values; what is damaged is none."""
    try:
        return _media_decoder.decode(stored) if isinstance(stored, str) and stored else ()
    except (msgspec.MsgspecError, UnicodeError):
        return ()


def _media_text(media: tuple[Media, ...]) -> str:
    return _text([msgspec.structs.replace(item, data=b"") for item in media]) if media else ""


def _calls_text(message: Message) -> str:
    return _text(message.calls) if message.calls else ""


def _run(stored: object) -> RunRecord | None:
    try:
        return _record.decode(stored) if isinstance(stored, bytes) else None
    except (msgspec.MsgspecError, UnicodeError):
        return None


def preset_row(preset: Preset) -> Row:
    """The values of PRESET."""
    return (
        preset.id,
        well_formed(preset.name),
        well_formed(preset.system),
        _text(preset.sampling),
        preset.used_for,
        _text(preset.format) if preset.format else "",
        _options_text(preset.answer_options),
    )


def to_preset(row: Row) -> Preset:
    """A preset from the values of PRESET."""
    id_, name, system, sampling, used_for, format, options = row
    return Preset(id_, str(name), str(system), _values(sampling), str(used_for), _format(format), _options(options))


def draft_row(chat: int, draft: Draft) -> Row:
    """The values of DRAFT."""
    files = tuple(Attachment(well_formed(file.text), well_formed(file.name)) for file in draft.files)
    return (chat, well_formed(draft.text), _text(files), _media_text(draft.media))


def to_draft(text: str, files: str, media: str) -> Draft:
    """A draft from its stored values."""
    try:
        return Draft(str(text), _files_decoder.decode(files), to_media(media))
    except (msgspec.MsgspecError, TypeError):
        return Draft(str(text), media=to_media(media))


def _text(value: object) -> str:
    return _encode(value).decode()


def decoded(rows: Iterable[Row], kind: type[Kind]) -> list[Kind]:
    """What rows of one JSON column hold; what cannot be read is left out."""
    decoder, found = msgspec.json.Decoder(kind), []
    for (body,) in rows:
        try:
            found.append(decoder.decode(body))
        except (msgspec.MsgspecError, TypeError, UnicodeError):
            continue
    return found
