"""Translate sentences that tables in lower rooms have marked, and write numbers and times as people do."""

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTime, QTranslator

from slm_desktop import errors
from slm_desktop.paths import resources
from slm_desktop.words import known_language


def translate(context: str, text: str) -> str:
    """The user's language for a sentence that was marked with QT_TRANSLATE_NOOP."""
    return QCoreApplication.translate(context, text)


def explain(code: str, details: errors.Details) -> errors.Explanation:
    """An error in the user's language."""
    return errors.explain(code, details, translate, fixed)


DAY = 86_400
_chosen = ""


def speak(application: QCoreApplication, code: str) -> None:
    """Use a language for words and numbers, once, before the first widget is made; '' is the system's."""
    global _chosen
    _chosen = code
    if language() == "en":
        return
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for folder, name in ((resources() / "translations", "slm_desktop"), (qt, "qtbase")):
        translator = QTranslator(application)
        if translator.load(f"{name}_{language()}", str(folder)):
            application.installTranslator(translator)


def language() -> str:
    """The code of the language in use."""
    code = _chosen or QLocale().name().partition("_")[0]
    return known_language(code)


def locale() -> QLocale:
    """How the user writes numbers; a system that says nothing gets English ways."""
    system = QLocale()
    if _chosen and system.name().partition("_")[0] != _chosen:
        return QLocale(_chosen)
    return QLocale(QLocale.Language.English) if system.language() == QLocale.Language.C else system


def number(value: int) -> str:
    """A whole number with the thousands apart."""
    return locale().toString(value)


def counted(one: str, many: str, count: int) -> str:
    """Words for a number of things: `one` as it stands, `many` with the number in place of `{count}`."""
    return one if count == 1 else many.format(count=number(count))


def local(text: str) -> str:
    """A number that was written with a point, with the decimal sign of the language."""
    return text.replace(".", locale().decimalPoint())


def has_comma() -> bool:
    """Whether the language writes a comma before decimals."""
    return locale().decimalPoint() == ","


def fixed(value: float, decimals: int) -> str:
    """A number with so many digits after the point."""
    return locale().toString(float(value), "f", decimals)


def size(value: float) -> str:
    """Bytes with their unit."""
    return errors.gigabytes(value, fixed)


def gigabytes(size: float) -> str:
    """Bytes in GB with two digits, without the unit."""
    return fixed(size / 1e9, 2)


def when(moment: float) -> str:
    """The time of today, the weekday of this week, else the date."""
    now, then = time.time(), time.localtime(moment)
    if 0 <= now - moment < DAY and time.localtime(now).tm_yday == then.tm_yday:
        return locale().toString(QTime(then.tm_hour, then.tm_min), "HH:mm")
    if 0 <= now - moment < 7 * DAY:
        return locale().dayName(then.tm_wday + 1, locale().FormatType.ShortFormat)
    return locale().toString(QDate(then.tm_year, then.tm_mon, then.tm_mday), locale().FormatType.ShortFormat)


def clock(moment: float) -> str:
    """A time of the day, to the second."""
    return time.strftime("%H:%M:%S", time.localtime(moment))
