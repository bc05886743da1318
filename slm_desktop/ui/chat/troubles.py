"""Turn what went wrong into a banner whose buttons do the next step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.faults import NEWS, STORE, Faults
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Explanation
from slm_desktop.settings import Settings
from slm_desktop.ui.banners import Banner, Step
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import explain, gigabytes, number, translate

if TYPE_CHECKING:
    from slm_desktop.core.models.memory_ladder import SmallerLoad


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """Next steps that the screen takes: choose a model, save again, edit the last message, save elsewhere, leave turns
    out,

    bring back the copy of lost chats, begin without it, send this chat to the other machine in use, or write the form
    of its answers, or turn that off. `smaller_loads` are what takes less memory.
    """

    choose: Callable[[], object]
    save_again: Callable[[], object]
    edit: Callable[[], object]
    save_as: Callable[[], object]
    leave_out: Callable[[], object]
    bring_back: Callable[[], object]
    begin_anew: Callable[[], object]
    send_there: Callable[[], object]
    edit_format: Callable[[], object]
    no_format: Callable[[], object]
    smaller_loads: "Callable[[Trouble], Sequence[SmallerLoad]]"


class Troubles:
    """Notices of the chat screen: for the answer in its place, for the engine above the composer."""

    def __init__(self, *, theme: Theme, model: ActiveModel, settings: Settings, faults: Faults, steps: "Steps") -> None:
        self._theme, self._model, self._settings, self._faults, self._do = theme, model, settings, faults, steps
        self._settings_reported = False
        self.changed = Signal()

    def for_session(self, session: ChatSession) -> Banner | None:
        """Why the last answer of a chat failed."""
        if session.trouble is None:
            return None
        trouble = session.trouble
        return self._banner("bad", explain(trouble.code, trouble.details), trouble, session.dismiss)

    def model_key(self) -> object:
        """What `for_model` depends on: while it stays the same, so does the banner."""
        model = self._model
        return (
            bool(model.silent),
            model.trouble,
            model.state == EngineState.LOADING,
            self._faults.urgent,
            self._settings.kept,
            self._settings_reported,
        )

    def for_model(self) -> Banner | None:
        """What is the matter with the engine, the store or the settings now; the most urgent one."""
        if self._model.silent:
            details: dict[str, str | int | float] = {"seconds": round(self._model.silent)}
            return self._banner("warn", explain("stalled", details), Trouble("stalled", details), None)
        if self._model.trouble:
            return self._of_model(self._model.trouble)
        if fault := self._faults.urgent:
            tone, over = "info" if fault.code in NEWS else "bad", lambda: self._faults.over(fault.code)
            trouble = Trouble(fault.code, fault.details)
            return self._banner(
                tone, explain(fault.code, fault.details), trouble, None if fault.code in STORE else over
            )
        if self._settings.kept and not self._settings_reported:
            details = {"kept": self._settings.kept}
            return self._banner(
                "info", explain("settings", details), Trouble("settings", details), self._forget_settings
            )
        return None

    def _of_model(self, trouble: Trouble) -> Banner:
        explanation = explain(trouble.code, trouble.details)
        smaller = tuple(name for name in explanation.steps if name == "smaller")
        if not trouble.recovered:
            return self._banner("bad", explanation, trouble, self._model.dismiss)
        again = (
            translate("Troubles", "It is being started again.")
            if self._model.state == EngineState.LOADING
            else translate("Troubles", "It was started again.")
        )
        kept = translate("Troubles", "Your conversation is kept.")
        return self._banner(
            "warn",
            Explanation(explanation.title, f"{explanation.cause} {again} {kept}", smaller),
            trouble,
            self._model.dismiss,
        )

    def _banner(
        self, tone: str, explanation: Explanation, trouble: Trouble, on_close: Callable[[], object] | None
    ) -> Banner:
        steps = [step for name in explanation.steps for step in self._step(name, trouble)]
        known = [f"{name}: {value}" for name, value in trouble.details.items() if value != ""]
        details = "\n".join([trouble.code, *known, *trouble.log]) if known or trouble.log else ""
        return Banner(
            theme=self._theme,
            tone=tone,
            title=explanation.title,
            text=explanation.cause,
            steps=steps,
            details=details,
            on_close=on_close,
        )

    def _step(self, name: str, trouble: Trouble) -> list[Step]:
        """The buttons for a step that can be taken now."""
        larger = self._model.larger_context
        steps: dict[str, Step] = {
            "choose": Step(translate("Troubles", "Choose another model"), self._do.choose),
            "retry": Step(translate("Troubles", "Try again"), lambda: self._model.retry()),
            "edit": Step(translate("Troubles", "Edit the message"), self._do.edit),
            "kill": Step(translate("Troubles", "Stop the engine"), self._model.kill),
            "builtin_runtime": Step(translate("Troubles", "Use the built-in runtime"), self._use_builtin),
            "save_as": Step(translate("Troubles", "Save this chat elsewhere…"), self._do.save_as),
            "leave_out": Step(translate("Troubles", "Leave out the oldest"), self._do.leave_out),
            "bring_back": Step(translate("Troubles", "Bring back the copy"), self._do.bring_back),
            "begin_anew": Step(translate("Troubles", "Go on without it"), self._do.begin_anew),
            "send_there": Step(translate("Troubles", "Send it there"), self._do.send_there),
            "without_adapters": Step(
                translate("Troubles", "Load without adapters"), lambda: self._model.retry(adapters=())
            ),
            "edit_format": Step(translate("Troubles", "Edit the structured output"), self._do.edit_format),
            "no_format": Step(translate("Troubles", "Turn it off"), self._do.no_format),
            "retry_save": Step(translate("Troubles", "Try to save again"), self._do.save_again),
        }
        if name == "smaller":
            return [self._smaller(one) for one in self._do.smaller_loads(trouble)]
        if larger:
            steps["larger"] = Step(
                translate("Troubles", "Load with {count} context").format(count=number(larger)),
                lambda: self._model.retry(context=larger),
            )
        return [steps[name]] if name in steps else []

    def _smaller(self, load: "SmallerLoad") -> Step:
        """The button that loads the model so, with what that takes."""
        from slm_desktop.core.models.memory_ladder import Rung  # Most starts have no trouble.

        words = {
            Rung.LAYERS: translate("Troubles", "GPU layers: {count}"),
            Rung.KV_TYPE: translate("Troubles", "a {count} KV cache"),
            Rung.CONTEXT: translate("Troubles", "a context of {count}"),
        }[load.rung]
        value = number(load.value) if isinstance(load.value, int) else load.value.upper()
        text = translate("Troubles", "Load with {what}").format(what=words.format(count=value))
        text += f" ({gigabytes(load.need)} GB)" if load.need else ""
        return Step(text, lambda: self._model.retry(**load.options))

    def _use_builtin(self) -> None:
        self._settings["runtime"] = ""
        self._model.retry(runtime="")

    def _forget_settings(self) -> None:
        self._settings_reported = True
        self.changed()
