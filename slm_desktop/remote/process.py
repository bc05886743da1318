"""A server on another machine in the place of a child: it takes the same commands, and tells the same events."""

import threading
from collections.abc import Callable

from slm_desktop.core.engines.adapters import Adapter
from slm_desktop.core.engines.commands import (
    AnyCommand,
    FirstCommand,
    Generate,
    Load,
    SetFormat,
    SetSampling,
    SetScales,
    Stop,
)
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed, Feature, FormatRefused, Hello, Loaded, Stopped
from slm_desktop.core.engines.remote_address import parts_of
from slm_desktop.errors import Fault, as_fault
from slm_desktop.remote.answer import RemoteAnswer
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.dialects import APART
from slm_desktop.remote.probe import Probed, RemoteModel, adapters_of, probe, sees_pictures
from slm_desktop.remote.scoring import RemoteScoring

Connect = Callable[[str], Connection]
"""Opens a connection to an address. It may ask a keyring, and belongs on a thread."""
OnEvent = Callable[[AnyEvent], None]
SHOWN = 8


class RemoteProcess:
    """`on_event` is called from the threads."""

    pid = 0
    """There is no process on this computer."""

    def __init__(self, first: FirstCommand, on_event: OnEvent, connect: Connect) -> None:
        assert isinstance(first, Load)
        self._load, self._on_event, self._connect = first, on_event, connect
        self._address, self._model = parts_of(first.path)
        self._lock, self._over = threading.Lock(), threading.Event()
        self._answers: dict[int, RemoteAnswer | RemoteScoring] = {}
        self._connection: Connection | None = None
        self._probed: Probed | None = None
        self._adapters: tuple[Adapter, ...] = ()
        self._lacks = frozenset[Feature]()
        self._is_closed = False
        threading.Thread(target=self._open, name="remote-open", daemon=True).start()

    def log(self) -> tuple[str, ...]:
        """Nothing is known of its log."""
        return ()

    def send(self, command: AnyCommand) -> None:
        """Ask it something; what a server cannot do is not asked of it."""
        if isinstance(command, Generate):
            self._generate(command)
        elif isinstance(command, SetSampling) and (answer := self._answer(command.run)):
            answer.set_sampling(command.values)
        elif isinstance(command, SetScales) and (answer := self._answer(command.run)):
            answer.set_scales(command.scales)
        elif isinstance(command, SetFormat):
            self._on_event(FormatRefused(command.run, command.format, "format_later"))
        elif isinstance(command, Stop) and command.run == self._load.run:
            self.close()
        elif isinstance(command, Stop) and (answer := self._answer(command.run)):
            answer.stop()

    def close(self) -> None:
        """Stop its answers and end the connection; returns at once."""
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
            answers = list(self._answers.values())
        if was_closed:
            return
        for answer in answers:
            answer.stop()
        threading.Thread(target=self._end, name="remote-close", daemon=True).start()

    def kill(self) -> None:
        """There is no process to be killed: its answers end."""
        self.close()

    def join(self, seconds: float) -> bool:
        """Wait until it is closed and its last event was told."""
        return self._over.wait(seconds)

    # -- threads ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Connect, find out what the server is, and tell of it."""
        try:
            connection = self._connection = self._connect(self._address)
            found = self._probed = probe(connection)
            model = self._found(found, connection.host)
            if found.dialect.has_adapters:
                self._adapters = adapters_of(connection, model.id)
            self._lacks = model.lacks if sees_pictures(connection, found, model) else model.lacks | {Feature.PICTURES}
        except Exception as error:  # noqa: BLE001 - whoever waits for the load must hear its end
            self._on_event(self._why_not(as_fault(error)))
            return
        self._on_event(Hello(self._load.run, f"{found.dialect.title} {found.version}".strip(), "", ()))
        self._on_event(self._loaded(found, model, connection.host))

    def _found(self, found: Probed, host: str) -> RemoteModel:
        model = next((one for one in found.models if one.id == self._model), None)
        if model is None:
            known = ", ".join(one.id for one in found.models[:SHOWN]) or "–"
            raise Fault("remote_model", {"host": host, "known": known})
        return model

    def _why_not(self, fault: Fault) -> Failed | Stopped:
        return Stopped(self._load.run) if self._is_closed else Failed(self._load.run, fault.code, fault.details)

    def _loaded(self, found: Probed, model: RemoteModel, host: str) -> Loaded:
        dialect = found.dialect
        return Loaded(
            run=self._load.run,
            name=model.id,
            architecture="",
            quantisation="",
            parameters=0,
            context=model.context,
            trained_context=model.context,
            vocabulary=0,
            layers=0,
            offloaded=0,
            device=dialect.title,
            threads=0,
            slots=found.slots,
            template="model",
            buffers=(),
            notes=(),
            seconds=0.0,
            features=self._features(found),
            adapters=self._adapters,
            host=host,
            understood=(*dialect.parameters, *APART),
        )

    def _features(self, found: Probed) -> tuple[Feature, ...]:
        """What the server can do with this very model."""
        more = {Feature.SCALES} if self._adapters else set[Feature]()
        return tuple(sorted((found.features | more) - self._lacks))

    def _generate(self, command: Generate) -> None:
        connection, found = self._connection, self._probed
        if connection is None or found is None or self._is_closed:
            self._on_event(Stopped(command.run))
            return
        answer = self._answering(command, connection, found)
        with self._lock:
            self._answers[command.run] = answer
        answer.start()

    def _answering(self, command: Generate, connection: Connection, found: Probed) -> RemoteAnswer | RemoteScoring:
        def on_over() -> None:
            self._forget(command.run)

        if command.request.prompt_logprobs:
            return RemoteScoring(
                command=command, connection=connection, model=self._model, emit=self._on_event, on_over=on_over
            )
        return RemoteAnswer(
            command=command,
            connection=connection,
            dialect=found.dialect,
            model=self._model,
            adapters=self._adapters,
            emit=self._on_event,
            on_over=on_over,
        )

    def _answer(self, run: int) -> RemoteAnswer | RemoteScoring | None:
        with self._lock:
            return self._answers.get(run)

    def _forget(self, run: int) -> None:
        with self._lock:
            self._answers.pop(run, None)

    def _end(self) -> None:
        if self._connection:
            self._connection.close()
        self._on_event(Exited(0, ""))
        self._over.set()
