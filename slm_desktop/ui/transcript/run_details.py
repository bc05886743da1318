"""How an answer was made, beyond what the line under it says: what was reused of its prompt, what drafts were worth."""

from slm_desktop.core.chat.cache_truth import CacheLoss
from slm_desktop.core.engines.answer_figures import (
    ACCEPTED,
    BATTERY,
    CARD,
    DRAFTED,
    ENERGY,
    ENERGY_ESTIMATED,
    GAIN,
    PROCESSOR,
    RESTING,
    STEP,
)
from slm_desktop.core.records import RunRecord
from slm_desktop.core.visible import visible
from slm_desktop.ui.words import counted, fixed, number, translate

MOST_COUNTED = 10**12
LONGEST_DIFFERENCE, MOST_CHANGES = 60, 20
"""Characters that are shown of where a prompt differs, and changes of adapters' scales."""


def run_details(run: RunRecord) -> str:
    """Lines to be read on demand; '' where there is nothing to say."""
    return "\n".join((*_prompt(run), *_adapters(run), *_speculation(run), *_energy(run)))


def _prompt(run: RunRecord) -> list[str]:
    if not 0 <= run.cached <= run.prompt_tokens < MOST_COUNTED or not run.prompt_tokens:
        return []
    words = translate("Details", "Prompt: {total} tokens, {cached} from the KV cache, {decoded} decoded")
    lines = [
        words.format(
            total=number(run.prompt_tokens),
            cached=number(run.cached),
            decoded=number(run.prompt_tokens - run.cached),
        )
    ]
    if cause := _cause(CacheLoss(run.cache_loss)):
        lines.append(cause)
    now, before = (visible(text[:LONGEST_DIFFERENCE]) for text in run.differs)
    if cause and (now or before):
        different = translate("Details", "From token {index} on: “{now}” instead of “{before}”")
        alike = min(max(run.alike, run.cached), run.prompt_tokens)
        lines.append(different.format(index=number(alike + 1), now=now, before=before))
    return lines


def _adapters(run: RunRecord) -> list[str]:
    """The scales of adapters, and from which token on there were others."""
    lines = []
    for change in run.scales[:MOST_CHANGES]:
        scales = ", ".join(f"{visible(name)} {fixed(scale, 2)}" for name, scale in change.scales.items())
        first = translate("Details", "Adapters: {scales}")
        later = translate("Details", "From token {index} on: {scales}")
        lines.append((later if change.position else first).format(scales=scales, index=number(change.position + 1)))
    return lines


def _energy(run: RunRecord) -> list[str]:
    """What it took, and how that is known."""
    joules, resting = run.figure(ENERGY), run.figure(RESTING)
    if not joules:
        return []
    if run.figure(ENERGY_ESTIMATED):
        return [translate("Details", "Energy: estimated from processor time and the watts in the settings")]
    names = {
        PROCESSOR: translate("Details", "processor {joules} J"),
        CARD: translate("Details", "graphics card {joules} J"),
        BATTERY: translate("Details", "whole computer, from its battery, {joules} J"),
    }
    parts = [words.format(joules=fixed(run.figure(name), 1)) for name, words in names.items() if run.figure(name)]
    rest = translate("Details", "{resting} J at rest left out").format(resting=fixed(resting, 1))
    unknown = translate("Details", "what is used at rest is not known, and in it")
    return [translate("Details", "Energy: {parts}").format(parts="; ".join((*parts, rest if resting else unknown)))]


def _cause(loss: CacheLoss) -> str:
    match loss:
        case CacheLoss.TIMED:
            return translate("Details", "Nothing was reused, so that times or tokens can be compared")
        case CacheLoss.MODEL:
            return translate("Details", "The answer before was another model's")
        case CacheLoss.OPTIONS:
            return translate("Details", "The model was loaded in another way before")
        case CacheLoss.RELOADED:
            return translate("Details", "The model was loaded again since the answer before")
        case CacheLoss.CLEARED:
            return translate("Details", "An answer that was repeated or timed had the context to itself")
        case CacheLoss.WHOLE:
            return translate("Details", "This kind of model cannot reuse a part of what it has read")
        case CacheLoss.MADE_WAY:
            return translate("Details", "The chat's cache had made way for others")
        case CacheLoss.LEFT_OUT:
            return translate("Details", "Turns were left out of the prompt")
        case CacheLoss.ADAPTERS:
            return translate("Details", "The scales of adapters were changed, and nothing computed before fits")
        case CacheLoss.SYSTEM:
            return translate("Details", "The system prompt was changed")
        case CacheLoss.CHANGED:
            return translate("Details", "What was said before is not the same")
        case _:
            return ""


def _speculation(run: RunRecord) -> list[str]:
    drafted, accepted = run.figure(DRAFTED), run.figure(ACCEPTED)
    if not 0 < drafted < MOST_COUNTED or not 0 <= accepted < MOST_COUNTED:
        return []  # A record may come from anybody.
    words = translate("Details", "Speculative decoding: {accepted} of {drafted} drafted tokens accepted ({share} %)")
    share = min(100.0, 100 * accepted / drafted)
    return [
        words.format(
            accepted=number(int(accepted)),
            drafted=number(int(drafted)),
            share=fixed(share, 0),
        ),
        *_by_model(run),
        translate("Details", "{tokens} tokens a step, about {gain} times as fast as without").format(
            tokens=fixed(run.figure(STEP), 2), gain=fixed(run.figure(GAIN), 2)
        ),
        *_pauses(run),
        translate("Details", "The answer is the model's own: a draft only decides how many tokens a step checks."),
    ]


def _by_model(run: RunRecord) -> list[str]:
    made = [draft for draft in run.drafts if draft.by_model]
    if not made:
        return []
    words = translate("Details", "Of these, the draft model guessed {drafted}: {accepted} accepted")
    drafted, accepted = sum(len(draft.tokens) for draft in made), sum(draft.accepted for draft in made)
    return [words.format(drafted=number(drafted), accepted=number(max(0, min(accepted, drafted))))]


def _pauses(run: RunRecord) -> list[str]:
    """How often drafts were given up, as they did not pay."""
    if not run.draft_pauses:
        return []
    return [
        counted(
            translate("Details", "Paused once, as drafts cost more than they saved"),
            translate("Details", "Paused {count} times, as drafts cost more than they saved"),
            len(run.draft_pauses),
        )
    ]
