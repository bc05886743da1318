"""One comparison: columns, one question for all, and votes.

What runs is planned first, and can be cancelled at any point.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.context import ChatContext, NoModel
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.titles import title_for
from slm_desktop.core.chat.tree import Tree
from slm_desktop.core.compare.asked import NOTHING, Asked
from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.context import ComparisonContext
from slm_desktop.core.compare.records import BEST, FEWEST, MOST, Column, Comparison, Vote
from slm_desktop.core.compare.replay import Replay
from slm_desktop.core.compare.running import Asks, Running
from slm_desktop.core.compare.schedule import Group, schedule
from slm_desktop.core.compare.votes import Votes
from slm_desktop.core.engines.adapters import Adapter
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.options import LoadOverrides
from slm_desktop.core.models.local_models import rebased
from slm_desktop.core.records import Chat, Message
from slm_desktop.core.sampling import Values
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class ComparisonSession:
    """A comparison that is open.

    `changed` fires when columns, their states or votes change; answers have signals of their own.
    """

    def __init__(
        self, record: Comparison, context: ComparisonContext, votes: Votes, fresh: Mapping[int, Archived] | None = None
    ) -> None:
        """`fresh` are conversations by chat that are on their way into the store."""
        self.record, self._context, self._votes = record, context, votes
        self._fresh = dict(fresh or {})
        self.changed = Signal()
        self.running: Running | None = None
        self.vote: Vote | None = None
        self.repeat: Replay | None = None
        self._seed = context.chance.seed()
        self._known = {column.id: self._enter(column) for column in record.columns}
        self._find_vote()

    # -- columns ---------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[ColumnSession]:
        """The columns from left to right."""
        return [self._known[column.id] for column in self.record.shown]

    @property
    def first(self) -> ColumnSession:
        """The column that the others are compared with."""
        return self.columns[0]

    def add(self, path: str, name: str, quantisation: str, options: LoadOverrides) -> ColumnSession:
        """Add a column for a model, with the settings of the last one. Raise Fault 'too_many_columns'."""
        last = self._known[self.record.columns[-1].id].chat.chat if self.record.columns else None
        return self._place(Column(0, 0, path, name, quantisation, options), last)

    def duplicate(self, column: ColumnSession) -> ColumnSession:
        """Add a column like another one, beside it, without its conversation. Raise Fault 'too_many_columns'."""
        at = self.record.columns.index(column.record) + 1
        return self._place(msgspec.structs.replace(column.record), column.chat.chat, at)

    def _place(self, record: Column, like: Chat | None, at: int | None = None) -> ColumnSession:
        self._must_have_room()
        record.id, record.chat = self._context.ids.next(), self._context.ids.next()
        self.record.columns.insert(len(self.record.columns) if at is None else at, record)
        made = self._known[record.id] = self._enter(record)
        if like:
            made.chat.chat.take_settings(like)
        self._save()
        return made

    def remove(self, column: ColumnSession) -> None:
        """Take a column away; its conversation is kept out of sight. Raise Fault 'too_few_columns'."""
        if len(self.record.columns) <= FEWEST:
            raise Fault("too_few_columns", {"fewest": FEWEST})
        self._must_rest()
        self.record.columns.remove(column.record)
        self.record.order = [id_ for id_ in self.record.order if id_ != column.record.id]
        del self._known[column.record.id]
        self._save()

    def bring_back(self, column: ColumnSession, at: int) -> None:
        """Put a column that was removed back to its place, with its conversation. Raise Fault 'too_many_columns'."""
        self._must_have_room()
        self.record.columns.insert(at, column.record)
        self._known[column.record.id] = column
        self._save()

    def move(self, column: ColumnSession, by: int) -> None:
        """Bring a column to the left (-1) or to the right (1)."""
        columns = self.record.columns
        at = columns.index(column.record)
        columns.insert(max(0, min(len(columns) - 1, at + by)), columns.pop(at))
        self._save()

    def choose(self, column: ColumnSession, path: str, name: str, quantisation: str) -> None:
        """Take another model in a column; its conversation stays."""
        self._must_rest()
        record = column.record
        record.path, record.name, record.quantisation, record.sha256 = path, name, quantisation, ""
        self._save()

    def set_sampling(self, column: ColumnSession, values: Values) -> None:
        """Use these values in a column, from the next token on."""
        column.chat.set_sampling(values)
        self._save()

    def set_system(self, column: ColumnSession, text: str) -> None:
        """Use this system prompt in a column."""
        column.chat.set_system(text)
        self._save()

    def set_options(self, column: ColumnSession, options: LoadOverrides) -> None:
        """Load the model of a column in this way from the next question on."""
        self._must_rest()
        column.record.options = options
        self._save()

    def adapters(self, column: ColumnSession) -> Sequence[Adapter]:
        """Those that a column's model is loaded with."""
        return column.adapters(self._context.preferences.load_options(column.record.path))

    def set_fair(self, on: bool) -> None:
        """Run one column at a time, so that each has the computer for itself."""
        self._must_rest()
        self.record.fair = on
        self._save()

    def set_blind(self, on: bool) -> None:
        """Hide names from the next question on, until a vote; turned off, they are shown at once."""
        self._reveal()
        self.record.blind = on
        self._save()

    def identify(self, path: str, sha256: str) -> None:
        """The hash of a model file is known now."""
        for column in (one for one in self.record.columns if one.path == path and one.sha256 != sha256):
            column.sha256 = sha256
            self._save()

    def follow(self, old: str, new: str) -> None:
        """The models folder has moved: the columns name their files where they are now."""
        moved = [column for column in self.record.columns if rebased(column.path, old, new) != column.path]
        for column in moved:
            column.path = rebased(column.path, old, new)
        if moved:
            self._save()

    # -- running ---------------------------------------------------------------------------------------------

    def schedule(self, only: Iterable[int] = ()) -> tuple[Group, ...]:
        """What a question would set in motion, for all columns or for some."""
        wanted = set(only) or {column.id for column in self.record.columns}
        columns = [column for column in self.record.shown if column.id in wanted and column.path]
        return schedule(columns, self._context.costs(), fair=self.record.fair)

    def send(self, text: str, only: Iterable[int] = (), media: tuple[Media, ...] = ()) -> None:
        """Ask all columns, or some of them. Raise Fault 'no_columns' when no column has a model."""
        question = Asked(text, media)
        if self.running or not question:
            return
        if not any(column.path for column in self.record.columns):
            raise Fault("no_columns")
        self._run(only, lambda column: [partial(column.chat.send, text, media)], question)

    def again(self, only: Iterable[int] = ()) -> None:
        """Have the last question answered once more, by all columns that have one or by some of them."""
        wanted = set(only) or set(self._known)
        answers = {id_: column.answers[-1:] for id_, column in self._known.items() if id_ in wanted}
        self._run_on_answers(answers, lambda column, answer: column.chat.regenerate(answer))

    def replay(self) -> None:
        """Make all answers that are shown again from their records, question by question: each says what came out the
        same.

        What other models made than the columns have now is left out.
        """
        if self.running is None:
            repeat = Replay(self._known.values())
            self._run_on_answers(repeat.answers, repeat.begin, repeat)

    def _run_on_answers(
        self,
        answers: Mapping[int, list[Message]],
        act: Callable[[ColumnSession, Message], None],
        repeat: Replay | None = None,
    ) -> None:
        able = {id_: found for id_, found in answers.items() if found}
        if able and not self.running:
            self._run(
                able,
                lambda column: [partial(act, column, answer) for answer in able[column.record.id]],
                NOTHING,
                repeat,
            )

    def _run(self, only: Iterable[int], asks: Asks, question: Asked, repeat: Replay | None = None) -> None:
        context = self._context
        if any(column.chat.is_busy for column in self._known.values()):
            raise Fault("comparing")  # What was cancelled has not ended yet.
        context.lock.take(self)
        self._seed, self.vote, self.repeat = context.chance.seed(), None, repeat
        for column in self._known.values():
            column.chat.cold = self.record.fair
        self.record.title = self.record.title or title_for(question.text, question.media)
        if self.record.blind:
            self.record.order = [column.id for column in self.record.columns]
            context.chance.shuffle(self.record.order)
            self.record.revealed = False
        self.record.updated, self.record.touched = context.clock.now(), context.ids.next()
        groups = self.schedule(only)  # Only now: the order in which columns load must not tell who is who.
        self.running = Running(
            groups,
            self._known,
            pool=context.pool,
            clock=context.clock,
            asks=asks,
            question=question,
            on_over=self._on_over,
        )
        self._save()
        self.running.begin()
        self.changed()

    def cancel(self) -> None:
        """End what is under way; what was answered is kept."""
        if self.running:
            self.running.cancel()

    def _on_over(self) -> None:
        self.running = None
        self._context.lock.give_back(self)
        if self.repeat:
            self.repeat.end(self._known.values())
        self._save()

    # -- judging ---------------------------------------------------------------------------------------------

    @property
    def contenders(self) -> list[ColumnSession]:
        """The columns with an answer to the newest question: answers to different ones cannot be judged against each
        other.
        """
        able = [column for column in self.columns if column.run and column.run.tokens and column.answer]
        newest = max(able, key=lambda column: column.answer.id if column.answer else 0, default=None)
        return [column for column in able if newest and column.asked == newest.asked]

    @property
    def can_vote(self) -> bool:
        """Whether there are two answers at least to choose from."""
        return self.running is None and len(self.contenders) >= FEWEST

    def judge(self, verdict: str, best: ColumnSession | None = None) -> None:
        """Vote, and show the names.

        Another vote on the same answers takes the place of the first; the same takes it back.
        """
        able = self.contenders
        if not self.can_vote or (verdict == BEST and best not in able):
            return
        if self.vote and (self.vote.verdict, self.vote.winner) == (verdict, best.record.id if best else 0):
            self.unjudge()
            return
        if self.vote:
            self._votes.remove(self.vote.id)
        contenders = tuple(column.contender for column in able)
        turn = max(column.answer.id for column in able if column.answer)
        place = able.index(best) if verdict == BEST and best else -1
        blind = self.record.hidden
        self.vote = Vote(
            self._context.ids.next(), self.record.id, turn, self._context.clock.now(), verdict, contenders, place, blind
        )
        self._votes.add(self.vote)
        self._reveal()
        self._save()

    def unjudge(self) -> None:
        """Take the vote on the newest answers back; names that were shown stay shown."""
        if self.vote and self.running is None:
            self._votes.remove(self.vote.id)
            self.vote = None
            self._save()

    def _reveal(self) -> None:
        """Show the names. The columns stay where they were when they were judged."""
        self.record.columns, self.record.order = self.record.shown, []
        self.record.revealed = True

    @property
    def votes(self) -> list[Vote]:
        """All votes on answers of this comparison, oldest first."""
        return self._votes.of(self.record.id)

    def _find_vote(self) -> None:
        """The vote on the newest answers, if there was one."""
        answers = [column.answer.id for column in self._known.values() if column.answer]
        self.vote = next((vote for vote in self.votes if vote.turn == max(answers, default=0)), None)

    # -- chance: all columns are asked with one seed -----------------------------------------------------------

    def seed(self) -> int:
        """The seed of this question."""
        return self._seed

    def shuffle(self, items: list[int]) -> None:
        """Bring a list into another order."""
        self._context.chance.shuffle(items)

    # -- parts -----------------------------------------------------------------------------------------------

    def _enter(self, record: Column) -> ColumnSession:
        """The session of a column; one that was never asked has a chat that is not kept yet."""
        context = self._context
        chat, tree = self._kept(record.chat, context.clock.now())
        shared = ChatContext(
            model=NoModel(),
            store=context.store,
            clock=context.clock,
            ids=context.ids,
            chance=self,
            preferences=context.preferences,
            sources=context.sources,
            toolbox=context.toolbox,
            media=context.media,
        )
        made = ColumnSession(record, ChatSession(chat, tree, shared))
        made.changed.subscribe(self.changed)
        return made

    def _kept(self, id_: int, now: float) -> tuple[Chat, Tree]:
        """The conversation of a column, from the store unless it is just being written."""
        store, fresh = self._context.store, self._fresh.pop(id_, None)
        if fresh:
            tree = Tree([(message.id, message.parent) for message in fresh.messages], store.messages)
            tree.know(fresh.messages)
            return fresh.chat, tree
        chat = store.column_chat(id_) or Chat(id_, "", now, now, comparison=self.record.id)
        return chat, Tree(store.tree(chat.id), store.messages)

    def _must_have_room(self) -> None:
        """Another column may come."""
        if len(self.record.columns) >= MOST:
            raise Fault("too_many_columns", {"limit": MOST})
        self._must_rest()

    def _must_rest(self) -> None:
        if self.running:
            raise Fault("comparing")

    def _save(self) -> None:
        """Save it once something was asked."""
        if self.record.touched:
            self._context.store.save_comparison(self.record)
            for column in self._known.values():
                if not column.chat.chat.touched:  # What was asked keeps itself.
                    self._context.store.save(column.chat.chat, [])
        self.changed()
