"""The run card of the comparison that is shown: to be exported, to be opened on another day, and to be run again."""

from collections.abc import Callable

import msgspec

from slm_desktop.core.compare.card import Card, Cell, card_of
from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.replay import Replay
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.errors import Fault
from slm_desktop.library.locate import located
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.compare.context import CompareScreenContext
from slm_desktop.ui.words import number, translate


class Cards(msgspec.Struct, frozen=True, kw_only=True):
    """`shown` is the comparison on the screen, `show` puts another there; `failed` tells what could not be done."""

    comparisons: Comparisons
    context: CompareScreenContext
    reports: Reports
    shown: Callable[[], ComparisonSession]
    show: Callable[[ComparisonSession], None]
    failed: Callable[[Fault], None]

    def card(self) -> Card:
        """The run card of what is shown."""
        return card_of(self.shown(), self.context.machine(), self.context.now(), self.context.media)

    def take(self, card: Card) -> None:
        """Open a copy of the comparison of a run card; models that are not here, or are other files, are said."""
        missing, other = dict[str, None](), dict[str, None]()

        def locate(column: Column, cell: Cell) -> tuple[str, str]:
            path, sha256 = located(self.context.models(), column, cell)
            if not path:
                missing[column.label] = None
            elif cell.sha256 and sha256 not in ("", cell.sha256) and cell.model == column.name:
                other[column.label] = None
            return path, sha256

        self.show(self.comparisons.take_card(card, locate))
        for code, models in (("model_missing", missing), ("model_differs", other)):
            if models:
                self.failed(Fault(code, {"model": ", ".join(models)}))

    def run_again(self) -> None:
        """Make all answers again from their records, and say how many came out the same."""
        session = self.shown()
        session.replay()
        if session.running is None:
            raise Fault("nothing_recorded")

        def look() -> None:
            if session.running is None:
                leave()
                self._report(session.repeat)

        leave = session.changed.subscribe(look)

    def _report(self, repeat: Replay | None) -> None:
        same, count = repeat.result if repeat else (0, 0)
        if not repeat or not count:
            return
        words = [translate("Compare", "{same} came out the same, token for token.").format(same=number(same))]
        if same == count:
            words = [translate("Compare", "All came out the same, token for token.")]
        if repeat.left_out:
            left_out = translate("Compare", "Left out, as other models made them: {count}.")
            words.append(left_out.format(count=number(repeat.left_out)))
        self.reports.report(
            translate("Compare", "Answers made again: {count}").format(count=number(count)), " ".join(words)
        )
