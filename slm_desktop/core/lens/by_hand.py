"""A person is the sampler: an answer is written by choosing each of its tokens."""

from codecs import getincrementaldecoder

import msgspec

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.commands import Change, Request
from slm_desktop.core.engines.events import AnyEvent, Distribution, Ended, Failed, Finished, Token
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.turn_media import has_media
from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.requests import drawing, must_take_answer
from slm_desktop.core.lens.seen import Bar, SeenAnswer
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

FIRST_SEED = 1
"""The dice of the first token; those of the next ones count on, so that each draws anew."""


class Step(msgspec.Struct, frozen=True):
    """A token that was chosen, and what else could have come."""

    token: int
    piece: bytes
    seen: Distribution


class ByHand:
    """One answer in the making, to a question of a chat. `changed` fires at each step."""

    def __init__(self, session: ChatSession, question: Message) -> None:
        self._session, self._question, self._engine = session, question, session.engine
        self._options = session.chat.answer_options
        self._prefill = self._options.beginning
        self.steps: list[Step] = []
        self.record = CandidateRecord()
        self.fault: Fault | None = None
        self.is_ended = False
        """The model, or the person, has let the answer end."""
        self._next: Distribution | None = None
        self._run: Run | None = None
        self.changed = Signal()

    # -- verbs -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask what could come next; once more after that has failed."""
        self._ask()

    def choose(self, token: int) -> None:
        """Let a token come."""
        if self._next is None or self.is_ended:
            return
        if self.record.steers(token):
            self.is_ended = True
            self.changed()
            return
        seen = _with_token(self._next, token)
        self.steps.append(Step(token, self.record.piece(token), seen))
        self._ask()

    def throw_dice(self) -> None:
        """Let the token come that the model has drawn by the settings of the chat."""
        if self._next:
            self.choose(self._next.token)

    def step_back(self) -> None:
        """Take the last token back."""
        if self.is_ended:
            self.is_ended = False
            self.changed()
        elif self.steps:
            self.steps.pop()
            self._ask()

    def go_on(self) -> None:
        """Let the model go on from here; what was chosen is the beginning of another version of the answer.

        Raise Fault 'other_words' where it ends in the middle of a character, 'not_now' while another answer is written,
        'question_gone', or what a send raises.
        """
        text, ids = self._text(), tuple(step.token for step in self.steps)
        must_take_answer(self._session, self._question)
        self.leave()
        if text:
            prefill = self._prefill
            self._session.branch_with(self._question, prefill + text, () if prefill else ids)
        else:
            self._session.regenerate(self._question)

    def keep(self) -> None:
        """Keep what was chosen as a version of the answer. Raise Fault 'other_words', 'not_now', 'question_gone'."""
        text = self._text()
        if not text:
            return
        must_take_answer(self._session, self._question)
        self.leave()
        text = self._prefill + text
        self._session.keep_answer(self._question, text, self._run_record(), self._recorded(), by_hand=True)

    def _run_record(self) -> RunRecord:
        """What is known of how the answer came to be."""
        session, engine, decode = self._session, self._engine, getincrementaldecoder("utf-8")("replace").decode
        # As when the model writes: a character that several tokens make up stands with the last of them.
        tokens = [Token(step.token, decode(step.piece), 0, 0.0) for step in self.steps]
        return RunRecord(
            model=engine.choice.name if engine else "",
            path=engine.choice.path if engine else "",
            changes=[Change(0, session.sampling)],
            tokens=tokens,
            prompt_tokens=len(self.record.prompt),
            system=session.chat.system_in_prompts,
            reason="by_hand",
            continued=len(self._prefill),
            answer_options=self._options,
        )

    def leave(self) -> None:
        """Nobody waits for what could come next."""
        if self._run:
            self._run.stop()
            self._run = None

    # -- what is known -----------------------------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether the model works out what could come next."""
        return self._run is not None

    def outcome(self) -> Outcome | None:
        """What the settings of the chat leave of what could come next."""
        answer = self._seen()
        return answer.outcome(len(self.steps), self._session.sampling) if answer else None

    def bars(self) -> list[Bar]:
        """What could come next, the likeliest first."""
        answer, place = self._seen(), len(self.steps)
        outcome = answer.outcome(place, self._session.sampling) if answer else None
        return answer.bars(place, outcome) if answer and outcome else []

    def _seen(self) -> SeenAnswer | None:
        """The answer so far, as the lens sees it, with what could come next."""
        if self._next is None or self._run:
            return None
        ids = [Token(step.token, "", 0, 0.0) for step in self.steps]
        message = Message(0, 0, None, "assistant", "", 0.0, run=RunRecord(tokens=ids))
        record = self._recorded()
        record.places[len(self.steps)] = _with_token(self._next, -1)
        return SeenAnswer(message, record)

    def _recorded(self) -> CandidateRecord:
        """What could have come in place of each token that was chosen."""
        return msgspec.structs.replace(self.record, places={at: step.seen for at, step in enumerate(self.steps)})

    # -- inside ------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Have the model draw one token, and tell what else could have come."""
        self.leave()
        self.fault, self._next = None, None
        try:
            if self._session.engine is not self._engine:  # Another model has other tokens.
                raise Fault("other_model", {"model": self._engine.choice.name if self._engine else ""})
            self._run = self._session.start(self._request(), self._on_event)
        except Fault as fault:
            self.fault = fault
        self.changed()

    def _request(self) -> Request:
        """Behind the tokens of the prompt, once they are known, and of what was chosen."""
        chosen = tuple(step.token for step in self.steps)
        so_far = (*self.record.prompt, *chosen) if self.record.prompt else ()
        return drawing(self._session, self._question, so_far, FIRST_SEED + len(chosen))

    def _on_event(self, event: AnyEvent) -> None:
        run = self._run
        if run is None or event.run != run.id or not isinstance(event, Ended):
            return
        self._run = None
        if isinstance(event, Failed):
            self.fault = Fault(event.code, event.details)
        elif isinstance(event, Finished):
            self._take(run)
        self.changed()

    def _take(self, run: Run) -> None:
        record = run.candidates
        if has_media(run.request):
            self.fault = Fault("by_hand_media")
            return
        if run.prompted and not self.record.prompt and run.prompted.tokens > len(record.prompt):
            self.fault = Fault("by_hand_long", {"tokens": run.prompted.tokens, "most": len(record.prompt)})
            return
        self._next = record.places.get(0)
        if not self.record.prompt:
            self.record.prompt, self.record.breakers = record.prompt, record.breakers
        self.record.vocabulary = record.vocabulary
        self.record.steering |= record.steering
        self.record.pieces |= record.pieces

    def _text(self) -> str:
        try:
            return b"".join(step.piece for step in self.steps).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Fault("other_words") from error


def _with_token(one: Distribution, token: int) -> Distribution:
    """The distribution at a place where another token came, one of its candidates; -1 for none."""
    logits = dict(zip(one.candidates(), one.scores(), strict=True))
    logit = one.logit if token == one.token else logits.get(token, 0.0)
    return msgspec.structs.replace(one, token=token, logit=logit)
