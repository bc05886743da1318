"""Where the next message is written: grows with its text, counts its tokens, sends and stops."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QToolButton, QWidget

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.records import Attachment, Draft
from slm_desktop.core.visible import visible
from slm_desktop.ui.chat.attachments import Attachments
from slm_desktop.ui.chat.draft_field import LONG_PASTE, DraftField
from slm_desktop.ui.chat.system_prompt import SystemPrompt
from slm_desktop.ui.documents.chips import DocumentChips
from slm_desktop.ui.media.media_chips import MediaChips
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, column, named, row, set_tone
from slm_desktop.ui.words import counted, number

if TYPE_CHECKING:
    from slm_desktop.core.chat.prompts import Prompt
    from slm_desktop.ui.chat.prompt_library import Own
    from slm_desktop.ui.chat.prompt_panels import PromptPanels

COUNT_AFTER_MILLISECONDS = 200
KEEP_AFTER_MILLISECONDS = 700


class Composer(QWidget):
    """Draft, texts and media beside it, system prompt, ways to ask, token count, send and stop.

    `submitted` carries the text of the whole message, and its media. `removed` carries what was done, to what, and
    what undoes it.
    """

    submitted = Signal(str, object)
    stopped = Signal()
    count_wanted = Signal(str)
    tokens_wanted = Signal(str, QPoint)
    format_wanted = Signal(QPoint)
    tools_wanted = Signal(QPoint)
    files_wanted = Signal(QPoint)
    files_dropped = Signal(list)
    picture_pasted = Signal(object)
    system_changed = Signal(str)
    options_changed = Signal(object)
    edited = Signal()
    last_wanted = Signal()
    failed = Signal(object)
    removed = Signal(str, str, object)

    def __init__(self, theme: Theme, prompts: "Own | None" = None) -> None:
        """`prompts` keeps those of the user."""
        super().__init__()
        self._theme, self._prompts = theme, prompts
        self._host, self._has_format, self._has_tools = "", False, False
        self._completes, self._waiting = False, ""
        self._ready, self._live, self._context, self._used, self._counted = False, False, 0, 0, 0
        self._frame = named(QFrame(), "composer")
        self._draft = DraftField()
        self._draft.submitted.connect(self.submit)
        self._draft.pasted_long.connect(lambda text: self.attach(Attachment(text)))
        self._draft.dropped.connect(self.files_dropped)
        self._draft.picture_pasted.connect(self.picture_pasted)
        self._draft.up_pressed.connect(self.last_wanted)
        self._draft.textChanged.connect(self._on_edited)
        self._attachments = Attachments(theme)
        self._attachments.changed.connect(self._on_edited)
        self.documents, self.media = DocumentChips(theme), MediaChips(theme)
        self.media.changed.connect(self._on_edited)
        self.system = SystemPrompt()
        self.setFocusProxy(self._draft)
        self.system.changed.connect(self.system_changed)
        self.system.options_changed.connect(self.options_changed)
        for one in (self._draft, self.system):
            one.focused.connect(lambda on: set_tone(self._frame, "active", "true" if on else "false"))
        self._prompt_panels: PromptPanels | None = None
        self._tokens = ElidedLabel(12, tone="3")
        self._tokens.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setFixedWidth(48)
        self._bar.setAccessibleName(self.tr("Context in use"))
        self._send = named(QToolButton(), "send")
        self._send.setFixedSize(px(32), px(32))
        self._send.setIconSize(QSize(18, 18))
        self._send.clicked.connect(self._on_button)
        self._hint = ElidedLabel(11, tone="3")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._counter = QTimer(self, singleShot=True, interval=COUNT_AFTER_MILLISECONDS)
        self._counter.timeout.connect(lambda: self.count_wanted.emit(self._text()))
        self._save_timer = QTimer(self, singleShot=True, interval=KEEP_AFTER_MILLISECONDS)
        self._save_timer.timeout.connect(self.edited)
        self.setAcceptDrops(True)
        theme.changed.connect(self._draw)
        self._lay_out()
        self._draw()

    def _lay_out(self) -> None:
        clip = IconButton(self._theme, "clip", self.tr("Add documents, pictures and sounds"), self._on_files)
        self._clip = clip
        library_button = IconButton(self._theme, "book", self.tr("Prompt library (Ctrl+J)"), self.open_library)
        self._library_button = library_button
        self._system_button = IconButton(
            self._theme,
            "system",
            self.tr("System prompt, beginning of answers (Ctrl+Shift+S)"),
            self.toggle_system,
            checkable=True,
        )
        inside = column(spacing=4, margins=(16, 10, 10, 10))
        inside.addWidget(self.system)
        inside.addWidget(self.documents)
        inside.addWidget(self.media)
        inside.addLayout(self._attachments)
        inside.addWidget(self._draft)
        self._format_button = IconButton(
            self._theme, "braces", self.tr("Structured output (Ctrl+Shift+J)"), self.want_format, checkable=True
        )
        self._tools_button = IconButton(self._theme, "wrench", self.tr("Tools"), self.want_tools, checkable=True)
        pieces = IconButton(self._theme, "tokens", self.tr("Tokens of what is written"), self._on_tokens)
        self._pieces = pieces
        buttons = (clip, library_button, self._system_button, self._format_button, self._tools_button, pieces)
        tools = row(*buttons, self._tokens, self._bar, 4, self._send)
        tools.setStretch(len(buttons), 1)
        tools.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(tools)
        self._frame.setLayout(inside)
        self._frame.setCursor(Qt.CursorShape.IBeamCursor)
        for one in (*buttons, self._send):
            one.setCursor(Qt.CursorShape.ArrowCursor)
        self.setLayout(column(self._frame, self._hint, spacing=6, margins=(0, 0, 0, 10)))

    # -- from outside ----------------------------------------------------------------------------------------

    def focus(self) -> None:
        """Put the caret into the draft."""
        self._draft.setFocus()

    def set_state(self, *, ready: bool, live: bool, loading: bool, host: str = "") -> None:
        """What can be done now, what the placeholder says, and to which other computer words go."""
        self._ready, self._live, self._host = ready, live, host
        waiting = (
            self.tr("The model is loading. You can write already.")
            if loading
            else self.tr("Choose a model above to begin")
        )
        self._waiting = "" if ready else waiting
        self._draw()

    def set_usage(self, used: int, context: int) -> None:
        """Tokens of the context that the chat takes so far."""
        self._used, self._context = used, context
        self._counter.start()

    def set_used(self, used: int) -> None:
        """The chat has grown; the draft has not."""
        self._used = used
        self.show_count(self._counted)

    @property
    def draft(self) -> Draft:
        """What is written and attached, not yet sent."""
        return Draft(self._draft.toPlainText(), self._attachments.files, self.media.media)

    def set_draft(self, draft: Draft) -> None:
        """Bring back what was written before."""
        self._attachments.show_files(draft.files)
        self.media.show_media(draft.media)
        self._draft.setPlainText(draft.text)
        self._draft.moveCursor(self._draft.textCursor().MoveOperation.End)
        self._on_edited()
        self._save_timer.stop()

    def toggle_system(self) -> None:
        """Open or close the field of the system prompt."""
        self.show_system(not self.system.isVisible())

    def show_system(self, shown: bool) -> None:
        """Open or close the field of the system prompt."""
        self._system_button.show_checked(shown or self.system.has_settings)
        if shown:
            self.system.begin()
        else:
            self.system.hide()
            self.focus()

    def set_system(self, text: str, options: AnswerOptions) -> None:
        """Show a chat's system prompt and options; the button tells of some that are folded away."""
        self.system.show_settings(text, options)
        self._system_button.show_checked(self.system.isVisible() or self.system.has_settings)
        if options.text_completion != self._completes:
            self._completes = options.text_completion
            self._draw()

    def want_format(self) -> None:
        """Ask for the panel in which the form of answers is written."""
        self._format_button.show_checked(self._has_format)
        self.format_wanted.emit(self._format_button.mapToGlobal(QPoint(-8, -6)))

    def set_format(self, format: OutputFormat | None) -> None:
        """The button tells of the form that answers must have."""
        self._has_format = format is not None
        self._format_button.show_checked(self._has_format)
        is_on = self.tr("Structured output: on (Ctrl+Shift+J)")
        self._format_button.rename(is_on if format else self.tr("Structured output (Ctrl+Shift+J)"))

    def want_tools(self) -> None:
        """Ask for the panel in which tools are chosen."""
        self._tools_button.show_checked(self._has_tools)
        self.tools_wanted.emit(self._tools_button.mapToGlobal(QPoint(-8, -6)))

    def set_tools(self, count: int) -> None:
        """The button tells how many tools the model may call."""
        self._has_tools = count > 0
        self._tools_button.show_checked(self._has_tools)
        words = counted(self.tr("Tools: 1 chosen"), self.tr("Tools: {count} chosen"), count)
        self._tools_button.rename(words if count else self.tr("Tools"))

    def open_library(self) -> None:
        """Offer ways to ask."""
        if self._prompt_panels is None and self._prompts is not None:
            from slm_desktop.ui.chat.prompt_panels import PromptPanels

            self._prompt_panels = PromptPanels(self, self._theme, self._prompts, self._draft.toPlainText)
            self._prompt_panels.chosen.connect(self._on_prompt)
            self._prompt_panels.failed.connect(self.failed)
            self._prompt_panels.removed.connect(self._on_prompt_removed)
        if self._prompt_panels:
            self._prompt_panels.open(self._library_button.mapToGlobal(QPoint(-8, -6)))

    def _on_prompt_removed(self, prompt: "Prompt", undo: Callable[[], object]) -> None:
        self.removed.emit(self.tr("Deleted"), visible(prompt.name), undo)

    def _on_prompt(self, prompt: "Prompt") -> None:
        self._draft.selectAll()
        self._draft.insertPlainText(prompt.text)  # Ctrl+Z brings back what stood there.
        if prompt.system:
            self.show_system(True)
            self.system.put_before(prompt.system)
        self.focus()

    def _on_files(self) -> None:
        self.files_wanted.emit(self._clip.mapToGlobal(QPoint(0, self._clip.height() + 2)))

    def _on_tokens(self) -> None:
        self.tokens_wanted.emit(self._text(), self._pieces.mapToGlobal(QPoint(-8, -6)))

    def show_count(self, tokens: int) -> None:
        """Show how many tokens the draft has, beside those of the chat."""
        self._counted = tokens
        self._bar.setVisible(bool(self._context))
        if not self._context:
            self._tokens.setText("")
            return
        used = number(self._used + tokens) if self._used >= 0 else "–"
        words = self.tr("{used} / {context} context").format(used=used, context=number(self._context))
        if draft := self._draft_words(tokens):
            words = f"{draft}  ·  {words}"
        self._tokens.setText(words)
        self._bar.setValue(min(1000, (max(0, self._used) + tokens) * 1000 // self._context))
        set_tone(self._tokens, "tone", "warn" if self._used + tokens > self._context else "3")

    def _draft_words(self, tokens: int) -> str:
        """What the draft will take. How many tokens a picture or sound has, only the model that reads it tells."""
        words = self.tr("draft {count}").format(count=number(tokens)) if tokens else ""
        heard = sum(item.is_sound for item in self.media.media)
        seen = len(self.media.media) - heard
        pictures = counted(self.tr("1 picture"), self.tr("{count} pictures"), seen) if seen else ""
        sounds = counted(self.tr("1 sound"), self.tr("{count} sounds"), heard) if heard else ""
        return " + ".join(filter(None, (words, pictures, sounds)))

    def give_back(self, text: str, media: Sequence[Media] = ()) -> None:
        """Put back what could not be sent."""
        self.media.show_media(media)
        if len(text) > LONG_PASTE:
            self.attach(Attachment(text))
        else:
            self._draft.setPlainText(text)

    def attach(self, file: Attachment) -> None:
        """Keep a text beside the draft; it is sent after what is written there."""
        self._attachments.add(file)

    # -- inside ----------------------------------------------------------------------------------------------

    def _text(self) -> str:
        parts = (self._draft.toPlainText(), *self._attachments.texts)
        return "\n\n".join(part for part in parts if part.strip())

    def _on_button(self) -> None:
        if self._live:
            self.stopped.emit()
        else:
            self.submit()

    def submit(self) -> None:
        """Send what is written."""
        text, media = self._text(), self.media.media
        if not self._can_send:
            return
        self.system.keep()
        self._attachments.show_files(())
        self.media.show_media(())
        self._draft.clear()
        self.submitted.emit(text, media)

    @property
    def _can_send(self) -> bool:
        """Whether there is something to send, a model to take it, and nothing on its way to be a part of it."""
        has_text = bool(self._attachments.files) or not self._draft.document().isEmpty()
        has_all = (has_text or bool(self.media.media)) and not self.media.is_reading
        return has_all and self._ready and not self._live

    def _on_edited(self) -> None:
        self._counter.start()
        if not self._save_timer.isActive():  # Not later with every letter: whoever types steadily is kept up with.
            self._save_timer.start()
        self._draw()

    def _draw(self) -> None:
        begin = self.tr("Text that the model goes on with") if self._completes else self.tr("Ask something")
        self._draft.show_placeholder(self._waiting or begin)
        self._send.setEnabled(self._live or self._can_send)
        set_tone(self._send, "mode", "stop" if self._live else "send")
        token = "content" if self._live else "onAccent" if self._send.isEnabled() else "text3"
        self._send.setIcon(self._theme.icon("stop" if self._live else "send", token, 18))
        name = self.tr("Stop") if self._live else self.tr("Send")
        self._send.setToolTip(name)
        self._send.setAccessibleName(name)
        where = self.tr("Goes to {host}").format(host=visible(self._host))
        where = where if self._host else self.tr("Stays on this computer")
        keys = self.tr("Enter to send  ·  Shift+Enter for a new line")
        sending = f"{where}  ·  {keys}"
        idle = sending if self._ready else self.tr("A message can be sent when a model is loaded")
        self._hint.setText(
            self.tr("Esc to stop  ·  sampling changes apply from the next token") if self._live else idle
        )
