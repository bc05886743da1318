"""Translate sentences that tables in lower rooms have marked, and write numbers and times as people do."""

from PySide6.QtCore import QCoreApplication, QLocale

from slm_desktop import errors


def translate(context: str, text: str) -> str:
    """The user's language for a sentence that was marked with QT_TRANSLATE_NOOP."""
    return QCoreApplication.translate(context, text)


def explain(code: str, details: errors.Details) -> errors.Explanation:
    """An error in the user's language."""
    return errors.explain(code, details, translate)


_chosen = ""


def choose_language(code: str) -> None:
    """Use a language (en, es) for words and numbers; '' is the system's."""
    global _chosen
    _chosen = code


def language() -> str:
    """The code of the language in use."""
    return _chosen or QLocale().name().partition("_")[0]


def locale() -> QLocale:
    """How the user writes numbers; a system that says nothing gets English ways."""
    system = QLocale()
    if _chosen and system.name().partition("_")[0] != _chosen:
        return QLocale(_chosen)
    return QLocale(QLocale.Language.English) if system.language() == QLocale.Language.C else system


def number(value: int) -> str:
    """A whole number with the thousands apart."""
    return locale().toString(value)


def fixed(value: float, decimals: int) -> str:
    """A number with so many digits after the point."""
    return locale().toString(value, "f", decimals)


def gigabytes(size: float) -> str:
    """Bytes in GB with two digits, without the unit."""
    return fixed(size / 1e9, 2)
