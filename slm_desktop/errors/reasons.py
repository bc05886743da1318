"""Why something went wrong, as a clause within the sentence of an error: by a code of ours, or by the system's own.

A detail `reason` that is a key of this table is said in the user's language; any other text is quoted as it is.
"""

import errno
import socket

from slm_desktop.words import QT_TRANSLATE_NOOP as _

CONTEXT = "Reasons"

FILES: dict[str, str] = {
    "bad_name": _("Reasons", "its name is not valid text; rename it"),
    "no_file": _("Reasons", "it is a device or pipe, not a file"),
    "vanished": _("Reasons", "what was fetched has gone from the disk"),
    "nested_folders": _("Reasons", "one folder lies in the other"),
    "taken": _("Reasons", "it holds {twin} already"),
}

GGUF: dict[str, str] = {
    "importance_layout": _("Reasons", "this build of llama.cpp does not show what an importance matrix is made of"),
    "importance_infinite": _("Reasons", "the model computes numbers without bounds over this text"),
    "runtime_tokens": _("Reasons", "a small model writes other words with it than it should"),
    "runtime_died": _("Reasons", "its process died"),
    "runtime_silent": _("Reasons", "it did not answer"),
    "runtime_load": _("Reasons", "a small model could not be loaded with it"),
    "edit_type": _("Reasons", "its value is of another type"),
    "edit_type_int": _("Reasons", "its value is a whole number"),
    "edit_type_float": _("Reasons", "its value is a number"),
    "edit_type_bool": _("Reasons", "its value is true or false"),
    "edit_range": _("Reasons", "its type cannot hold this number"),
    "edit_text": _("Reasons", "the text is too long, or has a character in it that a header cannot hold"),
    "edit_name": _("Reasons", "a key has letters, digits, dots, dashes and underscores, and 255 of them at most"),
    "edit_kept": _("Reasons", "it says how the file is to be read, and is written anew"),
    "edit_list": _("Reasons", "it is a list"),
    "edit_gone": _("Reasons", "it is not there"),
    "adapter_vector": _("Reasons", "it is a control vector, which cannot be merged into weights"),
    "adapter_none": _("Reasons", "it is neither a LoRA adapter nor a control vector"),
    "adapter_architecture": _("Reasons", "it is made for another architecture: {theirs}, not {ours}"),
    "adapter_base": _("Reasons", "its weights are not those of this model: it is made for another base model"),
    "adapter_activated": _("Reasons", "it is switched on by words of the prompt, which is not supported"),
    "adapter_layers": _("Reasons", "it has directions for other layers than the {layers} of this model"),
    "adapter_width": _(
        "Reasons", "its directions do not have the {width} numbers that pass between layers of this model"
    ),
    "adapter_cut": _("Reasons", "the file is cut off"),
    "adapter_numbers": _("Reasons", "it holds no directions, or what are no numbers"),
    "gguf_large": _("Reasons", "it claims to be larger than any real one"),
    "gguf_memory": _("Reasons", "it needs more memory to be read than any real one"),
    "gguf_text": _("Reasons", "a text in it claims {count} bytes"),
    "gguf_entries": _("Reasons", "it claims {count} entries"),
    "gguf_key_twice": _("Reasons", "the key “{key}” appears in it twice"),
    "gguf_key_empty": _("Reasons", "a key in it is empty"),
    "gguf_value_type": _("Reasons", "the value of “{key}” has the unknown type {kind}"),
    "gguf_list_length": _("Reasons", "a list in it claims {count} items"),
    "gguf_list_type": _("Reasons", "the list “{key}” holds lists or an unknown type"),
    "gguf_alignment": _("Reasons", "its alignment of {count} bytes is not a power of two"),
    "gguf_alignment_type": _("Reasons", "its alignment is not a whole number"),
    "gguf_name_length": _("Reasons", "the name of a tensor in it has {count} bytes"),
    "gguf_tensor_twice": _("Reasons", "the tensor “{name}” appears in it twice"),
    "gguf_dimensions": _("Reasons", "the tensor “{name}” in it has {count} dimensions"),
    "gguf_shape": _("Reasons", "the tensor “{name}” in it claims more weights than any disk holds"),
    "gguf_row": _(
        "Reasons", "the rows of the tensor “{name}” in it have {count} weights, which do not fill whole blocks"
    ),
    "gguf_tensor_name": _("Reasons", "the name of the tensor “{name}” in it is not valid text"),
    "gguf_tensor_type": _("Reasons", "the tensor “{name}” in it has the type {kind}, which is not known here"),
    "gguf_offset": _("Reasons", "the tensor “{name}” in it does not lie where the one before it ends"),
    "gguf_beyond": _("Reasons", "the tensor “{name}” in it lies beyond any disk"),
    "gguf_token_twice": _("Reasons", "the token “{name}” appears twice in its vocabulary"),
    "gguf_vocabulary": _("Reasons", "the vocabulary in it cannot be read"),
    "gguf_field_range": _("Reasons", "“{key}” is {value}, and must be between {low} and {high}"),
    "gguf_field_range_by": _("Reasons", "“{key}” is {value}, and must be between {low} and {high}, given {others}"),
    "gguf_field_positive": _("Reasons", "“{key}” is {value}, and must be a number of 0 or more"),
    "gguf_field_finite": _("Reasons", "“{key}” is {value}, which is not a usable number"),
    "gguf_field_one_of": _("Reasons", "“{key}” is {value}, and must be one of these: {wanted}"),
    "gguf_field_divides_by": _("Reasons", "“{key}” is {value}, which does not divide {others}"),
    "gguf_field_heads": _("Reasons", "“{key}” is {value}, but the keys and values of a head must be equally long"),
    "gguf_field_heads_by": _(
        "Reasons", "“{key}” is {value}, but the keys and values of a head must be equally long, given {others}"
    ),
    "gguf_field_equal": _("Reasons", "“{key}” is {value}, and must be {count}, as long as a head"),
    "gguf_field_equal_by": _("Reasons", "“{key}” is {value}, and must be {count}, as long as a head, given {others}"),
    "gguf_field_width": _("Reasons", "“{key}” is {value}, but all heads together must be as wide as the model"),
    "gguf_field_width_by": _(
        "Reasons", "“{key}” is {value}, but all heads together must be as wide as the model, given {others}"
    ),
    "gguf_field_sections": _("Reasons", "“{key}” is {value}, which is more than the {count} numbers of a head"),
    "gguf_field_sections_by": _(
        "Reasons", "“{key}” is {value}, which is more than the {count} numbers of a head, given {others}"
    ),
    "gguf_field_odd": _("Reasons", "“{key}” is {value}, which makes heads of {count} numbers; it must be even"),
    "gguf_field_odd_by": _(
        "Reasons", "“{key}” is {value}, which makes heads of {count} numbers, given {others}; it must be even"
    ),
    "gguf_field_even": _("Reasons", "“{key}” is {value}, and must be an even number"),
    "gguf_hyperparameters": _("Reasons", "the figures in it that describe the model cannot be read"),
}

