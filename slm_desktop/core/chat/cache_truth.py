"""Why an answer could not reuse as much of its chat's KV cache as there was to reuse."""

from enum import StrEnum

from slm_desktop.core.engines.events import Prompted
from slm_desktop.core.records import RunRecord


class CacheLoss(StrEnum):
    """The first cause that holds; NONE where all was reused that could be, or there was nothing to reuse."""

    NONE = ""
    TIMED = "timed"
    """The times of several answers are compared, or an answer is repeated exactly: nothing is reused."""
    MODEL = "model"
    OPTIONS = "options"
    """The same model, loaded in another way or by another build of llama.cpp."""
    RELOADED = "reloaded"
    CLEARED = "cleared"
    """An answer that was timed or repeated exactly had the context to itself."""
    MADE_WAY = "made_way"
    """Other chats took its place."""
    WHOLE = "whole"
    """This kind of model cannot go back to a part of what it has read."""
    LEFT_OUT = "left_out"
    SYSTEM = "system"
    ADAPTERS = "adapters"
    """The scales of adapters: what was computed with others cannot be used."""
    CHANGED = "changed"

    @classmethod
    def _missing_(cls, _value: object) -> "CacheLoss":
        return cls.NONE  # A record may come from another version, or from anybody.


def cache_loss(
    event: Prompted, record: RunRecord, before: RunRecord | None, *, timed: bool, loaded_since: bool
) -> CacheLoss:
    """Judge a prompt by the run that was written `before` it in its chat.

    `loaded_since` says that the model was loaded after that.
    """
    if before is None or event.cached >= event.tokens - 1:
        return CacheLoss.NONE
    if timed:
        return CacheLoss.TIMED
    if event.kept and event.cached >= event.kept:
        return CacheLoss.NONE
    if before.path != record.path:
        return CacheLoss.MODEL
    if (before.build, before.kv_type) != (record.build, record.kv_type):
        return CacheLoss.OPTIONS
    if event.was_cleared:
        return CacheLoss.CLEARED
    if not event.kept:
        return CacheLoss.RELOADED if loaded_since else CacheLoss.MADE_WAY
    if event.alike and not event.can_cut:
        return CacheLoss.WHOLE
    if record.dropped:
        return CacheLoss.LEFT_OUT
    if [one.scales for one in before.scales] != [one.scales for one in record.scales]:
        return CacheLoss.ADAPTERS
    return CacheLoss.SYSTEM if before.system != record.system else CacheLoss.CHANGED
