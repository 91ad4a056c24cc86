"""Numbers as people write them: the other way round from parsing a quantity."""

from __future__ import annotations

from decimal import Decimal

from tocsin.units.quantity import EXACT, SYMBOLS, plain
from tocsin.units.unit import Unit


def show(number: float, unit: Unit) -> str:
    """Return a number of `unit`s as a person writes it; what it says is exactly that number.

    >>> from tocsin.units import UNITS
    >>> show(0.1, UNITS["seconds"]), show(0.95, UNITS["ratio"]), show(85.0, UNITS["celsius"]), show(1.5e9, UNITS["bytes"])
    ('100ms', '95%', '85°C', '1.5GB')
    """
    amount = Decimal(repr(number))
    match unit.dimension:
        case "time":
            return _time(EXACT.multiply(amount, unit.scale))
        case "bytes":
            return _shortest(EXACT.multiply(amount, unit.scale))
        case "ratio":
            return f"{plain(EXACT.multiply(amount, 100 * unit.scale))}%"
        case _:
            return f"{plain(amount)}{unit.suffix}"


def _time(seconds: Decimal) -> str:
    for symbol in ("d", "h", "m", "s"):
        scale = SYMBOLS[symbol][1]
        if seconds >= scale and seconds % scale == 0:
            return f"{plain(seconds / scale)}{symbol}"
    return f"{plain(seconds)}s" if seconds >= 1 or seconds == 0 else f"{plain(seconds * 1000)}ms"


def _shortest(size: Decimal) -> str:
    """Return a size in the prefix, binary or decimal, that says it in the fewest characters: `1.5GB`, but `512MiB`."""
    scales = ((symbol, scale) for symbol, (dimension, scale) in SYMBOLS.items() if dimension == "bytes")
    return min((f"{plain(EXACT.divide(size, scale))}{symbol}" for symbol, scale in scales if abs(size) >= scale or scale == 1), key=len)
