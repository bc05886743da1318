"""What opens from the composer: the documents and media of a chat, the form of its answers, and its tools."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.media import Media
from slm_desktop.core.faults import Faults
from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.documents.document_place import DocumentPlace
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.formats.format_place import FormatPlace
from slm_desktop.ui.media.media_place import MediaPlace
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.tools.tool_place import ToolPlace


class ComposerPlaces:
    """`session` is the chat that is shown."""

    def __init__(
        self,
        *,
        parent: QWidget,
        theme: Theme,
        composer: Composer,
        context: ChatScreenContext,
        session: Callable[[], ChatSession],
        faults: Faults,
        model: ActiveModel,
        exports: Exports,
        aside: Callable[[ChatSession, Media], object],
    ) -> None:
        """What is read when its chat is not shown any more is given to `aside` with it."""
        self._composer = composer
        self._model = model
        self.media = MediaPlace(
            parent=parent,
            theme=theme,
            chips=composer.media,
            context=context.media_context(exports.ask_bytes),
            report=faults.report,
            owner=session,
            aside=aside,
            lacking=self._lacking,
        )
        self.documents = DocumentPlace(
            parent=parent,
            theme=theme,
            library=context.documents,
            session=session,
            chips=composer.documents,
            attach=composer.attach,
            faults=faults,
            divert=self.media.take,
        )
        self._formats = FormatPlace(parent, composer.focus)
        self._tools = ToolPlace(parent, context.tools)
        composer.files_wanted.connect(self.documents.ask)
        composer.picture_pasted.connect(self.media.paste)
        composer.format_wanted.connect(lambda at: self._formats.open(session(), at))
        composer.tools_wanted.connect(lambda at: self._tools.open(session(), at))

    def _lacking(self, feature: Feature) -> str:
        """The model in use, if it cannot do something."""
        loaded, choice = self._model.loaded, self._model.choice
        return choice.name if loaded and choice and feature not in loaded.features else ""

    def refresh(self, session: ChatSession) -> None:
        """Show what is chosen for a chat."""
        options = session.chat.answer_options
        self._composer.set_system(session.chat.system, options)
        self._composer.set_format(session.chat.format)
        self._composer.set_tools(len(options.called))
        self.documents.refresh()
        self.media.refresh()
