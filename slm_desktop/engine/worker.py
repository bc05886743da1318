"""A loaded model that writes answers: commands in, tokens out."""

import contextlib
import queue

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.commands import (
    AnyCommand,
    Embed,
    Forget,
    Generate,
    Quit,
    Request,
    RunChange,
    SetComputerUse,
    SetSiblings,
    SetThreads,
    Stop,
)
from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.events import (
    Failed,
    Feature,
    Loaded,
    Note,
)
from slm_desktop.core.engines.tools import ToolChoice
from slm_desktop.engine import forecast
from slm_desktop.engine.adapters import AnswerScales, open_adapters
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.answer_format import AnswerFormat
from slm_desktop.engine.buffers import added
from slm_desktop.engine.devices import default_threads
from slm_desktop.engine.draft_model import DraftModel, open_draft_model
from slm_desktop.engine.infill import gap_tokens
from slm_desktop.engine.limits import Limits
from slm_desktop.engine.llama import Context
from slm_desktop.engine.model_worker import ModelWorker
from slm_desktop.engine.priority import set_low
from slm_desktop.engine.projector import MediaChunk, Projector, open_projector
from slm_desktop.engine.prompt import PromptBuilder
from slm_desktop.engine.prompt_files import PromptFiles
from slm_desktop.engine.slots import Slots
from slm_desktop.engine.speculation import Speculation
from slm_desktop.engine.threads import Threads
from slm_desktop.engine.tool_grammar import CallFormat
from slm_desktop.errors import Fault
from slm_desktop.paths import file_size

KEEP_SECONDS = 20.0
"""So long nothing is asked before prompt caches are written: who goes on at once makes them longer first."""


