"""The tools of this computer: those of the app and those of servers, who may call them, and the calls."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from slm_desktop.core.documents.retrieval import place_of
from slm_desktop.core.engines.tools import ToolCall, arguments_of
from slm_desktop.core.records import MARK_OFF, MARK_ON
from slm_desktop.core.tools.ports import Cancel, KnownTool, OnResult, ToolResult
from slm_desktop.errors import Fault, explain
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.lazy import Lazy
from slm_desktop.services.tool_servers import QUEUE, ToolServers
from slm_desktop.store.reader import Reader
from slm_desktop.store.tools import ToolStore
from slm_desktop.tools.cell import Cell
from slm_desktop.tools.own_tools import (
    CALCULATOR,
    CHATS,
    CLOCK,
    DOCUMENTS,
    OWN_TOOLS,
    PYTHON,
    compute,
    tell_time,
    text_of,
)

if TYPE_CHECKING:
    from slm_desktop.services.documents import DocumentServices

MOST_HITS, CONTEXT = 10, 4096
"""Messages that a search gives, and the tokens of a context that its passages are chosen for."""
NOTHING_FOUND = ToolResult("Nothing was found.")


class ToolServices:
    """A Toolbox."""

    def __init__(self, context: ServiceContext, documents: "Lazy[DocumentServices]") -> None:
        self._context, self._documents = context, documents
        self._store = ToolStore(context.paths.data / "tools.json")
        self.servers = ToolServers(context, self._store)
        self.changed = self.servers.changed
        self._cells: set[Cell] = set()

    # -- which there are, and who allowed them ---------------------------------------------------------------

    def known(self) -> Sequence[KnownTool]:
        """All tools that can be chosen."""
        return (*OWN_TOOLS, *self.servers.tools())

    def chosen(self, ids: Sequence[str]) -> tuple[KnownTool, ...]:
        """Those of some ids. Raise Fault 'tool_gone'."""
        by_id = {known.id: known for known in self.known()} if ids else {}
        for gone in (id_ for id_ in ids if id_ not in by_id):
            raise Fault("tool_gone", {"tool": gone})
        return tuple(by_id[id_] for id_ in ids)

    def is_allowed(self, tool: str) -> bool:
        """Whether it was allowed always, as it is described now."""
        kept = self._store.kept.allowed.get(tool)
        return kept is not None and any(known.id == tool and known.tool == kept for known in self.known())

    def allow(self, tool: str) -> None:
        """Let it be called in every chat without asking."""
        for known in self.known():
            if known.id == tool:
                self._store.kept.allowed[tool] = known.tool
        self._store.save()
        self.changed()

    def forbid(self, tool: str) -> None:
        """Ask before it is called, as before."""
        self._store.kept.allowed.pop(tool, None)
        self._store.save()
        self.changed()

    # -- calls -----------------------------------------------------------------------------------------------

    def call(self, tool: str, call: ToolCall, on_result: OnResult) -> Cancel:
        """Call a tool."""
        server, slash, name = tool.partition("/")
        if slash:
            return self.servers.call(server, name, call.arguments, on_result)
        arguments = arguments_of(call)
        if tool == PYTHON:
            return self._run(arguments, on_result)
        is_wanted = True

        def cancel() -> None:
            nonlocal is_wanted
            is_wanted = False

        def tell(result: ToolResult) -> None:
            if is_wanted:
                on_result(result)

        if tool == CHATS:
            self._later(lambda: self._search_chats(text_of(arguments, "query")), tell)
        else:
            result = self._own(tool, arguments)
            self._context.loop.post(lambda: tell(result))
        return cancel

    def _own(self, tool: str, arguments: dict[str, Any]) -> ToolResult:
        """What takes no time."""
        try:
            match tool:
                case _ if tool == CALCULATOR:
                    return compute(arguments)
                case _ if tool == CLOCK:
                    return tell_time()
                case _ if tool == DOCUMENTS:
                    return self._search_documents(text_of(arguments, "query"))
                case _:
                    return ToolResult(f"There is no tool {tool}.", failed=True)
        except ValueError as error:
            return ToolResult(str(error), failed=True)
        except Fault as fault:
            return _failed(fault)

    def _search_documents(self, query: str) -> ToolResult:
        library = self._documents().library
        found = library.find_by_words(query, [document.id for document in library.documents], CONTEXT)
        passages = [f"{place_of(source)}:\n{source.text}" for source in found if source.used]
        return ToolResult("\n\n".join(passages)) if passages else NOTHING_FOUND

    def _search_chats(self, query: str) -> ToolResult:
        reader = Reader(self._context.paths.database)
        try:
            hits = reader.search(query, MOST_HITS)
        finally:
            reader.close()
        texts = [hit.excerpt.replace(MARK_ON, "").replace(MARK_OFF, "") for hit in hits]
        return ToolResult("\n".join(f"- {text}" for text in texts)) if texts else NOTHING_FOUND

    def _run(self, arguments: dict[str, Any], on_result: OnResult) -> Cancel:
        """Run code, which a cancelled call ends."""
        cell = Cell(str(arguments.get("code", "")))
        self._cells.add(cell)
        is_wanted = True

        def end(result: ToolResult) -> None:
            self._cells.discard(cell)
            if is_wanted:
                on_result(result)

        def cancel() -> None:
            nonlocal is_wanted
            is_wanted = False
            cell.stop()

        self._later(cell.run, end)
        return cancel

    def _later(self, work: Callable[[], ToolResult], on_result: OnResult) -> None:
        """Do work on a thread; its result comes on the loop's."""

        def job() -> None:
            try:
                result = work()
            except Fault as fault:
                result = _failed(fault)
            except (ValueError, OSError) as error:
                result = ToolResult(str(error), failed=True)
            self._context.loop.post(lambda: on_result(result))

        self._context.jobs.submit(QUEUE, job)

    def stop(self) -> None:
        """The app ends: what runs is ended."""
        for cell in list(self._cells):
            cell.stop()
        self.servers.close()


def _failed(fault: Fault) -> ToolResult:
    return ToolResult(explain(fault.code, fault.details).cause, failed=True)
