"""Where in the specs the limit of an alert is written, and which other numbers may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from tocsin.backtest import Asked
    from tocsin.finding import Checked
    from tocsin.source import Span
    from tocsin.threshold import Threshold

_SYMBOL: Final = re.compile(r"[^\d.]*$")
_THRESHOLD: Final = 4
"""Parts of the route of a threshold: `models`, its name, `thresholds`, its name."""


class Place(Struct, frozen=True, kw_only=True):
    """The limit of one alert, as a number of what its author wrote behind it."""

    alert: Asked
    span: Span
    given: str
    present: Decimal
    symbol: str
    edges: frozenset[Decimal]
    """Only these can stand there; none: any number."""
    graver: tuple[tuple[Span, Decimal], ...] = ()
    """Where the limits of graver steps of the same ladder stand, and their numbers."""

    def text(self, number: Decimal) -> str:
        """Return another number as its author would write it."""
        return f"{number.normalize():f}{self.symbol}"

    def limit(self, number: Decimal) -> float | None:
        """Return what a number there means to the rule; None: nobody can write that number."""
        from tocsin.units import convert, parse_quantity

        quantity = parse_quantity(self.text(number))
        return None if quantity is None else convert(quantity, self.alert.unit)

    def written(self, limit: float) -> Decimal:
        """Return how one would have to write what is a number to the rule."""
        return Decimal(repr(limit)) / Decimal(repr(self.limit(Decimal(1))))


def place_of(alert: Asked, checked: Checked, texts: Mapping[str, str]) -> Place | str:
    """Return where the limit of an alert is written in the files `texts`; or why there is none in whose place another could stand."""
    if alert.at[2:3] != ("thresholds",) or len(alert.at) != _THRESHOLD:
        return "no threshold says its limit"
    if alert.limit is None or alert.limit[0] not in {">", "<"}:
        return "it does not compare one value with one limit, above or below"
    from tocsin.units import Quantity, convert

    section, subject, _, name = alert.at
    threshold: Threshold = getattr(checked.resolved.spec, str(section))[subject].thresholds[name]
    steps = threshold.steps()
    step = next((each for each in steps if len(steps) == 1 or each.severity == alert.severity), None)
    origins = checked.resolved.origins
    route = (*alert.at, *step.path) if step is not None else alert.at
    if not isinstance(origins.value(route), str | int | float):
        return "no file of the spec says its limit: a pack brings it"
    found = _written(alert, origins.span(route), texts)
    if isinstance(found, str):
        return found
    order = checked.resolved.spec.platform.severities
    graver = tuple(
        (origins.span((*alert.at, *each.path)), found.written(limit))
        for each in steps
        if each.severity in order and alert.severity in order and order.index(each.severity) > order.index(alert.severity)
        for bound in each.bounds
        if isinstance(bound.limit, Quantity) and (limit := convert(bound.limit, alert.unit)) is not None
    )
    return replace(found, edges=frozenset(map(found.written, _edges(alert, checked, threshold))), graver=graver)


def _written(alert: Asked, span: Span, texts: Mapping[str, str]) -> Place | str:
    from tocsin.source import split_lines
    from tocsin.units import parse_quantity

    lines = split_lines(texts.get(span.file, ""))
    there = lines[span.line - 1][span.column - 1 : span.end_column - 1] if span.line <= len(lines) else ""
    given = there[1:-1] if there[:1] in {'"', "'"} else there
    quantity = parse_quantity(given)
    symbol = _SYMBOL.search(given.rstrip())
    one = parse_quantity(f"1{symbol.group() if symbol else ''}")
    if quantity is not None and one is not None and symbol is not None and alert.limit is not None:
        place = Place(alert=alert, span=span, given=given, present=quantity.amount / one.amount, symbol=symbol.group(), edges=frozenset())
        if place.limit(place.present) == alert.limit[1]:
            return place
    return "what is written there is not the number that it compares with"


def _edges(alert: Asked, checked: Checked, threshold: Threshold) -> tuple[float, ...]:
    """Return the edges of buckets of which the limit of a quantile has to be one; none where it need not."""
    from tocsin.thresholds import quantile

    if not isinstance(threshold, quantile.Kind) or threshold.interpolate:
        return ()
    proofs = (each.proof for each in checked.platform.alerts if each.at == alert.at and each.proof is not None)
    histogram = next((getattr(proof.drive, "histogram", None) for proof in proofs), None)
    edges: tuple[float, ...] = getattr(histogram, "buckets", ())
    return edges
