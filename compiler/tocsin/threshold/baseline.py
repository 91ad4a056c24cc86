"""The distribution that a histogram is compared with and that nobody exports, such as that of the data a model was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from tocsin import units
from tocsin.annotation import spellings
from tocsin.measures import Series
from tocsin.promql import Call, Expr, Number, String, either
from tocsin.section import Amount, mistake
from tocsin.threshold.refusal import Refusal, unit_mismatch
from tocsin.units import UNITS, Quantity, Unit, parse_quantity


def _edge(text: str) -> str:
    if parse_quantity(text) is None:
        raise mistake("threshold/bad-baseline", f"`{text}` is no edge of a bucket", "write the number that a bucket ends at: `{0.5: 10%}`")
    return text


def _share(given: Quantity) -> Quantity:
    share = units.convert(given, UNITS["ratio"])
    if share is None or not 0 <= share <= 1:
        raise mistake("threshold/bad-baseline", f"`{given.text}` is no share", "write which share of all is at or under the edge: `10%`")
    return given


Baseline = Annotated[dict[Annotated[str, AfterValidator(_edge)], Annotated[Amount, AfterValidator(_share)]], Field(min_length=1)]
"""The share of all observations at or under an edge, by edge."""


def shares(baseline: Mapping[str, Quantity], histogram: Series, path: tuple[str, ...]) -> tuple[tuple[float, float], ...] | Refusal:
    """Return the edges as numbers of the histogram's unit, ascending, each with its share; `path` is where `baseline` stands."""
    found: dict[float, tuple[str, Quantity]] = {}
    for text, share in baseline.items():
        edge = edge_of(text, histogram.base)
        if edge is None:
            return unit_mismatch(histogram, _amount(text), (*path, text))
        if edge in found:
            return _refused(f"has one bucket that ends at `{found[edge][0]}` and `{text}`", "remove one of them", (*path, text))
        if histogram.buckets and edge not in histogram.buckets:
            known = ", ".join(f"`{units.show(each, histogram.base)}`" for each in sorted(histogram.buckets))
            return _refused(f"has no bucket that ends at `{text}`", f"its edges are {known}", (*path, text))
        found[edge] = text, share
    for lower, upper in pairwise(sorted(found)):
        (under, less), (text, more) = found[lower], found[upper]
        if _ratio(less) > _ratio(more):
            message = f"cannot have `{less.text}` at or under `{under}` and only `{more.text}` at or under `{text}`"
            return _refused(message, "count what is at or under the lower edges too", (*path, text))
    return tuple((edge, _ratio(share)) for edge, (_, share) in sorted(found.items()))


def edge_of(text: str, unit: Unit) -> float | None:
    """Return an edge as a number of `unit`, as those of `buckets:` are; None when it is in none such."""
    return units.as_exported(_amount(text), unit)


def _refused(message: str, remedy: str, path: tuple[str, ...]) -> Refusal:
    return Refusal(code="threshold/bad-baseline", message=message, remedy=remedy, path=path)


def vector(shares: tuple[tuple[float, float], ...]) -> Expr:
    """Return the shares as series that nobody exports, told apart by `le`, however that is spelled."""
    each: list[Expr] = [
        Call("label_replace", (Call("vector", (Number(share),)), String("le"), String(text), String(""), String("")))
        for edge, share in shares
        for text in spellings(edge)
    ]
    return reduce(either, each)


def _amount(text: str) -> Quantity:
    quantity = parse_quantity(text)
    if quantity is None:
        raise AssertionError("validated: an edge is a quantity")
    return quantity


def _ratio(given: Quantity) -> float:
    share = units.convert(given, UNITS["ratio"])
    if share is None:
        raise AssertionError("validated: a share is a ratio")
    return share