class Worker(ModelWorker):
    """A model that writes answers."""

    def _work(self) -> None:
        self._text.begin(self._prompts)
        while self._obey():
            self._slots.step()
        self._slots.close()

    # -- commands --------------------------------------------------------------------------------------------

    def _obey(self) -> bool:
        """Take the commands that came; wait for one when there is nothing to do. False ends the child."""
        self._abort.clear()
        while not self._inbox.empty() or not self._slots.busy:
            arrived, command = self._next_command()
            if isinstance(command, Generate):
                self._generate(command, arrived)
            elif isinstance(command, RunChange):
                self._slots.change(command)
            elif isinstance(command, SetThreads):
                self._threads.limit(command.threads)
            elif isinstance(command, SetSiblings):
                self._threads.siblings(command.pids)
            elif isinstance(command, SetComputerUse):
                self._take(ComputerUse(command.use))
            elif isinstance(command, Forget):
                self._slots.forget_chat(command.conversation)
            elif isinstance(command, Embed):
                self._emit(Failed(command.run, "no_embeddings"))
            elif isinstance(command, Stop) and command.run != self._load.run:
                self._slots.stop(command.run)
            elif isinstance(command, Stop | Quit):
                return False
        return True

    def _next_command(self) -> tuple[float, AnyCommand]:
        """The next command; when none comes for a while, prompt caches are written meanwhile."""
        if not self._slots.busy and self._slots.kept.has_grown:
            with contextlib.suppress(queue.Empty):
                return self._inbox.get(timeout=KEEP_SECONDS)
            self._slots.kept.save_grown(until=lambda: not self._inbox.empty())
        return self._inbox.get()

    def _take(self, use: ComputerUse) -> None:
        self._threads.use(use)
        set_low(use == ComputerUse.BACKGROUND)

    def _generate(self, command: Generate, arrived: float) -> None:
        request = command.request
        try:
            if self._projector:
                self._projector.trim(self._slots.media)
            begin = 1
            if request.rescore and request.turns:
                prompt, dropped, begin = self._prompts.rescored(request, self._context.size)
            else:
                prompt, dropped = self._prompts.of(request, self._context.size)
            answer = Answer(
                command=command,
                prompt=prompt,
                dropped=dropped,
                media=self._media_of(prompt, request),
                model=self._model,
                stops=self._prompts.template.stops if request.has_template else (),
                started=arrived,
                rescored_from=begin,
                format=self._format_of(request),
                scales=AnswerScales(self._adapters, request.scales, begin),
            )
            self._slots.start(answer)
        except Fault as fault:
            self._emit(Failed(command.run, fault.code, fault.details, self._log_tail()))
        except MemoryError:
            self._emit(Failed(command.run, "memory_answer"))

    def _media_of(self, prompt: list[int], request: Request) -> dict[int, MediaChunk]:
        """The chunks of the pictures and sounds in a prompt. Raise Fault where its tokens are to be scored."""
        found = self._projector.chunks(prompt) if self._projector else {}
        if found and request.prompt_logprobs:
            raise Fault("media", {"reason": "media_logprobs"})
        return found

    def _format_of(self, request: Request) -> AnswerFormat:
        """What holds the answer to its form. Raise Fault where that cannot be used, or not with what was begun."""
        turns = request.turns[:-1] if request.rescore else request.turns
        last = turns[-1] if turns and request.has_template else None
        return AnswerFormat(
            self._prompts.grammars,
            self._model,
            request.formats,
            begun=last.content if last and last.role == "assistant" else "",
            thinks=request.has_template and self._prompts.template.opens_thinking,
            think_token=self._prompts.think_token if request.has_template else None,
            calls=self._calls_of(request),
            must_call=request.tool_choice == ToolChoice.REQUIRED,
        )

    def _calls_of(self, request: Request) -> CallFormat | None:
        if not request.tools or not request.has_template or request.tool_choice == ToolChoice.NONE:
            return None
        form = self._prompts.tool_form
        return CallFormat(form if request.parallel_calls else replace(form, between=None), request.tools)

    # -- loading ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        layers = self._read_model()
        self._choose_context(layers)
        limits = self._model.limits(self._options, default_threads())
        forecast.check(self._model, limits, self._limit, layers, beside=file_size(self._options.projector))
        self._adapters = open_adapters(self._model, self._options.adapters)
        self._projector, projector_notes = self._open_projector(limits)
        self._context = self._make_context(limits, layers)
        if self._projector:
            self._context.shortened = self._projector.shortened
        self._prompts = PromptBuilder(self._model, self._projector)
        is_fixed = bool(self._load.options.threads)
        self._threads = Threads(limits.threads, self._emit, is_fixed=is_fixed, is_busy=lambda: self._slots.busy)
        self._draft_model, draft_notes = self._open_draft_model(limits)
        self._parts_notes = (*projector_notes, *draft_notes)
        self._slots = Slots(
            self._context,
            self._emit,
            lambda: self._threads.count,
            Speculation(self._context.size, limits.slots, self._draft_model),
            self._prompt_files(limits),
            self._adapters,
            self._projector,
        )

    def _open_projector(self, limits: Limits) -> tuple[Projector | None, tuple[Note, ...]]:
        """The projector that was chosen, or why there is none."""
        on_gpu = bool(self._gpus) and self._offloaded > 0
        path = self._load.options.projector
        return open_projector(self._model, path, self._abort, threads=limits.threads, on_gpu=on_gpu)

    def _open_draft_model(self, limits: Limits) -> tuple[DraftModel | None, tuple[Note, ...]]:
        """The draft model that was chosen, or why there is none."""
        path = self._load.options.draft_model
        if not path:
            return None, ()
        on_gpu = self._offloaded == self._model.layers
        own = replace(limits, context=self._context.size)
        opened = open_draft_model(
            path,
            self._model,
            own,
            self._abort,
            memory_limit=self._limit,
            on_gpu=on_gpu,
            on_progress=lambda _progress: not self._cancelled,
        )
        return (opened, ()) if isinstance(opened, DraftModel) else (None, (opened,))

    def _prompt_files(self, limits: Limits) -> PromptFiles:
        model, load = self._model, self._load
        # The size of the context decides on the rotation of keys in some models, the device on how sums are rounded.
        made_by = (
            model.native.build,
            model.name,
            model.parameters,
            model.size,
            model.vocabulary,
            limits.kv_type,
            limits.flash,
            limits.context,
            self._offloaded,
            self._device(self._offloaded),
            *self._adapters.identities,
            *((self._projector.name, self._projector.size) if self._projector else ()),
        )
        return PromptFiles(load.cache, load.cache_limit, "|".join(map(str, made_by)))

    def _choose_context(self, layers: int) -> None:
        if not self._options.context:
            context = forecast.automatic_context(self._model, self._options, self._limit, layers)
            self._options = msgspec.structs.replace(self._options, context=context)

    def _make_context(self, limits: Limits, layers: int) -> Context:
        try:
            return Context(self._model, limits, self._abort)
        except Fault as fault:
            if fault.code != "memory":
                raise
            measured = forecast.measure(self._model.native, self._load.path, limits, layers)
            raise forecast.shortage(measured, limits.context, self._limit) from fault

    def _loaded(self) -> Loaded:
        model, context = self._model, self._context
        buffers = added(
            context.buffers(),
            self._draft_model.buffers() if self._draft_model else (),
            self._projector.buffers if self._projector else (),
        )
        self._heartbeat.watch(
            buffers=buffers,
            is_busy=lambda: self._slots.busy,
            parked=lambda: self._slots.parked,
            on_beat=self._threads.follow,
        )
        return Loaded(
            **self._described(context.limits),
            context=context.size,
            template=self._prompts.template.kind,
            buffers=buffers,
            notes=self._notes(self._offloaded),
            recommended=model.recommended,
            features=self._features(),
            draft_model=self._draft_model.name if self._draft_model else "",
            opens_thinking=self._prompts.template.opens_thinking,
            bos_token=self._prompts.token_text("bos"),
            eos_token=self._prompts.token_text("eos"),
            adapters=self._adapters.described,
            projector=self._projector.name if self._projector else "",
        )

    def _features(self) -> tuple[Feature, ...]:
        lacking = {Feature.RUNS, Feature.EMBEDDINGS}
        lacking |= {Feature.PICTURES, Feature.AUDIO} - (self._projector.features if self._projector else frozenset())
        lacking |= set() if gap_tokens(self._model) else {Feature.INFILL}
        return tuple(feature for feature in Feature if feature not in lacking)

    def _notes(self, offloaded: int) -> tuple[Note, ...]:
        notes = list(self._context.limits.notes)
        template = self._prompts.template
        if template.kind != "model":
            notes.append(Note("template", {"used": template.kind, "reason": template.problem}))
        asked = self._load.options.gpu_layers
        if offloaded < asked:
            notes.append(Note("offload" if self._gpus else "no_gpu", {"asked": asked, "used": offloaded}))
        return (*notes, *self._parts_notes)
