"""Deleting with a way back: a comparison can be brought back, and of a run that cannot it is asked first."""

from collections.abc import Callable

from slm_desktop.core.compare.book import CompareBook
from slm_desktop.core.compare.records import Comparison
from slm_desktop.core.visible import visible
from slm_desktop.ui.compare.trial_page import TrialPage
from slm_desktop.ui.notices import Notice, NoticePlace, Step
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.words import number, translate


class Deletions:
    """Says what was deleted, or asks; `show` opens a comparison, `gone` is told of one that is deleted."""

    def __init__(self, theme: Theme, place: NoticePlace, book: CompareBook, show: Callable[[Comparison], object],
                 gone: Callable[[Comparison], object]) -> None:  # fmt: skip
        self._theme, self._place, self._book, self._show, self._gone = theme, place, book, show, gone

    def on_deleted(self, comparison: Comparison) -> None:
        """A comparison was deleted: offer to bring it back."""
        self._gone(comparison)
        key, title = object(), translate("Deletions", "The comparison was deleted")
        back = Step(translate("Deletions", "Bring it back"), lambda: self._bring_back(comparison, key))
        self._tell(key, "ok", title, visible(comparison.title), [back])

    def _bring_back(self, comparison: Comparison, key: object) -> None:
        self._place.leave(key)
        self._book.restore(comparison)
        self._show(comparison)

    def ask(self, page: TrialPage) -> None:
        """A run may hold the answers of hours: it is asked before it goes for good."""
        key, count = object(), len(page.session.results) if page.session else 0
        words = translate("Deletions", "{count} answers go with it, for good.").format(count=number(count))
        steps = [Step(translate("Deletions", "Delete it"), lambda: self._delete(page, key)),
                 Step(translate("Deletions", "Keep it"), lambda: self._place.leave(key))]  # fmt: skip
        self._tell(key, "warn", translate("Deletions", "Delete this run?"), words, steps)

    def _delete(self, page: TrialPage, key: object) -> None:
        self._place.leave(key)
        page.remove()

    def _tell(self, key: object, tone: str, title: str, words: str, steps: list[Step]) -> None:
        self._place.show_notice(
            key, lambda: Notice(self._theme, tone, title, words, steps, on_close=lambda: self._place.leave(key))
        )
