"""What a file can be in place of a model that can chat."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "missing": sentence(
        _("Errors", "The model file is not there"),
        _("Errors", "Nothing is at {path}. It may have been moved, renamed or on a disk that is not connected."),
        "choose",
    ),
    "directory": sentence(
        _("Errors", "That is a folder, not a model"),
        _("Errors", "{path} is a folder. Choose the .gguf file inside it."),
        "choose",
    ),
    "unreadable": sentence(
        _("Errors", "The model file cannot be read"),
        _("Errors", "The system refused to open {path}: {reason}. Change the file's permissions or choose another."),
        "choose",
    ),
    "empty": sentence(
        _("Errors", "The model file is empty"),
        _("Errors", "{path} holds no bytes. The download was probably cut off; get the file again."),
        "choose",
    ),
    "html": sentence(
        _("Errors", "This is a web page, not a model"),
        _(
            "Errors",
            "{path} holds HTML: the page was saved in place of the file it links to. Download the file itself.",
        ),
        "choose",
    ),
    "lfs": sentence(
        _("Errors", "This is a Git LFS pointer, not a model"),
        _(
            "Errors",
            "{path} only names a large file of {size}. Run “git lfs pull” in its folder, or download it again.",
        ),
        "choose",
    ),
    "zip": sentence(
        _("Errors", "This is a ZIP archive, not a model"),
        _("Errors", "Unpack {path} and choose the .gguf file that comes out."),
        "choose",
    ),
    "safetensors": sentence(
        _("Errors", "This is a safetensors file, not GGUF"),
        _("Errors", "llama.cpp reads GGUF. Look for a GGUF version of this model."),
        "choose",
    ),
    "not_gguf": sentence(
        _("Errors", "This is not a GGUF file"),
        _("Errors", "{path} does not begin as a GGUF file does, so it holds no model that llama.cpp can read."),
        "choose",
    ),
    "gguf_version": sentence(
        _("Errors", "This GGUF version cannot be read"),
        _("Errors", "The file says version {version}; versions 2 and 3 can be read. Get a newer file of this model."),
        "choose",
    ),
    "header": sentence(
        _("Errors", "The model's header is damaged"),
        _("Errors", "{reason}. The file is damaged or was made to do harm; download it again from a source you trust."),
        "choose",
    ),
    "truncated": sentence(
        _("Errors", "The model file is incomplete"),
        _("Errors", "Its header promises more data than the file holds. The download was probably cut off."),
        "choose",
    ),
    "architecture": sentence(
        _("Errors", "This kind of model cannot be run"),
        _(
            "Errors",
            "Its architecture is “{architecture}”, which llama.cpp {build} does not know. Choose another model.",
        ),
        "choose",
    ),
    "embedding": sentence(
        _("Errors", "This model makes embeddings and cannot chat"),
        _("Errors", "“{architecture}” turns text into numbers for search. Choose a chat or text model."),
        "choose",
    ),
    "reranker": sentence(
        _("Errors", "This model ranks texts and makes no vectors"),
        _("Errors", "“{architecture}” says how well a text answers a question. Choose a model for embeddings."),
        "choose",
    ),
    "no_embeddings": sentence(
        _("Errors", "This engine makes no vectors"),
        _("Errors", "The model was loaded to write answers. Load it for embeddings."),
    ),
    "text_empty": sentence(
        _("Errors", "There is no text"),
        _("Errors", "A vector is made of a text with at least one token."),
    ),
    "text_context": sentence(
        _("Errors", "The text is too long for the model"),
        _("Errors", "It has {count} tokens, and the model takes {most} at once. Cut it into parts."),
    ),
    "diffusion": sentence(
        _("Errors", "This model fills in text and cannot chat here"),
        _(
            "Errors",
            "“{architecture}” writes a whole text at once, by diffusion. Choose a chat or text model.",
        ),
        "choose",
    ),
    "encoder": sentence(
        _("Errors", "This model translates and cannot chat"),
        _("Errors", "“{architecture}” reads a whole text and writes another. Choose a chat or text model."),
        "choose",
    ),
    "projector": sentence(
        _("Errors", "This is the part of a model that reads pictures or sounds"),
        _("Errors", "An mmproj file only works beside its language model. Choose the other .gguf file of that model."),
        "choose",
    ),
}
