"""What really computes, in words: the truth line and the notes behind it."""

from slm_desktop.core.engines.computer_use import ComputerUse, ThreadUse
from slm_desktop.core.engines.events import Feature, Loaded, Note
from slm_desktop.core.visible import visible
from slm_desktop.errors.reasons import CONTEXT, REASONS
from slm_desktop.ui.words import counted, fixed, number, translate

QUIET = ("clamped", "one_slot")


def summary_line(loaded: Loaded, threads: ThreadUse) -> str:
    """What really computes, with how many threads now, and the first reason why it differs from what was asked."""
    if loaded.host:
        line = f"{loaded.device} · {visible(loaded.host)}"
    elif loaded.offloaded:
        layers = translate("EngineSummary", "{used} of {all} layers").format(used=loaded.offloaded, all=loaded.layers)
        line = f"{loaded.device} · {layers}"
    else:
        line = f"CPU · {thread_words(threads, loaded.threads)}"
    reason = next((note_words(note) for note in loaded.notes), "")
    return f"{line} · {reason}" if reason else line


def count_of_threads(count: int) -> str:
    """So many threads, in words."""
    return counted(translate("EngineSummary", "1 thread"), translate("EngineSummary", "{count} threads"), count)


def thread_words(threads: ThreadUse, most: int) -> str:
    """How many threads decode now, and of how many and why where those are fewer."""
    if threads.count >= most:
        return count_of_threads(most)
    some = translate("EngineSummary", "{threads} of {most} threads").format(
        threads=number(threads.count), most=number(most)
    )
    why = translate("EngineSummary", "computer busy") if threads.others else _use_words(threads.reason(most))
    return f"{some}, {why}" if why else some


def _use_words(use: ComputerUse) -> str:
    match use:
        case ComputerUse.BESIDE_WORK:
            return translate("EngineSummary", "beside your work")
        case ComputerUse.BACKGROUND:
            return translate("EngineSummary", "in the background")
        case ComputerUse.ON_BATTERY:
            return translate("EngineSummary", "on battery")
        case _:
            return ""


def has_trouble(loaded: Loaded) -> bool:
    """Whether something did not come out as a person would want it; what was only brought into its range is none."""
    return any(note.code not in QUIET for note in loaded.notes)


def note_words(note: Note) -> str:
    """A note of the engine in words."""
    details = note.details
    match note.code:
        case "no_gpu":
            return translate("EngineSummary", "no graphics card can be used with this engine build")
        case "offload":
            return translate("EngineSummary", "{used} of {asked} layers asked for fit on the graphics card").format(
                **details
            )
        case "template" if details.get("reason"):
            return translate("EngineSummary", "its chat template does not work, {used} is used").format(
                used=_template_name(details)
            )
        case "template":
            return translate("EngineSummary", "it has no chat template, {used} is used").format(
                used=_template_name(details)
            )
        case "draft":
            return translate("EngineSummary", "the draft model {name} is not used: {why}").format(
                name=visible(str(details.get("name"))), why=_why_no_draft_model(str(details.get("reason")))
            )
        case "projector":
            return translate("EngineSummary", "it takes no pictures or sounds, {name} is not used: {why}").format(
                name=visible(str(details.get("name"))), why=_reason(str(details.get("reason")))
            )
        case "one_slot":
            return translate("EngineSummary", "this kind of model writes one answer at a time")
        case "clamped":
            names = {
                "context": translate("EngineSummary", "context"),
                "threads": translate("EngineSummary", "threads"),
                "batch": translate("EngineSummary", "batch"),
                "slots": translate("EngineSummary", "slots"),
                "kv_type": translate("EngineSummary", "KV cache"),
            }
            name = names.get(str(details.get("name")), str(details.get("name")))
            return translate("EngineSummary", "{name}: {asked} asked, {used} used").format(
                name=name, asked=details.get("asked"), used=details.get("used")
            )
        case _:
            return note.code


def _reason(reason: str) -> str:
    """A reason in the user's language where it is one of ours; else as it was said."""
    return translate(CONTEXT, REASONS[reason]) if reason in REASONS else visible(reason)


def _why_no_draft_model(reason: str) -> str:
    match reason:
        case "vocabulary":
            return translate("EngineSummary", "it has another vocabulary")
        case "recurrent":
            return translate("EngineSummary", "this kind of model cannot take a guess back")
        case "memory" | "memory_model":
            return translate("EngineSummary", "there is not enough memory for it")
        case "missing" | "part_missing":
            return translate("EngineSummary", "its file is gone")
        case _:
            return translate("EngineSummary", "it cannot be loaded")


def _taking_words(loaded: Loaded) -> str:
    """What a projector does for its model."""
    if Feature.AUDIO not in loaded.features:
        return translate("EngineSummary", "Sees pictures by {name}")
    if Feature.PICTURES not in loaded.features:
        return translate("EngineSummary", "Hears sounds by {name}")
    return translate("EngineSummary", "Sees pictures and hears sounds by {name}")


def summary_details(loaded: Loaded, threads: ThreadUse) -> str:
    """All that is known of a loaded model, a line each."""
    busy = translate("EngineSummary", "Other programs use {cores} cores: fewer threads write faster then").format(
        cores=fixed(threads.others, 1)
    )
    drafted = translate("EngineSummary", "Draft model {name}")
    seeing = _taking_words(loaded)
    lines = [
        summary_line(loaded, threads),
        *([busy] if threads.count < loaded.threads and threads.others else []),
        translate("EngineSummary", "Architecture {name}, {count} million parameters").format(
            name=loaded.architecture, count=number(loaded.parameters // 1_000_000)
        ),
        translate("EngineSummary", "Context {used} of {trained} tokens").format(
            used=number(loaded.context), trained=number(loaded.trained_context)
        ),
        *([drafted.format(name=visible(loaded.draft_model))] if loaded.draft_model else []),
        *([seeing.format(name=visible(loaded.projector))] if loaded.projector else []),
        translate("EngineSummary", "Loaded in {seconds} s").format(seconds=fixed(loaded.seconds, 2)),
        *(note_words(note) for note in loaded.notes[1:]),
    ]
    return "\n".join(lines)


def _template_name(details: dict[str, str | int | float]) -> str:
    return "ChatML" if details.get("used") == "chatml" else translate("EngineSummary", "“User: … Assistant: …”")