MEDIA: dict[str, str] = {
    "media_unknown": _(
        "Reasons",
        "it is neither a picture (PNG, JPEG, WebP, AVIF, GIF, BMP, TIFF) nor a sound (WAV, MP3, FLAC, Ogg Vorbis)",
    ),
    "sound_unknown": _("Reasons", "it is damaged, or no sound as WAV, MP3, FLAC or Ogg Vorbis"),
    "file_cut": _("Reasons", "the file ended before its end"),
    "sound_ogg": _(
        "Reasons", "Ogg Vorbis is read on Linux alone, where the reader can be sealed: save it as WAV, FLAC or MP3"
    ),
    "sound_long": _("Reasons", "it lasts longer than {minutes} minutes: send a part of it"),
    "sound_short": _("Reasons", "it is shorter than a tenth of a second"),
    "picture_drawing": _("Reasons", "it is a drawing (SVG), which is a program: save it as PNG"),
    "media_damaged": _("Reasons", "it is damaged or cut off"),
    "picture_pixels": _("Reasons", "it has {width} × {height} pixels, more than 40 million"),
    "media_bytes": _("Reasons", "its file is larger than {most}"),
    "media_slow": _("Reasons", "it was not read after twenty seconds, so it was left"),
    "media_memory": _("Reasons", "it needs more memory to be read than any real one"),
    "media_unfit": _("Reasons", "the part of the model that reads it (mmproj) cannot take it"),
    "media_batch": _(
        "Reasons", "the model reads it as {count} tokens at once, and a batch of {batch} is set: set a larger one"
    ),
    "media_logprobs": _("Reasons", "log probabilities of a prompt with pictures or sounds cannot be had"),
    "media_elsewhere": _("Reasons", "it does not lie in the folder of the suite's file, or below it"),
    "projector_other": _("Reasons", "it is no image or audio part that this llama.cpp can read"),
    "projector_build": _("Reasons", "this build of llama.cpp reads no pictures or sounds"),
}

