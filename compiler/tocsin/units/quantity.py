"""Quantities: what an author types where a number with a unit belongs."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct

from tocsin.duration import DURATION_PATTERN, parse_duration
from tocsin.units.unit import Dimension, Unit


class Quantity(Struct, frozen=True, kw_only=True):
    """A number with the unit that a spec gave it; `amount` is in base units of `dimension` (seconds, bytes, ...)."""

    text: str
    amount: Decimal
    dimension: Dimension | None


def parse_quantity(given: str | float) -> Quantity | None:
    """Return the quantity in `given`, None when it is none.

    >>> parse_quantity("100ms").amount, parse_quantity("95%").dimension, parse_quantity(0.8).amount, parse_quantity("fast")
    (Decimal('0.100'), 'percent', Decimal('0.8'), None)
    """
    if isinstance(given, str):
        return _parse(given)
    amount = Decimal(repr(given))
    return Quantity(text=plain(amount), amount=amount, dimension=None) if amount.is_finite() else None


def convert(quantity: Quantity, unit: Unit) -> float | None:
    """Return `quantity` as a number of `unit`s, None when the two do not measure the same thing.

    >>> from tocsin.units import UNITS
    >>> convert(parse_quantity("100ms"), UNITS["microseconds"]), convert(parse_quantity("95%"), UNITS["ratio"])
    (100000.0, 0.95)
    >>> convert(parse_quantity("100MiB"), UNITS["seconds"])
    """
    amount = quantity.amount
    if quantity.dimension is None:
        return float(amount) if unit.bare else None
    if unit.dimension == "ratio" and quantity.dimension == "percent":
        return _divided(amount, 100 * unit.scale)
    # There is one currency, so that `10/h` of it can only mean `10USD/h`.
    if quantity.dimension != unit.dimension and (quantity.dimension, unit.dimension) != ("rate", "currency_rate"):
        return None
    return _divided(amount, unit.scale)


def as_exported(quantity: Quantity, unit: Unit) -> float | None:
    """Return `quantity` as `convert` does, but one without a unit as it is: it was read off what is exported in `unit`s."""
    return float(quantity.amount) if quantity.dimension is None else convert(quantity, unit)


@lru_cache(maxsize=4096)
def _divided(amount: Decimal, scale: Decimal) -> float:
    return float(EXACT.divide(amount, scale))


def example_of(unit: Unit) -> str:
    """Return a quantity that `unit` takes, for a help line."""
    return _EXAMPLES[unit.dimension]


def kind_of(quantity: Quantity) -> str:
    """Return what `quantity` is, in words, for a message."""
    return "a plain number" if quantity.dimension is None else _WORDS[quantity.dimension]


def plain(number: Decimal) -> str:
    """Return a number without exponent and without zeros that say nothing.

    >>> plain(Decimal("1.50")), plain(Decimal("1E+3"))
    ('1.5', '1000')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


EXACT: Final = Context(prec=100)
"""Enough digits for every product and quotient here: a quantity has at most 36, a scale 16."""

SYMBOLS: Final[dict[str, tuple[Dimension, Decimal]]] = {
    "ns": ("time", Decimal("1e-9")),
    "us": ("time", Decimal("1e-6")),
    "µs": ("time", Decimal("1e-6")),
    "ms": ("time", Decimal("0.001")),
    "s": ("time", Decimal(1)),
    "m": ("time", Decimal(60)),
    "h": ("time", Decimal(3600)),
    "d": ("time", Decimal(86400)),
    "w": ("time", Decimal(604800)),
    "%": ("percent", Decimal(1)),
    "C": ("temperature", Decimal(1)),
    "°C": ("temperature", Decimal(1)),
    "mW": ("power", Decimal("0.001")),
    "W": ("power", Decimal(1)),
    "kW": ("power", Decimal(1000)),
    "mJ": ("energy", Decimal("0.001")),
    "J": ("energy", Decimal(1)),
    "Hz": ("frequency", Decimal(1)),
    "MHz": ("frequency", Decimal(10) ** 6),
    "GHz": ("frequency", Decimal(10) ** 9),
    "USD": ("currency", Decimal(1)),
    "x": ("factor", Decimal(1)),
    "B": ("bytes", Decimal(1)),
    **{f"{prefix}B": ("bytes", Decimal(1000) ** power) for power, prefix in enumerate("kMGTP", start=1)},
    **{f"{prefix}iB": ("bytes", Decimal(1024) ** power) for power, prefix in enumerate("KMGTP", start=1)},
}
"""What may follow a number. One currency only: another would need a rate of exchange."""

_PERIODS: Final = {"/s": 1, "/m": 60, "/min": 60, "/h": 3600, "/d": 86400}
_NUMBER: Final = r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,2})?"
_QUANTITY: Final = re.compile(rf"({_NUMBER}) ?([^0-9\s/.]*)(/[a-z]+)?")
QUANTITY_PATTERN: Final = (
    rf"^{_NUMBER} ?(?:{'|'.join(re.escape(symbol) for symbol in SYMBOLS)})?(?:{'|'.join(_PERIODS)})?$|{DURATION_PATTERN}"
)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Quantity | None:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        milliseconds = parse_duration(text)  # `1h30m`
        return None if milliseconds is None else Quantity(text=text, amount=Decimal(milliseconds).scaleb(-3), dimension="time")
    symbol, period = match[2], match[3]
    if (symbol and symbol not in SYMBOLS) or (period and period not in _PERIODS):
        return None
    dimension, scale = SYMBOLS[symbol] if symbol else (None, Decimal(1))
    amount = EXACT.multiply(Decimal(match[1]), scale)
    if period:
        if dimension not in _RATES:
            return None
        dimension, amount = _RATES[dimension], EXACT.divide(amount, _PERIODS[period])
    return Quantity(text=text, amount=amount, dimension=dimension)


_RATES: Final[dict[Dimension | None, Dimension]] = {None: "rate", "bytes": "bytes_rate", "currency": "currency_rate"}
_EXAMPLES: Final[dict[Dimension, str]] = {
    "time": "a duration, for example `100ms`",
    "bytes": "a size, for example `1.5GiB`",
    "ratio": "a share, for example `0.95` or `95%`",
    "percent": "a percentage, for example `95%`",
    "temperature": "a temperature, for example `85C`",
    "power": "a power, for example `70W`",
    "energy": "an energy, for example `100J`",
    "frequency": "a frequency, for example `1500MHz`",
    "currency": "an amount of money, for example `10USD`",
    "count": "a plain number, for example `50`",
    "rate": "a rate, for example `1/s`",
    "bytes_rate": "a transfer rate, for example `10MiB/s`",
    "currency_rate": "an amount of money for a time, for example `10USD/h`",
    "factor": "a factor, for example `10x`",
    "other": "a plain number, for example `1`",
}
_WORDS: Final[dict[Dimension, str]] = {
    "time": "a duration",
    "bytes": "a size",
    "ratio": "a share",
    "percent": "a percentage",
    "temperature": "a temperature",
    "power": "a power",
    "energy": "an energy",
    "frequency": "a frequency",
    "currency": "an amount of money",
    "count": "a number",
    "rate": "a rate",
    "bytes_rate": "a transfer rate",
    "currency_rate": "an amount of money for a time",
    "factor": "a factor",
    "other": "a number",
}
