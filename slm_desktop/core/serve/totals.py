"""What the server has done since it was started, as counts that only grow."""

import msgspec

from slm_desktop.core.serve.served_run import RunState, ServedRun


class Totals(msgspec.Struct):
    """Answers by how they ended; tokens of prompts, those of them that were cached, tokens of answers; seconds.

    `prompt_seconds` were spent on prompts, `answer_seconds` between the first and the last token of answers.
    """

    answers: dict[RunState, int] = msgspec.field(default_factory=dict)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    answer_tokens: int = 0
    prompt_seconds: float = 0.0
    answer_seconds: float = 0.0

    def add(self, run: ServedRun) -> None:
        """A run has ended."""
        self.answers[run.state] = self.answers.get(run.state, 0) + 1
        inner = run.run
        if inner is None:
            return
        self.answer_tokens += len(inner.tokens)
        self.answer_seconds += max(0.0, inner.seconds - inner.first_token)
        if inner.prompted:
            self.prompt_tokens += inner.prompted.tokens
            self.cached_tokens += inner.prompted.cached
            self.prompt_seconds += inner.prompted.seconds
