"""What is kept: chats, their messages as a tree, and the record from which a run can be replayed."""

import msgspec

from slm_desktop.core.commands import Change
from slm_desktop.core.events import Token
from slm_desktop.core.sampling import Values

COMPLETE, STREAMING, STOPPED, INTERRUPTED, FAILED = "complete", "streaming", "stopped", "interrupted", "failed"


class RunRecord(msgspec.Struct):
    """How an answer was made. Seconds count from the moment the question was sent.

    `changes` are sampling values by token position; `plan` tells the batches that built the prompt's cache;
    `exact` says that a replay gives the same tokens.
    """

    model: str = ""
    path: str = ""
    quantisation: str = ""
    build: str = ""
    context: int = 0
    threads: int = 0
    seed: int = 0
    changes: list[Change] = []
    tokens: list[Token] = []
    plan: tuple[int, ...] = ()
    prompt_tokens: int = 0
    cached: int = 0
    dropped: int = 0
    first_token: float = 0.0
    seconds: float = 0.0
    reason: str = ""
    exact: bool = False

    @property
    def speed(self) -> float:
        """Tokens per second from the first token to the last; 0 when that cannot be said."""
        if len(self.tokens) < 2:
            return 0.0
        span = self.tokens[-1].at - self.tokens[0].at
        return (len(self.tokens) - 1) / span if span > 0 else 0.0


class Message(msgspec.Struct):
    """A node of the tree. `state` is complete, streaming, stopped, interrupted or failed; times since 1970."""

    id: int
    chat: int
    parent: int | None
    role: str
    content: str
    created: float
    state: str = COMPLETE
    run: RunRecord | None = None
    fault: str = ""


class Chat(msgspec.Struct):
    """One conversation; `head` is the message at the end of the branch that is shown."""

    id: int
    title: str
    created: float
    updated: float
    model: str = ""
    head: int | None = None
    sampling: Values = {}
