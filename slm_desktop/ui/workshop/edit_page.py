"""Edit: what the header of a model says, and the files that it is in."""

from functools import partial

from slm_desktop.core.models.gguf import Header
from slm_desktop.errors import Fault
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.workshop.context import WorkshopContext
from slm_desktop.ui.workshop.edit_card import EditCard
from slm_desktop.ui.workshop.page import WorkshopPage


class EditPage(WorkshopPage):
    """The card, and what was written last."""

    def __init__(self, theme: Theme, context: WorkshopContext, reports: Reports) -> None:
        super().__init__(theme, context, reports)
        self.card = EditCard(context.folder)
        self._read = ""
        """The file whose header is shown, or is being read."""
        self._whole.addWidget(self.card)
        self._whole.addStretch(1)
        self.card.source_picked.connect(self.refresh)
        self.card.start_wanted.connect(self._on_start)
        self.card.stop_wanted.connect(context.rewriting.stop)
        context.rewriting.changed.subscribe(self.refresh)

    def refresh(self) -> None:
        """Show what is there now."""
        if not self.isVisible():
            return
        self.card.source.show_models(self._context.chatty())
        self.card.show_writing(self._context.rewriting)
        model = self.card.source.chosen_model
        if (model.key if model else "") == self._read:
            return
        self._read = model.key if model else ""
        self.card.show_header(None)
        if model:
            self._context.header(model, partial(self._show_header, model.key))

    def _show_header(self, key: str, header: Header | Fault) -> None:
        if key != self._read:
            return
        if isinstance(header, Fault):
            self._report(header)
        else:
            self.card.show_header(header)

    def _on_start(self) -> None:
        if wanted := self.card.wanted(self._context.alone()):
            self._try_to(partial(self._context.rewriting.start, wanted))
