"""Units of metrics and quantities of specs: what converts into what, and how people and Grafana read it.

A number in a spec carries its unit (`100ms`, `95%`, `20GiB`, `1/s`) and is converted, exactly, into the unit of the
metric that it is compared with. Decimal arithmetic, because 0.1 s in binary floating point is no whole number of microseconds.
"""

from tocsin.units.named import is_moment, named_unit, spelt_out, unit_word
from tocsin.units.quantity import QUANTITY_PATTERN, SYMBOLS, Quantity, as_exported, convert, example_of, kind_of, parse_quantity
from tocsin.units.shown import show
from tocsin.units.unit import MOMENTS, UNITS, Dimension, Unit, rate_of

__all__ = [
    "MOMENTS",
    "QUANTITY_PATTERN",
    "SYMBOLS",
    "UNITS",
    "Dimension",
    "Quantity",
    "Unit",
    "as_exported",
    "convert",
    "example_of",
    "is_moment",
    "kind_of",
    "named_unit",
    "parse_quantity",
    "rate_of",
    "show",
    "spelt_out",
    "unit_word",
]
