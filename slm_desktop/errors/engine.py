"""What can go wrong with the engine: loading, prompting, answering, its process."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "memory": sentence(
        _("Errors", "Not enough memory"),
        _("Errors", "This model needs {needed} at a context of {context} tokens, and {free} are free."),
        "smaller",
        "choose",
    ),
    "memory_model": sentence(
        _("Errors", "Not enough memory for this model"),
        _(
            "Errors",
            "It needs {needed} even with the smallest context, and {free} are free. Close programs or choose a smaller model.",
        ),
        "smaller",
        "retry",
        "choose",
    ),
    "memory_answer": sentence(
        _("Errors", "Not enough memory for this answer"),
        _("Errors", "The prompt needs more memory than there is. The model is still loaded, and nothing is lost."),
        "smaller",
        "edit",
    ),
    "load_failed": sentence(
        _("Errors", "The model could not be loaded"),
        _("Errors", "llama.cpp said: {reason}"),
        "retry",
        "choose",
    ),
    "set_aside": sentence(
        _("Errors", "This model was set aside"),
        _("Errors", "The engine ended {times} times in a row with it, so it is not started again by itself. {reason}"),
        "retry",
        "choose",
    ),
    "context_full": sentence(
        _("Errors", "The message is longer than the context"),
        _(
            "Errors",
            "It is {tokens} tokens long and the context holds {context}. Shorten it, or load the model with a larger context.",
        ),
        "larger",
        "edit",
    ),
    "context_refused": sentence(
        _("Errors", "This chat has outgrown the context"),
        _(
            "Errors",
            "It is {tokens} tokens long and the context holds {context}. Your settings say that nothing may be left out.",
        ),
        "larger",
        "leave_out",
    ),
    "other_model": sentence(
        _("Errors", "This answer was made by another model"),
        _("Errors", "It can be repeated exactly with {model} alone. Load that model, then try again."),
        "choose",
    ),
    "slots_full": sentence(
        _("Errors", "The context is in use"),
        _(
            "Errors",
            "Other answers are being written and fill the {context} tokens of this model. Stop one, or wait and send again.",
        ),
    ),
    "decode": sentence(
        _("Errors", "The engine could not go on with this answer"),
        _("Errors", "llama_decode returned {status}. What was written so far is kept; send the message again."),
    ),
    "template": sentence(
        _("Errors", "The prompt could not be built"),
        _("Errors", "{reason}. Send the message again, or choose another model."),
    ),
    "runtime_rejected": sentence(
        _("Errors", "The runtime failed its self-test"),
        _(
            "Errors",
            "{folder}: {reason}. It is not used: models are loaded with the last one that passed, or the built-in one.",
        ),
        "builtin_runtime",
    ),
    "runtime": sentence(
        _("Errors", "The chosen runtime could not be used"),
        _("Errors", "{folder}: {reason}. Choose another folder, or use the built-in runtime."),
        "builtin_runtime",
    ),
    "aborted": sentence(
        _("Errors", "The engine stopped at a failed check"),
        _("Errors", "llama.cpp ended itself: {reason}"),
        "retry",
    ),
    "crashed": sentence(
        _("Errors", "The engine crashed"),
        _("Errors", "It read memory that is not its own (segmentation fault). The model file may be damaged."),
        "retry",
    ),
    "bus": sentence(
        _("Errors", "The model file changed while it was in use"),
        _("Errors", "The engine could no longer read it (bus error): it was cut, replaced, or its disk went away."),
        "retry",
        "choose",
    ),
    "illegal": sentence(
        _("Errors", "This build of the engine does not fit the processor"),
        _("Errors", "It used an instruction that this processor does not have. Choose a runtime made for it."),
        "builtin_runtime",
    ),
    "killed": sentence(
        _("Errors", "The engine was ended from outside"),
        _("Errors", "The system or a person ended it (SIGKILL). Systems do so when memory runs out."),
        "retry",
        "smaller",
    ),
    "stopped_engine": sentence(
        _("Errors", "You stopped the engine"),
        _("Errors", "What was written so far is kept."),
        "retry",
    ),
    "exited": sentence(
        _("Errors", "The engine stopped by itself"),
        _("Errors", "It ended with code {status}. {reason}"),
        "retry",
    ),
    "protocol": sentence(
        _("Errors", "The engine sent something unreadable"),
        _("Errors", "It was ended: {reason}."),
        "retry",
    ),
    "not_started": sentence(
        _("Errors", "The engine could not be started"),
        _("Errors", "The system said: {reason}."),
        "retry",
    ),
    "too_many_files": sentence(
        _("Errors", "Too many files are open"),
        _(
            "Errors",
            "The system allows no more open files, so the engine could not start. Close programs and try again.",
        ),
        "retry",
    ),
    "stalled": sentence(
        _("Errors", "The engine does not answer"),
        _("Errors", "Nothing was heard from it for {seconds} seconds. Wait, or stop it: what was written is kept."),
        "kill",
    ),
    "no_candidates": sentence(
        _("Errors", "This engine does not say what could have come instead"),
        _("Errors", "The lens needs a model that runs on this computer: choose one, and it goes over the answer."),
        "choose",
    ),
    "adapter": sentence(
        _("Errors", "An adapter does not fit the model"),
        _("Errors", "{name} cannot be used: {reason}. The model was not loaded."),
        "without_adapters",
        "choose",
    ),
    "no_continue": sentence(
        _("Errors", "This engine cannot go on with an answer"),
        _(
            "Errors",
            "{model} would begin it anew. Nothing was sent: remove what answers begin with, or use another engine.",
        ),
        "choose",
    ),
    "no_text_completion": sentence(
        _("Errors", "This engine has no text completion"),
        _("Errors", "{model} takes chats alone. Nothing was sent: turn text completion off, or use another engine."),
        "choose",
    ),
    "no_infill": sentence(
        _("Errors", "This model does not fill gaps"),
        _(
            "Errors",
            "{model} was not trained for a text that follows, as some models for code are. Nothing was sent: empty "
            "“What follows”, or choose another model.",
        ),
        "choose",
    ),
    "no_tools": sentence(
        _("Errors", "This engine cannot be told of tools"),
        _("Errors", "{model} takes none. Nothing was sent: choose no tools in this chat, or use another engine."),
        "choose",
    ),
    "tool_gone": sentence(
        _("Errors", "A tool of this chat is not there any more"),
        _("Errors", "{tool} was removed, or its server was. Nothing was sent: choose the tools of this chat anew."),
    ),
    "mcp_config": sentence(
        _("Errors", "These servers cannot be used"),
        _("Errors", "{reason} Nothing was changed."),
    ),
    "by_hand_long": sentence(
        _("Errors", "This chat is too long for that"),
        _("Errors", "Its prompt has {tokens} tokens; an answer can be chosen token by token behind {most} at most."),
    ),
    "not_now": sentence(
        _("Errors", "An answer is being written in this chat"),
        _("Errors", "Wait until it is complete, or stop it; what you chose is still there."),
    ),
    "question_gone": sentence(
        _("Errors", "The question was deleted"),
        _("Errors", "An answer cannot be kept without it. Bring the question back first."),
    ),
    "other_words": sentence(
        _("Errors", "This text cannot begin an answer"),
        _("Errors", "It ends in the middle of a character, or is a sign that only steers the model."),
    ),
    "no_model": sentence(
        _("Errors", "No model is loaded"),
        _("Errors", "Choose a model above, then send the message again."),
        "choose",
    ),
}
