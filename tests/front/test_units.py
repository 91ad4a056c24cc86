"""Quantities and units: what converts into what, exactly, and how it is shown."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from grafanalib import formatunits
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin import catalog
from tocsin.units import QUANTITY_PATTERN, UNITS, Unit, convert, example_of, kind_of, parse_quantity, rate_of, show
from tocsin.units.quantity import SYMBOLS

_UNITS = st.sampled_from(sorted(UNITS.values(), key=lambda unit: unit.name))
_RATES = st.sampled_from([rate_of(unit) for unit in sorted(UNITS.values(), key=lambda unit: unit.name)])
_DECIMALS = st.decimals(-(10**12), 10**12, places=6)


def in_unit(text: str | float, unit: str) -> float | None:
    quantity = parse_quantity(text)
    assert quantity is not None
    return convert(quantity, UNITS[unit])


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("100ms", "seconds", 0.1),
        ("100ms", "milliseconds", 100),
        ("100ms", "microseconds", 100_000),
        ("0.1s", "nanoseconds", 1e8),
        ("250us", "seconds", 0.00025),
        ("250µs", "microseconds", 250),
        ("5m", "seconds", 300),
        ("5 m", "seconds", 300),
        ("1h30m", "seconds", 5400),
        ("2w", "seconds", 1_209_600),
        ("1d12h", "milliseconds", 129_600_000),
        ("20GiB", "bytes", 20 * 2**30),
        ("20GB", "bytes", 20e9),
        ("1.5GB", "MiB", 1_500_000_000 / 2**20),
        ("1KiB", "bytes", 1024),
        ("1kB", "bytes", 1000),
        ("1B", "GiB", 2**-30),
        ("95%", "ratio", 0.95),
        ("0.1%", "ratio", 0.001),
        ("95%", "percent", 95),
        (0.95, "ratio", 0.95),
        (1, "ratio", 1),
        (-3, "count", -3),
        ("50", "requests", 50),
        ("-.5", "score", -0.5),
        ("1e3", "requests", 1000),
        ("85C", "celsius", 85),
        ("85°C", "celsius", 85),
        (85, "celsius", 85),
        ("0.3kW", "watts", 300),
        ("300mW", "watts", 0.3),
        ("5mJ", "joules", 0.005),
        ("1.4GHz", "megahertz", 1400),
        ("10USD", "usd", 10),
        ("10 USD", "usd", 10),
        ("3600USD/h", "usd_per_second", 1),
        ("3600/h", "usd_per_second", 1),
        ("60/m", "requests_per_second", 1),
        ("60/min", "requests_per_second", 1),
        ("1/s", "tokens_per_second", 1),
        ("86400/d", "requests_per_second", 1),
        ("60MiB/m", "bytes_per_second", 2**20),
        (1e22, "count", 1e22),
        (1e300, "count", 1e300),
    ],
)
def test_a_quantity_becomes_the_exact_number_of_the_metric_s_unit(text: str | float, unit: str, number: float) -> None:
    assert in_unit(text, unit) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "fast", "5 minutes", "5M", "ms", "1.2.3", "1,5s", "1_000", "0x10", "--1", "1 %%", "5m/s", "5%/s", "1/", "1/week", "/s"),
        *(
            "10EUR",
            "1e",
            "1e400",
            "1e999999999ms",
            "1" * 19,
            f"1.{'1' * 19}",
            "1" * 5000,
            "1" * 5000 + "s",
            "٣s",
            "5\n",
            "\n5",
            "inf",
            "nan",
            "1h30",
            "30m1h",
        ),
    ],
)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(("100MiB", "seconds"), ("100ms", "bytes"), ("95%", "seconds"), ("95%", "count"), ("1/s", "requests")),
        *(("5s", "ratio"), ("5C", "watts"), ("5J", "watts"), ("1MiB", "bytes_per_second"), ("1MiB/s", "bytes"), ("10USD", "count")),
        *(("10USD", "usd_per_second"), ("10USD/h", "usd"), ("10USD/h", "requests_per_second"), ("1MiB/s", "usd_per_second")),
    ],
)
def test_what_measures_something_else_is_not_converted(text: str, unit: str) -> None:
    assert in_unit(text, unit) is None


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_bare_number_is_taken_only_where_it_is_unmistakable(unit: str) -> None:
    mistakable = UNITS[unit].dimension in {"time", "bytes", "bytes_rate", "percent"} or UNITS[unit].scale != 1
    assert (in_unit(5, unit) is None) == mistakable
    assert (in_unit("5", unit) is None) == mistakable


@given(_DECIMALS, st.sampled_from(sorted(SYMBOLS)), _UNITS)
def test_conversion_is_exact(number: Decimal, symbol: str, unit: Unit) -> None:
    quantity = parse_quantity(f"{number}{symbol}")
    assert quantity is not None
    dimension, scale = SYMBOLS[symbol]
    converted = convert(quantity, unit)
    if dimension == unit.dimension:
        assert converted == float(Fraction(number) * Fraction(scale) / Fraction(unit.scale))
    elif (dimension, unit.dimension) == ("percent", "ratio"):
        assert converted == float(Fraction(number) / 100)
    else:
        assert converted is None


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000), st.sampled_from(["ms", "MiB", "%", "kW", "J", "GHz", "USD", "/s", ""]), _UNITS)
def test_conversion_is_linear(number: int, factor: int, symbol: str, unit: Unit) -> None:
    once, often = parse_quantity(f"{number}{symbol}"), parse_quantity(f"{number * factor}{symbol}")
    assert once is not None
    assert often is not None
    converted = convert(once, unit)
    assert convert(often, unit) == (None if converted is None else pytest.approx(converted * factor, rel=1e-15, abs=0))


@given(st.floats(-1e12, 1e12).map(lambda number: float(f"{number:.9g}")), _UNITS | _RATES)
def test_what_is_shown_reads_as_the_same_number(number: float, unit: Unit) -> None:
    quantity = parse_quantity(show(number, unit))
    assume(quantity is not None or abs(number) < 1e-9)  # more than 18 digits
    assert quantity is None or convert(quantity, unit) == number


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (0.1, "seconds", "100ms"),
        (0, "seconds", "0s"),
        (90, "seconds", "90s"),
        (5400, "seconds", "90m"),
        (86400, "seconds", "1d"),
        (1.5, "seconds", "1.5s"),
        (100_000, "microseconds", "100ms"),
        (1.5e9, "bytes", "1.5GB"),
        (512 * 2**20, "bytes", "512MiB"),
        (70 * 1024, "MiB", "70GiB"),
        (1000, "bytes", "1kB"),
        (999, "bytes", "999B"),
        (0, "bytes", "0B"),
        (-2e9, "bytes", "-2GB"),
        (0.95, "ratio", "95%"),
        (0.001, "ratio", "0.1%"),
        (95, "percent", "95%"),
        (85, "celsius", "85°C"),
        (10, "usd", "10 USD"),
        (5, "requests_per_second", "5/s"),
        (1e22, "count", "10000000000000000000000"),
        (2.50, "score", "2.5"),
    ],
)
def test_a_number_is_shown_as_a_person_writes_it(number: float, unit: str, text: str) -> None:
    assert show(number, UNITS[unit]) == text


@pytest.mark.parametrize(
    ("unit", "quantity", "number"),
    [
        ("requests", "5/s", 5.0),
        ("requests", "5", None),
        ("bytes", "1MiB/s", 2.0**20),
        ("MiB", "1MiB/s", 1.0),
        ("joules", "300W", 300.0),
        ("millijoules", "300W", 300_000.0),
        ("seconds", "95%", 0.95),
        ("milliseconds", "95%", 950.0),
        ("seconds", "1.5", 1.5),
    ],
)
def test_the_rate_of_a_counter_has_a_unit_of_its_own(unit: str, quantity: str, number: float | None) -> None:
    parsed = parse_quantity(quantity)
    assert parsed is not None
    assert convert(parsed, rate_of(UNITS[unit])) == number


def test_every_unit_that_a_pack_may_use_is_known() -> None:
    assert UNITS.keys() >= catalog.UNITS


_GRAFANA = {value for name, value in vars(formatunits).items() if name.isupper() and isinstance(value, str)}


def test_a_share_of_time_that_is_counted_in_nanoseconds_is_shown_as_a_time() -> None:
    assert (rate_of(UNITS["nanoseconds"]).grafana, rate_of(UNITS["seconds"]).grafana) == ("ns", "short")


@pytest.mark.parametrize("unit", [*UNITS.values(), *(rate_of(unit) for unit in UNITS.values())])
def test_grafana_knows_every_unit(unit: Unit) -> None:
    assert unit.grafana in _GRAFANA or re.fullmatch(r"suffix:\S+", unit.grafana), unit.grafana


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_help_shows_a_quantity_that_the_unit_takes(unit: Unit) -> None:
    for example in re.findall(r"`([^`]+)`", example_of(unit)):
        quantity = parse_quantity(example)
        assert quantity is not None
        assert convert(quantity, unit) is not None
        assert kind_of(quantity)


@given(st.text(alphabet="0123456789.eE+-/ smhdBkKMGTPi%CWJHz°µunUSDR", max_size=8) | _DECIMALS.map(str))
def test_editors_accept_exactly_what_the_compiler_does(text: str) -> None:
    assert (re.search(QUANTITY_PATTERN.replace("$", r"\Z"), text) is not None and text != "") == (parse_quantity(text) is not None)
