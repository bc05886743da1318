"""What can go wrong while models are measured."""

from slm_desktop.errors.sentence import Sentence, sentence
from slm_desktop.words import QT_TRANSLATE_NOOP as _

SENTENCES: dict[str, Sentence] = {
    "tune_running": sentence(
        _("Errors", "A search is going on already"),
        _("Errors", "Wait until it is done, or stop it."),
    ),
    "merge_running": sentence(
        _("Errors", "Adapters are being merged already"),
        _("Errors", "Wait until that is done, or stop it."),
    ),
    "edit_running": sentence(
        _("Errors", "A model is being written already"),
        _("Errors", "Wait until that is done, or stop it."),
    ),
    "edit": sentence(
        _("Errors", "“{key}” cannot be changed like that"),
        _("Errors", "The reason: {reason}. Nothing was written."),
    ),
    "quant_running": sentence(
        _("Errors", "Types are being made already"),
        _("Errors", "Wait until they are done, or stop that."),
    ),
    "benchmark_tests": sentence(
        _("Errors", "Nothing would be measured"),
        _("Errors", "Choose a test at least, and from 1 to {most} repetitions."),
    ),
    "quant_importance": sentence(
        _("Errors", "{type} needs an importance matrix"),
        _("Errors", "Choose a text for the matrix, or a larger type."),
    ),
    "quant_type": sentence(
        _("Errors", "This type of weights is not known"),
        _("Errors", "{type} cannot be made here. Choose another one."),
    ),
    "quant_disk": sentence(
        _("Errors", "There is not enough room on the disk"),
        _("Errors", "The file needs {needed}, and {free} are free. Make room, or choose another folder."),
    ),
    "quant_again": sentence(
        _("Errors", "These weights are quantised already"),
        _("Errors", "To make {type} of them loses more than to make it of the original. Take that, or allow it."),
    ),
    "quant_exists": sentence(
        _("Errors", "There is such a file already"),
        _("Errors", "{path} is not written over. Choose another name, or delete it first."),
    ),
    "quant_failed": sentence(
        _("Errors", "The model could not be written as another type"),
        _("Errors", "{reason}. Nothing of it is left."),
    ),
    "text_short": sentence(
        _("Errors", "The text is too short"),
        _(
            "Errors",
            "It has {count} tokens, and at least {needed} are needed. Choose a longer text, or a shorter context.",
        ),
    ),
    "vocabularies_differ": sentence(
        _("Errors", "The models do not have the same vocabulary"),
        _("Errors", "Only models that cut a text into the same tokens can be compared token by token."),
    ),
    "merge_scaled": sentence(
        _("Errors", "Adapters cannot be merged into this model"),
        _(
            "Errors",
            "Its weights have scales of their own, which an adapter does not have. Load the adapter beside it.",
        ),
    ),
    "merge_split": sentence(
        _("Errors", "A model of several files cannot be changed"),
        _("Errors", "Join its parts first: under Edit it can be written as one file."),
    ),
    "draft_unused": sentence(
        _("Errors", "The draft model cannot guess for this one"),
        _("Errors", "The model was loaded without it. Choose it on the load panel: its notes say why."),
    ),
    "no_prompt_logprobs": sentence(
        _("Errors", "This engine does not score prompts"),
        _("Errors", "{model} does not say how likely the tokens of a prompt are. vLLM and SLM Desktop do."),
    ),
    "chats_stay": sentence(
        _("Errors", "Your chats stay on this computer"),
        _("Errors", "A model on another machine would be sent their text. Choose another text, or a model here."),
    ),
    "benchmark_context": sentence(
        _("Errors", "The test is longer than the model's context"),
        _("Errors", "It takes {wanted} tokens, and the model was trained with {trained}. Choose shorter prompts."),
    ),
}
