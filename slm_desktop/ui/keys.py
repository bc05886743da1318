"""The one table of keys: the window binds its rows, and the sheet shows them."""

import msgspec

from slm_desktop.words import QT_TRANSLATE_NOOP as _


class Key(msgspec.Struct, frozen=True):
    """One row: `keys` as Qt writes them; `act` names what the window does, '' for what a field or list does itself."""

    group: str
    keys: str
    words: str
    act: str = ""


WINDOW, CHAT = _("Keys", "Window"), _("Keys", "Chat")
COMPARE = _("Keys", "Compare")
LENS = _("Keys", "Lens")
LIST, FIELD = _("Keys", "List of chats"), _("Keys", "Message field and sliders")
KEYS = (
    Key(WINDOW, "Ctrl+N", _("Keys", "New chat, or new comparison"), "new"),
    Key(WINDOW, "Ctrl+K", _("Keys", "Search the chats"), "search"),
    Key(WINDOW, "Ctrl+M", _("Keys", "Choose a model"), "picker"),
    Key(WINDOW, "Ctrl+I", _("Keys", "Sampling panel"), "inspector"),
    Key(WINDOW, "Ctrl+L", _("Keys", "Lens: what could have come in place of each token"), "lens"),
    Key(WINDOW, "Ctrl+G", _("Keys", "To the message field, or to the question"), "focus"),
    Key(WINDOW, "Ctrl+1", _("Keys", "Chat")),
    Key(WINDOW, "Ctrl+2", _("Keys", "Compare")),
    Key(WINDOW, "Ctrl+3", _("Keys", "Models")),
    Key(WINDOW, "Ctrl+F", _("Keys", "Search for models"), "models"),
    Key(WINDOW, "Ctrl+4", _("Keys", "Monitor")),
    Key(WINDOW, "Ctrl+5", _("Keys", "Workshop")),
    Key(WINDOW, "Ctrl+,", _("Keys", "Settings")),
    Key(WINDOW, "F1", _("Keys", "This sheet"), "keys"),
    Key(WINDOW, "Ctrl+Q", _("Keys", "Quit"), "quit"),
    Key(CHAT, "Esc", _("Keys", "Stop the answer"), "stop"),
    Key(CHAT, "Ctrl+R", _("Keys", "New answer"), "regenerate"),
    Key(CHAT, "Ctrl+E", _("Keys", "Edit the last question"), "edit"),
    Key(CHAT, "Alt+Left", _("Keys", "Previous version"), "back"),
    Key(CHAT, "Alt+Right", _("Keys", "Next version"), "on"),
    Key(CHAT, "Ctrl+Shift+C", _("Keys", "Copy the last answer"), "copy"),
    Key(CHAT, "Ctrl+Shift+S", _("Keys", "System prompt"), "system"),
    Key(CHAT, "Ctrl+J", _("Keys", "Prompt library"), "library"),
    Key(CHAT, "Ctrl+Shift+J", _("Keys", "Structured output"), "format"),
    Key(CHAT, "Ctrl+PgUp", _("Keys", "Scroll up"), "page_up"),
    Key(CHAT, "Ctrl+PgDown", _("Keys", "Scroll down"), "page_down"),
    Key(CHAT, "Ctrl+Home", _("Keys", "First message"), "first"),
    Key(CHAT, "Ctrl+End", _("Keys", "Last message"), "last"),
    Key(COMPARE, "Alt+1", _("Keys", "Column A has the best answer (Alt+2: column B, and so on)")),
    Key(COMPARE, "Alt+0", _("Keys", "Tie")),
    Key(COMPARE, "F2", _("Keys", "Rename, in the list of earlier comparisons")),
    Key(COMPARE, "Del", _("Keys", "Delete, in the list of earlier comparisons")),
    Key(LENS, "Ctrl+Shift+L", _("Keys", "Guided tour: the lens in ten steps"), "tour"),
    Key(LENS, "Left", _("Keys", "Token before")),
    Key(LENS, "Right", _("Keys", "Token after")),
    Key(LENS, "N", _("Keys", "Next token of which the model was not sure")),
    Key(LENS, "B", _("Keys", "Branch here with the chosen candidate")),
    Key(LIST, "Return", _("Keys", "Open")),
    Key(LIST, "F2", _("Keys", "Rename"), "rename"),
    Key(LIST, "Ctrl+P", _("Keys", "Pin or unpin"), "pin"),
    Key(LIST, "Ctrl+D", _("Keys", "Duplicate"), "duplicate"),
    Key(LIST, "Del", _("Keys", "Delete")),
    Key(LIST, "Ctrl+Z", _("Keys", "Bring the deleted chat back")),
    Key(FIELD, "Return", _("Keys", "Send")),
    Key(FIELD, "Shift+Return", _("Keys", "New line")),
    Key(FIELD, "Up", _("Keys", "Edit the last question, in an empty field")),
    Key(FIELD, "Ctrl+Return", _("Keys", "Take an edited message")),
    Key(FIELD, "Left", _("Keys", "Slider: a step down")),
    Key(FIELD, "Shift+Right", _("Keys", "Slider: ten steps up")),
)