ENGINE: dict[str, str] = {
    "prompt_memory": _("Reasons", "the prompt needs more memory than there is"),
    "no_text": _("Reasons", "it holds text that is no text"),
    "template_long": _("Reasons", "the chat template is unreasonably long"),
    "template_media": _(
        "Reasons", "the chat template changes messages, so that their pictures or sounds have no place"
    ),
    "template_output": _("Reasons", "the chat template makes a prompt of unreasonable length"),
    "template_none": _("Reasons", "the model has no chat template"),
    "template_demands": _("Reasons", "the chat template asks for too much ({kind})"),
    "not_installed": _("Reasons", "llama-cpp-python is not installed"),
    "line_length": _("Reasons", "a line of unreasonable length"),
    "line_half": _("Reasons", "half a line before it ended"),
    "line_garbled": _("Reasons", "a line that is no message"),
}

FORMATS: dict[str, str] = {
    "format_long": _("Reasons", "it is unreasonably long"),
    "json_line": _("Reasons", "line {line} is not JSON ({message})"),
    "schema_object": _("Reasons", "a JSON schema is an object in braces"),
    "schema_multiple": _("Reasons", "`multipleOf` above {limit} is not supported"),
    "schema_one_of": _("Reasons", "`oneOf` is not supported where several could fit; use `anyOf`"),
    "gbnf_complex": _("Reasons", "the grammar is too complex"),
    "gbnf_rule": _("Reasons", "it has no rule “{name}”"),
    "gbnf_depth": _("Reasons", "it is nested too deeply"),
    "gbnf_long": _("Reasons", "its shortest text has more than {limit} characters"),
    "gbnf_endless": _("Reasons", "no text fits it, as a rule never ends"),
    "gbnf_syntax": _("Reasons", "line {line} is not GBNF"),
    "gbnf_end": _("Reasons", "in line {line} a quote or bracket is not closed"),
    "gbnf_escape": _("Reasons", "line {line} has an unknown escape after a backslash"),
    "gbnf_range": _("Reasons", "in line {line} a range of characters runs backwards"),
    "gbnf_repeat": _("Reasons", "in line {line} something is repeated at most less often than at least"),
    "gbnf_class": _("Reasons", "in line {line} brackets hold no character"),
}

KEPT: dict[str, str] = {
    "promptfoo_plain": _("Reasons", "{place} is not a list of plain values"),
    "promptfoo_elsewhere": _("Reasons", "{place} is in another file, or is made by a program"),
    "promptfoo_variable": _("Reasons", "{place} has no variable “{name}”"),
    "promptfoo_long": _("Reasons", "{place} is unreasonably long"),
    "promptfoo_template": _("Reasons", "{place} needs more of its template language than names of variables"),
    "nested": _("Reasons", "it is nested more than {limit} levels deep"),
    "media_names": _("Reasons", "prompt {number} has {key} that are no names of files: write {key}: [{example}]"),
    "not_kept": _("Reasons", "it holds values that cannot be kept"),
    "columns": _("Reasons", "it has {count} columns"),
    "columns_differ": _("Reasons", "its columns and its conversations are not the same"),
    "time": _("Reasons", "it has an impossible time"),
    "load_options": _("Reasons", "a column is to be loaded in a way that is not known"),
    "order": _("Reasons", "message {number} is not in order"),
    "mcp_long": _("Reasons", "The text is too long."),
    "mcp_json": _("Reasons", "It is not JSON: {detail}."),
    "mcp_object": _("Reasons", "An object is wanted, with an object for each server by its name."),
    "mcp_many": _("Reasons", "There are too many."),
    "mcp_name": _("Reasons", "“{detail}” is no name: letters, digits, spaces, dots and dashes are, up to 60."),
    "mcp_field": _("Reasons", "{detail}."),
    "mcp_what": _("Reasons", "{detail} needs either a command or an url."),
    "mcp_url": _("Reasons", "“{detail}” is no address of the web."),
    "mcp_text": _("Reasons", "{detail} has a text that is too long, or a zero byte."),
    "call": _("Reasons", "message {number} is a result, and does not say of which call"),
    "parent": _("Reasons", "message {number} follows one that is not there"),
}

