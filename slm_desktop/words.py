"""Mark a sentence for translation where it is written; whoever shows it translates it."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name the translation tool looks for
    """Return `text` unchanged: the translation tool collects it under `context`."""
    return text
