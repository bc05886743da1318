"""The options of what answers cost."""

from slm_desktop.settings.option import Option
from slm_desktop.words import QT_TRANSLATE_NOOP as _

ENERGY = _("Settings", "Energy")
MOST_WATTS, MOST_CENTS = 1000, 1_000_000
ENERGY_OPTIONS: tuple[Option, ...] = (
    Option(
        "processor_watts",
        "int",
        0,
        _("Settings", "Power of the processor, in watts"),
        _(
            "Settings",
            "With all cores busy. Where the computer does not tell what it uses, the energy of answers is estimated "
            "from their processor time with this figure, and marked with ≈. Never: nothing is estimated.",
        ),
        ENERGY,
        low=0,
        high=MOST_WATTS,
        never=0,
    ),
    Option(
        "electricity_price",
        "int",
        0,
        _("Settings", "Price of a kilowatt hour, in cents"),
        _("Settings", "Hundredths of your currency. With it, benchmarks say what a million tokens cost."),
        ENERGY,
        low=0,
        high=MOST_CENTS,
        never=0,
    ),
    Option(
        "currency",
        "text",
        "EUR",
        _("Settings", "Currency"),
        _("Settings", "How prices are named, EUR or $ for instance."),
        ENERGY,
    ),
)
