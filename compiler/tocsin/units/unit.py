"""Units of metrics: what each measures, in what, and how Grafana and an alert's text show it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

Dimension = Literal[
    "time",
    "bytes",
    "ratio",
    "percent",
    "temperature",
    "power",
    "energy",
    "frequency",
    "currency",
    "count",
    "rate",
    "bytes_rate",
    "currency_rate",
    "factor",
    "other",
]


class Unit(Struct, frozen=True, kw_only=True):
    """The unit of a metric: `scale` base units each, shown by Grafana as `grafana`, by an alert as `value`."""

    name: str
    dimension: Dimension
    scale: Decimal = Decimal(1)
    grafana: str = "short"
    value: str = "{{ $value | humanize }}"
    suffix: str = ""
    bare: bool = True
    """Whether a number without a unit is unmistakable here."""


def rate_of(unit: Unit) -> Unit:
    """Return the unit of the per-second rate of a counter of `unit`.

    Seconds per second have no dimension: the rate of CPU seconds is a number of cores.
    """
    match unit.dimension:
        case "bytes":
            # Grafana calls the rate of `mbytes` `MiBs`, that of `decmbytes` `MBs`.
            return Unit(
                name=f"{unit.name}_per_second",
                dimension="bytes_rate",
                scale=unit.scale,
                grafana="binBps" if unit.scale == 1 else f"{unit.suffix}s",
                value=f"{unit.value}/s",
                suffix=f"{unit.suffix}/s",
                bare=False,
            )
        case "time":
            # As a plain number a tenth of the time is 100 million of nanoseconds; as a time it is 100 ms in each second.
            return Unit(name="ratio", dimension="ratio", scale=unit.scale, grafana="short" if unit.scale == 1 else unit.grafana)
        case "energy":
            return UNITS["watts"] if unit.scale == 1 else UNITS["milliwatts"]
        case _:
            name = f"{unit.name}_per_second"
            rate = UNITS.get(name) or Unit(name=name, dimension="rate", grafana="cps", value='{{ $value | printf "%.2f" }}/s', suffix="/s")
            return replace(rate, bare=False)


# Nouns that count things. A new pack may bring a new noun: add it here, so that a misspelt unit stays a mistake.
_COUNTS: Final = """
    alerts chunks clients concurrency configs connections containers count cores entries errors events examples exit_code files
    flop generation gpus graphs groups grpc_status hash hosts http_status inferences info inodes items jobs keys messages models nodes
    notifications observations operations packets pages peers pods predictions processes pushes queries records
    replicas requests resources responses restarts rows samples segments series silences sockets state streams syncs targets
    threads tokens triggers users version xid_code by_metric by_method by_resource by_unit_label
"""
_FRACTIONS: Final = "difference p_value probability score value"


def _unit(  # one row of a table
    name: str,
    dimension: Dimension,
    grafana: str,
    form: str = "humanize",
    suffix: str = "",
    *,
    scale: str | int = 1,
    gap: str = "",
    bare: bool = False,
) -> Unit:
    value = f"{{{{ $value | {form} }}}}{gap}{suffix}"
    return Unit(name=name, dimension=dimension, scale=Decimal(scale), grafana=grafana, value=value, suffix=suffix, bare=bare)


_WHOLE: Final = 'printf "%.0f"'
_TENTHS: Final = 'printf "%.1f"'
_HUNDREDTHS: Final = 'printf "%.2f"'
_TABLE: Final = (
    Unit(name="seconds", dimension="time", grafana="s", value="{{ $value | humanizeDuration }}", suffix="s", bare=False),
    _unit("milliseconds", "time", "ms", _WHOLE, "ms", scale="0.001"),
    _unit("microseconds", "time", "µs", _WHOLE, "µs", scale="1e-6"),
    _unit("nanoseconds", "time", "ns", _WHOLE, "ns", scale="1e-9"),
    _unit("timestamp_seconds", "time", "dateTimeAsIso", "humanizeTimestamp"),
    _unit("timestamp_milliseconds", "time", "dateTimeAsIso", _WHOLE, scale="0.001"),
    _unit("bytes", "bytes", "bytes", "humanize1024", "B"),
    _unit("KiB", "bytes", "kbytes", _WHOLE, "KiB", gap=" ", scale=1024),
    _unit("MiB", "bytes", "mbytes", _WHOLE, "MiB", gap=" ", scale=1024**2),
    _unit("GiB", "bytes", "gbytes", _TENTHS, "GiB", gap=" ", scale=1024**3),
    _unit("megabytes", "bytes", "decmbytes", _WHOLE, "MB", gap=" ", scale=10**6),
    _unit("gigabytes", "bytes", "decgbytes", _TENTHS, "GB", gap=" ", scale=10**9),
    _unit("ratio", "ratio", "percentunit", "humanizePercentage", bare=True),
    _unit("percent", "percent", "percent", _TENTHS, "%"),
    _unit("celsius", "temperature", "celsius", _WHOLE, "°C", bare=True),
    _unit("watts", "power", "watt", _WHOLE, "W", bare=True),
    _unit("milliwatts", "power", "mwatt", _WHOLE, "mW", scale="0.001"),
    _unit("joules", "energy", "joule", suffix="J", bare=True),
    _unit("millijoules", "energy", "suffix:mJ", _WHOLE, "mJ", scale="0.001"),
    _unit("hertz", "frequency", "hertz", suffix="Hz", bare=True),
    _unit("megahertz", "frequency", "suffix:MHz", _WHOLE, "MHz", scale=10**6),
    _unit("usd", "currency", "currencyUSD", _HUNDREDTHS, " USD", bare=True),
    _unit("usd_per_second", "currency_rate", "suffix:USD/s", _HUNDREDTHS, " USD/s", bare=True),
    _unit("requests_per_second", "rate", "reqps", _HUNDREDTHS, "/s", bare=True),
    _unit("tokens_per_second", "rate", "suffix:tok/s", _HUNDREDTHS, "/s", bare=True),
    _unit("bytes_per_second", "bytes_rate", "binBps", "humanize1024", "B/s"),
    _unit("factor", "factor", "suffix:x", _HUNDREDTHS, "x", bare=True),
    _unit("deviations", "count", "short", _TENTHS, " deviations", bare=True),
    Unit(name="bool", dimension="other", grafana="bool_yes_no", value="{{ $value }}"),
    *(Unit(name=noun, dimension="count") for noun in _COUNTS.split()),
    # `humanize` would show a fraction as thousandths, `153m`.
    *(Unit(name=noun, dimension="count", value='{{ $value | printf "%.3f" }}') for noun in _FRACTIONS.split()),
)
UNITS: Final[dict[str, Unit]] = {unit.name: unit for unit in _TABLE}
MOMENTS: Final = frozenset({"timestamp_seconds", "timestamp_milliseconds"})
"""Units that are no durations, but times since 1970."""
