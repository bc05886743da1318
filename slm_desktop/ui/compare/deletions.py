"""Deleting with a way back: a comparison can be brought back, and of a run that cannot it is asked first."""

from collections.abc import Callable

from slm_desktop.core.compare.comparisons import Comparisons
from slm_desktop.core.compare.records import Comparison
from slm_desktop.core.visible import visible
from slm_desktop.ui.banners import Banner, BannerPlace, Step
from slm_desktop.ui.evaluate.evaluation_page import EvaluationPage
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import number, translate


class Deletions:
    """Says what was deleted, or asks; `show` opens a comparison, `gone` gets one that was deleted,
    and says whether it was shown."""

    def __init__(
        self,
        *,
        theme: Theme,
        place: BannerPlace,
        comparisons: Comparisons,
        show: Callable[[Comparison], object],
        gone: Callable[[Comparison], bool],
    ) -> None:
        self._theme, self._place, self._comparisons, self._show, self._gone = theme, place, comparisons, show, gone
        self._deleted: list[tuple[Comparison, bool]] = []

    def on_deleted(self, comparison: Comparison) -> None:
        """A comparison was deleted: offer to bring it back, with those deleted just before it."""
        self._deleted.append((comparison, self._gone(comparison)))
        key, count = object(), len(self._deleted)
        title = translate("Deletions", "The comparison was deleted")
        words = visible(comparison.title)
        if count > 1:
            title = translate("Deletions", "{count} comparisons were deleted").format(count=number(count))
            words = ", ".join(visible(one.title) for one, _shown in self._deleted)
        back = Step(translate("Deletions", "Bring back"), lambda: self._bring_back(key))
        self._show_banner(key, "ok", title, words, [back], self._deleted.clear)

    def _bring_back(self, key: object) -> None:
        self._place.leave(key)
        deleted = self._deleted[:]
        self._deleted.clear()
        for comparison, was_shown in deleted:
            self._comparisons.restore(comparison)
            if was_shown:
                self._show(comparison)

    def column_removed(self, bring_back: Callable[[], object]) -> None:
        """A column was removed: offer to bring it back."""
        key = object()

        def act() -> None:
            self._place.leave(key)
            bring_back()

        title, words = (
            translate("Deletions", "The column was removed"),
            translate("Deletions", "Its conversation is kept."),
        )
        self._show_banner(key, "ok", title, words, [Step(translate("Deletions", "Bring back"), act)])

    def ask(self, page: EvaluationPage) -> None:
        """A run may hold the answers of hours: it is asked before it goes for good."""
        key, count = object(), len(page.session.results) if page.session else 0
        words = translate("Deletions", "{count} answers go with it, for good.").format(count=number(count))
        steps = [
            Step(translate("Deletions", "Delete it"), lambda: self._delete(page, key)),
            Step(translate("Deletions", "Keep it"), lambda: self._place.leave(key)),
        ]
        self._show_banner(key, "warn", translate("Deletions", "Delete this run?"), words, steps)

    def _delete(self, page: EvaluationPage, key: object) -> None:
        self._place.leave(key)
        page.remove()

    def _show_banner(
        self,
        key: object,
        tone: str,
        title: str,
        words: str,
        steps: list[Step],
        on_close: Callable[[], object] = lambda: None,
    ) -> None:
        def close() -> None:
            self._place.leave(key)
            on_close()

        self._place.show_banner(
            key, lambda: Banner(theme=self._theme, tone=tone, title=title, text=words, steps=steps, on_close=close)
        )
