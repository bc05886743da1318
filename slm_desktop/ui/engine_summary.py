"""What really computes, in words: the truth line and the notes behind it."""

from slm_desktop.core.engines.events import Loaded, Note
from slm_desktop.ui.words import fixed, number, translate

QUIET = ("clamped", "one_slot")


def truth_line(loaded: Loaded) -> str:
    """What really computes, and the first reason why it differs from what was asked."""
    threads = (
        translate("Truth", "1 thread")
        if loaded.threads == 1
        else translate("Truth", "{count} threads").format(count=loaded.threads)
    )
    if loaded.offloaded:
        layers = translate("Truth", "{used} of {all} layers").format(used=loaded.offloaded, all=loaded.layers)
        line = f"{loaded.device} · {layers}"
    else:
        line = f"CPU · {threads}"
    reason = next((note_words(note) for note in loaded.notes), "")
    return f"{line} · {reason}" if reason else line


def has_trouble(loaded: Loaded) -> bool:
    """Whether something did not come out as a person would want it; what was only brought into its range is none."""
    return any(note.code not in QUIET for note in loaded.notes)


def note_words(note: Note) -> str:
    """A note of the engine in words."""
    details = note.details
    match note.code:
        case "no_gpu":
            return translate("Truth", "no graphics card can be used with this engine build")
        case "offload":
            return translate("Truth", "{used} of {asked} layers asked for fit on the graphics card").format(**details)
        case "template" if details.get("reason"):
            return translate("Truth", "its chat template does not work, {used} is used").format(
                used=_template_name(details)
            )
        case "template":
            return translate("Truth", "it has no chat template, {used} is used").format(used=_template_name(details))
        case "one_slot":
            return translate("Truth", "this kind of model writes one answer at a time")
        case "clamped":
            names = {
                "context": translate("Truth", "context"),
                "threads": translate("Truth", "threads"),
                "batch": translate("Truth", "batch"),
                "slots": translate("Truth", "slots"),
                "kv_type": translate("Truth", "KV cache"),
            }
            name = names.get(str(details.get("name")), str(details.get("name")))
            return translate("Truth", "{name}: {asked} asked, {used} used").format(
                name=name, asked=details.get("asked"), used=details.get("used")
            )
        case _:
            return note.code


def truth_details(loaded: Loaded) -> str:
    """All that is known of a loaded model, a line each."""
    lines = [
        truth_line(loaded),
        translate("Truth", "Architecture {name}, {count} million parameters").format(
            name=loaded.architecture, count=number(loaded.parameters // 1_000_000)
        ),
        translate("Truth", "Context {used} of {trained} tokens").format(
            used=number(loaded.context), trained=number(loaded.trained_context)
        ),
        translate("Truth", "Loaded in {seconds} s").format(seconds=fixed(loaded.seconds, 2)),
        *(note_words(note) for note in loaded.notes[1:]),
    ]
    return "\n".join(lines)


def _template_name(details: dict[str, str | int | float]) -> str:
    return "ChatML" if details.get("used") == "chatml" else translate("Truth", "“User: … Assistant: …”")
