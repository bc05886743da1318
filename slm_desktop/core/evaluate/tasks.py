"""What an evaluation still has to ask, and how many tokens that may come to."""

from collections import Counter, deque
from collections.abc import Callable, Iterable

MORE_SHARE = 0.25
"""An answer that is longer than those like it is expected to become longer by this share of what it has."""

Task = tuple[int, int, int]
"""An answer to get: candidate, prompt, round."""


class TaskQueue:
    """Tasks in the order in which they are asked. Each step takes the same time, however many there are."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self._waiting = deque(tasks)

    @property
    def next(self) -> Task | None:
        """What is asked next; None when nothing waits."""
        return self._waiting[0] if self._waiting else None

    def take(self) -> Task:
        """The next one, which does not wait any more."""
        return self._waiting.popleft()

    def put_back(self, task: Task) -> None:
        """Ask it again, before all others."""
        self._waiting.appendleft(task)

    def drop(self, is_dropped: Callable[[Task], bool]) -> None:
        """Do not ask these."""
        self._waiting = deque(task for task in self._waiting if not is_dropped(task))


class TokensLeft:
    """How many tokens the answers that are missing may come to, from those to the same prompts, or else from all."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._left = Counter(prompt for _candidate, prompt, _round in tasks)
        self._lengths: dict[int, tuple[int, float]] = {}
        """For each prompt how many answers there are, and the tokens of all of them."""
        self._known, self._unknown = 0.0, sum(self._left.values())
        """Tokens of the missing answers to prompts that were answered before, and the number of the other ones."""
        self._means = 0.0
        """The sum of the mean lengths."""

    def answered(self, prompt: int, tokens: float | None) -> None:
        """An answer has come, with so many tokens; None where it failed, which says nothing of its length."""
        self._change(prompt, -1, 0 if tokens is None else 1, tokens or 0.0)

    def wanted_again(self, prompt: int, tokens: float | None) -> None:
        """An answer is asked once more."""
        self._change(prompt, 1, 0 if tokens is None else -1, -(tokens or 0.0))

    def left(self, written: Iterable[tuple[int, int]]) -> float:
        """The tokens to come; `written` are the prompts of the answers under way, with the tokens that they have."""
        if not self._lengths:
            return 0.0
        everywhere = self._means / len(self._lengths)
        left = self._known + self._unknown * everywhere
        for prompt, tokens in written:
            usual = self._mean(prompt) if prompt in self._lengths else everywhere
            left += max(usual - tokens, tokens * MORE_SHARE) - usual
        return left

    def _change(self, prompt: int, left: int, answers: int, tokens: float) -> None:
        self._count(prompt, -1)
        self._left[prompt] += left
        count, total = self._lengths.pop(prompt, (0, 0.0))
        if count + answers:
            self._lengths[prompt] = (count + answers, total + tokens)
        self._count(prompt, 1)

    def _count(self, prompt: int, sign: int) -> None:
        """Take the share of a prompt out of the sums (-1), or put it in (1)."""
        if prompt in self._lengths:
            self._known += sign * self._left[prompt] * self._mean(prompt)
            self._means += sign * self._mean(prompt)
        else:
            self._unknown += sign * self._left[prompt]

    def _mean(self, prompt: int) -> float:
        count, tokens = self._lengths[prompt]
        return tokens / count
