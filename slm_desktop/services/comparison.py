"""Comparisons, suites and sweeps: what stands behind their screens, built when it is first asked for."""

import os
import time
from collections.abc import Callable

import msgspec

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.chat_list import ChatList
from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.context import ComparisonContext
from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.core.evaluate.running import EvaluationContext
from slm_desktop.core.evaluate.suite import Check, Why
from slm_desktop.core.records import Chat, Hit
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.machine import this_machine
from slm_desktop.store.chats import Chats
from slm_desktop.store.comparisons import ComparisonTable
from slm_desktop.store.evaluations import EvaluationTable
from slm_desktop.store.media import MediaFiles
from slm_desktop.suites.checker import Checker
from slm_desktop.suites.files import built_in

MOST_HITS = 50
Verdicts = list[tuple[bool, Why]]


class ComparisonServices:
    """What the screen of comparisons reads. `language` is that of the suite that comes with the app."""

    def __init__(
        self, context: ServiceContext, chats: Chats, chat_list: ChatList, media: MediaFiles, language: str
    ) -> None:
        self._context, self._chat_list = context, chat_list
        self._checker = Checker(context.jobs)
        self._store = ComparisonTable(chats)
        shared = ComparisonContext(
            store=self._store,
            pool=context.pool,
            lock=context.lock,
            clock=context.clock,
            ids=context.ids,
            chance=context.chance,
            preferences=context.preferences,
            sources=context.sources,
            toolbox=context.toolbox,
            media=media,
            cores=os.cpu_count() or 1,
        )
        table = EvaluationTable(chats)
        evaluating = EvaluationContext(
            store=table,
            pool=context.pool,
            lock=context.lock,
            clock=context.clock,
            ids=context.ids,
            preferences=context.preferences,
            judge=self,
            sources=context.sources,
            toolbox=context.toolbox,
        )
        self.comparisons = Comparisons(shared)
        self.evaluations = Evaluations(table, evaluating, built_in(language))

    def find(self, text: str, on_hits: Callable[[list[Hit]], None]) -> None:
        """Search all comparisons; the hits come on the loop's thread."""
        self._store.search(text, MOST_HITS, self._context.loop.carry(on_hits))

    def check(self, text: str, checks: tuple[Check, ...], on_checked: Callable[[Verdicts], None]) -> None:
        """Check an answer in a child of its own; the verdicts come on the loop's thread."""
        self._checker.check(text, checks, self._context.loop.carry(on_checked))

    def machine(self) -> Machine:
        """This computer, for run cards."""
        return this_machine(self._context.pool)

    def copied(self, column: ColumnSession) -> Chat:
        """A chat of its own with a column's conversation."""
        chat = column.chat
        archived = Archived(
            msgspec.structs.replace(chat.chat, comparison=0, pinned=False), chat.tree.messages(chat.tree.all())
        )
        archived.chat.updated = time.time()
        return self._chat_list.take_in([archived])[0]

    def close(self) -> None:
        """The app ends: what runs is stopped; answers are kept as far as they came."""
        for comparison in self.comparisons.running:
            comparison.cancel()
        for evaluation in self.evaluations.running:
            evaluation.stop()
        self.comparisons.flush()
        self._checker.stop()

    def closed(self) -> None:
        """The jobs have ended."""
        self._checker.close()
