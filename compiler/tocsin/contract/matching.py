"""Compares a matcher with the labels of a page's series."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tocsin.catalog.vocabulary import FORMAT_LABELS
from tocsin.contract.page import Sample
from tocsin.promql import Matcher
from tocsin.regex.patterns import matches


def fits(matchers: Iterable[Matcher], sample: Sample) -> bool:
    """Tell whether a series satisfies every matcher; a label that it lacks is empty."""
    return all(_holds(matcher, sample.labels.get(matcher.label, "")) for matcher in matchers)


def _holds(matcher: Matcher, value: str) -> bool:
    """Tell whether a label's value satisfies a matcher, as Prometheus would: an edge is stored as `1.0`, whichever way it is served."""
    forms = {value, *_as_stored(value)} if matcher.label in FORMAT_LABELS else {value}
    match matcher.op:
        case "=":
            return matcher.value in forms
        case "!=":
            return matcher.value not in forms
        case "=~":
            return any(matches(matcher.value, form) for form in forms)
        case "!~":
            return not any(matches(matcher.value, form) for form in forms)


def _as_stored(value: str) -> tuple[str, ...]:
    found = value_of(value)
    return () if math.isnan(found) or math.isinf(found) else (format(found, "g"), repr(found))


def value_of(text: str) -> float:
    """Return the number in a label such as `le`; not a number when there is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def edge_of(pattern: str) -> str:
    r"""Return the edge that a matcher on `le` is about; of a whole one both spellings are matched.

    >>> edge_of(r"1(\.0)?")
    '1'
    """
    return pattern.replace(r"(\.0)?", "").replace("\\", "")