NET: dict[str, str] = {
    "answer_length": _("Reasons", "an answer of unreasonable length"),
    "proxy_address": _("Reasons", "“{proxy}” is no address of the form http://host:port"),
    "no_such_host": _("Reasons", "its name was not found; there may be no connection to the internet"),
    "timeout": _("Reasons", "it took too long"),
    "tls_over": _("Reasons", "it has run out"),
    "tls_early": _("Reasons", "it is not valid yet"),
    "tls_name": _("Reasons", "it is for another name"),
    "tls_unknown": _("Reasons", "nobody whom this computer trusts has signed it"),
    "tls_none": _("Reasons", "what answers there does not speak in encrypted form"),
    "tls_cut": _("Reasons", "the connection was ended before it was encrypted"),
}

SYSTEM: dict[str, str] = {
    "ENOENT": _("Reasons", "it is not there"),
    "EACCES": _("Reasons", "permission was denied"),
    "EPERM": _("Reasons", "the system does not allow it"),
    "EEXIST": _("Reasons", "something of that name is there already"),
    "ENOTDIR": _("Reasons", "a part of its path is not a folder"),
    "EISDIR": _("Reasons", "it is a folder"),
    "EBUSY": _("Reasons", "another program is using it"),
    "ETXTBSY": _("Reasons", "another program is using it"),
    "EROFS": _("Reasons", "that disk can only be read"),
    "ENOSPC": _("Reasons", "the disk is full"),
    "EDQUOT": _("Reasons", "your share of the disk is used up"),
    "EFBIG": _("Reasons", "that disk takes no files so large"),
    "EIO": _("Reasons", "the disk could not read or write it"),
    "EMFILE": _("Reasons", "too many files are open"),
    "ENFILE": _("Reasons", "too many files are open"),
    "ENOMEM": _("Reasons", "there is not enough memory"),
    "ENAMETOOLONG": _("Reasons", "its name is too long"),
    "ELOOP": _("Reasons", "it is a link that leads to itself"),
    "ESTALE": _("Reasons", "the network drive has lost it"),
    "ENODEV": _("Reasons", "the disk went away"),
    "ENXIO": _("Reasons", "the disk went away"),
    "ECONNREFUSED": _("Reasons", "nothing answers there"),
    "ECONNRESET": _("Reasons", "the connection was cut"),
    "EPIPE": _("Reasons", "the connection was cut"),
    "EHOSTUNREACH": _("Reasons", "there is no way to it"),
    "ENETUNREACH": _("Reasons", "there is no network"),
    "ENETDOWN": _("Reasons", "there is no network"),
    "ETIMEDOUT": _("Reasons", "it took too long"),
    "EADDRINUSE": _("Reasons", "another program uses that address"),
}
"""By the names of the system's error numbers."""

DATABASE: dict[str, str] = {
    "newer_schema": _("Reasons", "it was written by a newer version of the app"),
    "check_failed": _("Reasons", "a check of its pages failed"),
    "SQLITE_CORRUPT": _("Reasons", "the file is damaged"),
    "SQLITE_NOTADB": _("Reasons", "the file is no database"),
    "SQLITE_FULL": _("Reasons", "the disk is full"),
    "SQLITE_IOERR": _("Reasons", "the disk could not read or write it"),
    "SQLITE_READONLY": _("Reasons", "the file can only be read"),
    "SQLITE_CANTOPEN": _("Reasons", "the file cannot be opened"),
    "SQLITE_BUSY": _("Reasons", "another program is using it"),
    "SQLITE_LOCKED": _("Reasons", "another program is using it"),
    "SQLITE_NOMEM": _("Reasons", "there is not enough memory"),
    "SQLITE_PERM": _("Reasons", "permission was denied"),
}
"""By the names of SQLite's primary result codes."""

REASONS: dict[str, str] = {**FILES, **GGUF, **ENGINE, **MEDIA, **FORMATS, **KEPT, **NET, **SYSTEM, **DATABASE}

LONGEST = 300


def reason_of(error: BaseException) -> str:
    """Why something failed: a key of the table where the error is known, else its own words."""
    if name := getattr(error, "sqlite_errorname", ""):
        return _of_database(str(name)) or str(error)[:LONGEST]
    if isinstance(error, socket.gaierror):
        return "no_such_host"
    if not isinstance(error, OSError):
        return str(error)[:LONGEST]
    name = errno.errorcode.get(error.errno or 0, "")
    if name in SYSTEM:
        return name
    return "timeout" if isinstance(error, TimeoutError) else error.strerror or str(error)[:LONGEST]


def _of_database(name: str) -> str:
    """SQLite's extended codes begin with their primary one: SQLITE_IOERR_WRITE."""
    return next((known for known in DATABASE if name == known or name.startswith(f"{known}_")), "")
