"""Units of metrics and quantities of specs: what converts into what, and how people and Grafana read it.

A number in a spec carries its unit (`100ms`, `95%`, `20GiB`, `1/s`) and is converted, exactly, into the unit of the
metric that it is compared with. Decimal arithmetic, because 0.1 s in binary floating point is no whole number of microseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

Dimension = Literal[
    "time", "bytes", "ratio", "percent", "temperature", "power", "energy", "frequency", "currency", "count", "rate", "bytes_rate", "other"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The unit of a metric: `scale` base units each, shown by Grafana as `grafana`, by an alert as `value`."""

    name: str
    dimension: Dimension
    scale: Decimal = Decimal(1)
    grafana: str = "short"
    value: str = "{{ $value | humanize }}"
    suffix: str = ""
    bare: bool = True
    """Whether a number without a unit is unmistakable here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
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
    return Quantity(text=_plain(given), amount=Decimal(repr(given)), dimension=None)


def convert(quantity: Quantity, unit: Unit) -> float | None:
    """Return `quantity` as a number of `unit`s, None when the two do not measure the same thing.

    >>> convert(parse_quantity("100ms"), UNITS["microseconds"]), convert(parse_quantity("95%"), UNITS["ratio"])
    (100000.0, 0.95)
    >>> convert(parse_quantity("100MiB"), UNITS["seconds"])
    """
    amount = quantity.amount
    if quantity.dimension is None:
        return float(amount) if unit.bare else None
    if unit.dimension == "ratio" and quantity.dimension == "percent":
        return float(amount / 100)
    if quantity.dimension != unit.dimension:
        return None
    return float(amount / unit.scale)


def rate_of(unit: Unit) -> Unit:
    """Return the unit of the per-second rate of a counter of `unit`.

    Seconds per second have no dimension: the rate of CPU seconds is a number of cores.
    """
    match unit.dimension:
        case "bytes":
            return Unit(
                name=f"{unit.name}_per_second",
                dimension="bytes_rate",
                scale=unit.scale,
                grafana="binBps",
                value="{{ $value | humanize1024 }}B/s",
                bare=False,
            )
        case "time":
            return Unit(name="ratio", dimension="ratio", grafana="short", value="{{ $value | humanize }}", scale=unit.scale)
        case "energy":
            return replace(UNITS["watts"], scale=unit.scale)
        case _:
            known = UNITS.get(f"{unit.name}_per_second")
            if known is not None:
                return replace(known, bare=False)
            grafana = "cps"
            return Unit(
                name=f"{unit.name}_per_second", dimension="rate", grafana=grafana, value='{{ $value | printf "%.2f" }}/s', bare=False
            )


def example_of(unit: Unit) -> str:
    """Return a quantity that `unit` takes, for a help line."""
    return _EXAMPLES[unit.dimension]


def kind_of(quantity: Quantity) -> str:
    """Return what `quantity` is, in words, for a message."""
    return "a plain number" if quantity.dimension is None else _WORDS[quantity.dimension]


def show(number: float, unit: Unit) -> str:
    """Return a number of `unit`s as a person writes it.

    >>> show(0.1, UNITS["seconds"]), show(0.95, UNITS["ratio"]), show(85.0, UNITS["celsius"])
    ('100ms', '95%', '85°C')
    """
    amount = Decimal(repr(number))
    match unit.dimension:
        case "time":
            seconds = amount * unit.scale
            for symbol, scale in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
                if seconds >= scale and seconds % scale == 0:
                    return f"{_plain(seconds / scale)}{symbol}"
            return f"{_plain(seconds)}s" if seconds >= 1 or seconds == 0 else f"{_plain(seconds * 1000)}ms"
        case "ratio" if unit.name != "cores":
            return f"{_plain(amount * 100)}%"
        case _:
            return f"{_plain(amount)}{unit.suffix}"


def _plain(number: float | Decimal) -> str:
    text = format(Decimal(repr(number)) if isinstance(number, float) else Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_SYMBOLS: Final[dict[str, tuple[Dimension, Decimal]]] = {
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
    "W": ("power", Decimal(1)),
    "kW": ("power", Decimal(1000)),
    "J": ("energy", Decimal(1)),
    "Hz": ("frequency", Decimal(1)),
    "MHz": ("frequency", Decimal(10) ** 6),
    "GHz": ("frequency", Decimal(10) ** 9),
    "USD": ("currency", Decimal(1)),
    "EUR": ("currency", Decimal(1)),
    "B": ("bytes", Decimal(1)),
    **{f"{prefix}B": ("bytes", Decimal(1000) ** power) for power, prefix in enumerate("kMGTP", start=1)},
    **{f"{prefix}iB": ("bytes", Decimal(1024) ** power) for power, prefix in enumerate("KMGTP", start=1)},
}
_QUANTITY = re.compile(r"([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)\s?([^\d\s/.]*)(/(?:s|m|min|h|d))?")
_PERIODS: Final = {"/s": 1, "/m": 60, "/min": 60, "/h": 3600, "/d": 86400}

QUANTITY_PATTERN: Final = (
    r"^[-+]?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?\s?(ns|us|µs|ms|s|m|h|d|w|%|°?C|k?W|J|[MG]?Hz|USD|EUR|[kMGTP]?B|[KMGTP]iB)?(/(s|m|min|h|d))?$"
)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Quantity | None:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    number, symbol, period = Decimal(match[1]), match[2], match[3]
    if not symbol:
        rate: Dimension | None = "rate" if period else None
        return Quantity(text=text, amount=number / _PERIODS[period] if period else number, dimension=rate)
    if symbol not in _SYMBOLS:
        return None
    dimension, scale = _SYMBOLS[symbol]
    if period:
        return Quantity(text=text, amount=number * scale / _PERIODS[period], dimension="bytes_rate") if dimension == "bytes" else None
    return Quantity(text=text, amount=number * scale, dimension=dimension)


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
    "other": "a number",
}
# Nouns that count things. A new pack may bring a new noun: add it here, so that a misspelt unit stays a mistake.
_FRACTIONS: Final = "score probability p_value difference value"
_COUNTS: Final = (
    "alerts chunks clients concurrency configs connections containers count cores entries errors events examples exit_code files flop "
    "generation graphs groups grpc_status hash hosts http_status inferences info inodes items keys messages models notifications observations "
    "packets pages peers pods processes pushes queries records replicas requests resources responses rows samples "
    "segments series silences sockets state streams syncs targets threads tokens triggers users version xid_code "
    "by_metric by_method by_resource by_unit_label predictions jobs nodes gpus operations restarts"
)


def _units() -> tuple[Unit, ...]:
    seconds = "{{ $value | humanizeDuration }}"
    kibi, mebi, giga = Decimal(1024), Decimal(1024) ** 2, Decimal(10) ** 9
    return (
        Unit(name="seconds", dimension="time", grafana="s", value=seconds, suffix="s", bare=False),
        Unit(
            name="milliseconds",
            dimension="time",
            scale=Decimal("0.001"),
            grafana="ms",
            value='{{ $value | printf "%.0f" }}ms',
            suffix="ms",
            bare=False,
        ),
        Unit(
            name="microseconds",
            dimension="time",
            scale=Decimal("1e-6"),
            grafana="µs",
            value='{{ $value | printf "%.0f" }}µs',
            suffix="µs",
            bare=False,
        ),
        Unit(
            name="nanoseconds",
            dimension="time",
            scale=Decimal("1e-9"),
            grafana="ns",
            value='{{ $value | printf "%.0f" }}ns',
            suffix="ns",
            bare=False,
        ),
        Unit(name="timestamp_seconds", dimension="time", grafana="dateTimeAsIso", value="{{ $value | humanizeTimestamp }}", bare=False),
        Unit(name="bytes", dimension="bytes", grafana="bytes", value="{{ $value | humanize1024 }}B", suffix="B", bare=False),
        Unit(
            name="KiB", dimension="bytes", scale=kibi, grafana="kbytes", value='{{ $value | printf "%.0f" }} KiB', suffix="KiB", bare=False
        ),
        Unit(
            name="MiB", dimension="bytes", scale=mebi, grafana="mbytes", value='{{ $value | printf "%.0f" }} MiB', suffix="MiB", bare=False
        ),
        Unit(
            name="GiB",
            dimension="bytes",
            scale=kibi * mebi,
            grafana="gbytes",
            value='{{ $value | printf "%.1f" }} GiB',
            suffix="GiB",
            bare=False,
        ),
        Unit(
            name="megabytes",
            dimension="bytes",
            scale=Decimal(10) ** 6,
            grafana="decmbytes",
            value='{{ $value | printf "%.0f" }} MB',
            suffix="MB",
            bare=False,
        ),
        Unit(
            name="gigabytes",
            dimension="bytes",
            scale=giga,
            grafana="decgbytes",
            value='{{ $value | printf "%.1f" }} GB',
            suffix="GB",
            bare=False,
        ),
        Unit(name="ratio", dimension="ratio", grafana="percentunit", value="{{ $value | humanizePercentage }}"),
        Unit(name="percent", dimension="percent", grafana="percent", value='{{ $value | printf "%.1f" }}%', suffix="%", bare=False),
        Unit(name="celsius", dimension="temperature", grafana="celsius", value='{{ $value | printf "%.0f" }}°C', suffix="°C"),
        Unit(name="watts", dimension="power", grafana="watt", value='{{ $value | printf "%.0f" }}W', suffix="W"),
        Unit(name="joules", dimension="energy", grafana="joule", value="{{ $value | humanize }}J", suffix="J"),
        Unit(
            name="millijoules",
            dimension="energy",
            scale=Decimal("0.001"),
            grafana="joule",
            value='{{ $value | printf "%.0f" }}mJ',
            suffix="mJ",
            bare=False,
        ),
        Unit(name="hertz", dimension="frequency", grafana="hertz", value="{{ $value | humanize }}Hz", suffix="Hz"),
        Unit(
            name="megahertz",
            dimension="frequency",
            scale=Decimal(10) ** 6,
            grafana="suffix:MHz",
            value='{{ $value | printf "%.0f" }}MHz',
            suffix="MHz",
            bare=False,
        ),
        Unit(name="usd", dimension="currency", grafana="currencyUSD", value='{{ $value | printf "%.2f" }} USD', suffix=" USD"),
        Unit(name="requests_per_second", dimension="rate", grafana="reqps", value='{{ $value | printf "%.2f" }}/s', suffix="/s"),
        Unit(name="tokens_per_second", dimension="rate", grafana="suffix:tok/s", value='{{ $value | printf "%.2f" }}/s', suffix="/s"),
        Unit(
            name="bytes_per_second",
            dimension="bytes_rate",
            grafana="binBps",
            value="{{ $value | humanize1024 }}B/s",
            suffix="B/s",
            bare=False,
        ),
        Unit(name="bool", dimension="other", grafana="bool_yes_no", value="{{ $value }}"),
        # `humanize` would show a share as thousandths, `153m`.
        *(Unit(name=noun, dimension="count", value='{{ $value | printf "%.3f" }}') for noun in _FRACTIONS.split()),
        *(Unit(name=noun, dimension="count") for noun in _COUNTS.split()),
    )


UNITS: Final[dict[str, Unit]] = {unit.name: unit for unit in _units()}
