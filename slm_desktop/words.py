"""Mark a sentence for translation where it is written; whoever shows it translates it."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return `text` unchanged: the translation tool collects it under `context`."""
    return text
