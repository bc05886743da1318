"""The token that is looked at: what it says, what sampling left of it, and how sure the model was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from slm_desktop.core.engines.events import Distribution
from slm_desktop.core.lens.filters import Outcome
from slm_desktop.core.lens.seen import Bar
from slm_desktop.core.lens.surprise import entropy, probability
from slm_desktop.ui.lens.words import bounded, sampler_name, share_words, token_words
from slm_desktop.ui.theme import MONO, font, px
from slm_desktop.ui.widgets.parts import column, label, named, row
from slm_desktop.ui.words import fixed, number, translate

LONGEST_PLATE = 14


class TokenHead(QWidget):
    """A plate with the token, and two lines beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._token = named(label("", 15, 500), "lensToken")
        self._token.setFont(font(15, 500, MONO))
        self._token.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._token.setMinimumSize(px(48), px(36))
        self._token.setToolTip(
            self.tr(
                "A dot stands for a space, ⏎ for the end of a line, \\x and two signs for a byte that is no character"
            )
        )
        self._after, self._facts = label("", 13, 600), label("", 12, tone="2", wrap=True)
        self._facts.setToolTip(
            self.tr(
                "Its probability as the model gave it, its place among all tokens, and how undecided the model was: "
                "0 bit is certain, 1 bit like a coin, 10 bit like one of a thousand"
            )
        )
        whole = row(self._token, spacing=12)
        whole.addLayout(column(self._after, self._facts, spacing=2), 1)
        self.setLayout(whole)

    def show_token(self, piece: bytes, one: Distribution, came: Bar | None, outcome: Outcome) -> None:
        """Show another."""
        words = token_words(piece)
        self._token.setText(words if len(words) <= LONGEST_PLATE else words[:LONGEST_PLATE] + "…")
        self._after.setText(self._after_words(came, outcome))
        self._facts.setText(" · ".join(self._known(one)))

    def _known(self, one: Distribution) -> list[str]:
        ids = list(one.candidates())
        rank = ids.index(one.token) + 1 if one.token in ids else 0
        facts = [self.tr("{raw} by the model").format(raw=share_words(probability(one)))] if one.token >= 0 else []
        facts += [self.tr("rank {rank}").format(rank=number(rank))] if rank else []
        return [*facts, self.tr("entropy {bits} bit").format(bits=fixed(entropy(one), 1))]

    def _after_words(self, came: Bar | None, outcome: Outcome) -> str:
        """What sampling leaves of the token that came."""
        if came is None or came.after is None:
            return self.tr("Not among the likeliest {count}").format(count=number(len(outcome.raw)))
        if came.cut_by and not came.after:
            return translate("Lens", "cut by {name}").format(name=sampler_name(came.cut_by))
        share = bounded(share_words(came.after), is_exact=outcome.is_exact, is_bound=outcome.is_bound)
        return self.tr("{after} after sampling").format(after=share)
