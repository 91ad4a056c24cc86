"""From the text of a Prometheus query to the counters that it adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.catalog.vocabulary import FORMAT_LABELS
from tocsin.measures.edges import numbered

# Sloth fills this in; which window it is does not matter, for a rate is taken over each of our own.
_WINDOW_OF_SLOTH: Final = "{{.window}}"
_RATES: Final = frozenset({"rate", "increase"})


class NotCountersError(Exception):
    """Says why a query is no sum of counters; never leaves this package."""


def counters(query: str, *, counter: bool) -> tuple[promql.Selector, ...]:
    """Return the counters whose sum `query` is; `counter` says that what it selects is one, which `rate` says too.

    >>> [promql.to_text(each) for each in counters('sum(rate(a_total{code="200"}[5m])) + sum(rate(b_total[5m]))', counter=False)]
    ['a_total{code="200"}', 'b_total']

    Raises:
        NotCountersError: it is something else, in words.
    """
    return tuple(_summands(parsed(query), counter=counter))


def rest(part: str, whole: str) -> str | None:
    """Return what `part` leaves of `whole`, when it is written as `whole - rest`.

    >>> rest('(sum(rate(a_count[5m])) - sum(rate(a_bucket{le="1"}[5m])))', "sum(rate(a_count[5m]))")
    'sum(rate(a_bucket{le="1"}[5m]))'
    """
    try:
        expr, every = parsed(part), parsed(whole)
    except NotCountersError:
        return None
    match expr:
        case promql.Binary(op="-", left=left, right=right, matching=None) if left == every:
            return promql.to_text(right)
        case _:
            return None


def parsed(query: str) -> promql.Expr:
    """Return a query as an expression.

    Raises:
        NotCountersError: it is no PromQL.
    """
    expr = promql.parse(query.replace(_WINDOW_OF_SLOTH, "5m").replace("{{ .window }}", "5m"))
    if isinstance(expr, promql.ParseFailure):
        raise NotCountersError(f"this is not PromQL: {expr.message}")
    return expr


def selector(query: str) -> promql.Selector:
    """Return the series that a query is, and nothing besides.

    Raises:
        NotCountersError: it is something else, in words.
    """
    expr = parsed(query)
    if not isinstance(expr, promql.Selector):
        raise NotCountersError("it is no plain selector")
    return expr


def series(selector: promql.Selector, *, kind: str, unit: str) -> dict[str, Any]:
    """Return the entry of `metrics` that is the series of `selector`, and nobody's in particular.

    Raises:
        NotCountersError: the section has no word for the selector.
    """
    if selector.metric is None:
        raise NotCountersError("it does not name its metric")
    if selector.offset_ms or selector.at is not None:
        raise NotCountersError("it reads another time than now")
    where: dict[str, Any] = {}
    for matcher in selector.matchers:
        if matcher.label in where:
            raise NotCountersError(f"it has two conditions on the label `{matcher.label}`")
        where[matcher.label] = _condition(matcher)
    entry: dict[str, Any] = {"series": selector.metric, "type": kind, "unit": unit, "own": False}
    # Each label is its own dimension: a pack may call another label by its name.
    return {**entry, "where": where, "labels": {label: label for label in where}} if where else entry


def value(expr: promql.Expr) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entry of `metrics` that is a value, and what an objective says besides to ask for it.

    >>> value(promql.parse("histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))"))[1]
    {'quantile': 0.9, 'interpolate': True}

    Raises:
        NotCountersError: it is one series, and the section has no word for its selector.
    """
    match expr:
        case promql.Selector():
            return series(expr, kind="gauge", unit="count"), {}
        case promql.Call(
            function="histogram_quantile",
            args=(
                promql.Number(value=quantile),
                promql.Aggregate(
                    op="sum", labels=("le",), without=False, expr=promql.Call(function="rate", args=(promql.Range(expr=buckets),))
                ),
            ),
        ) if 0 < quantile < 1 and (buckets.metric or "").endswith(_BUCKET):
            histogram = replace(buckets, metric=(buckets.metric or "").removesuffix(_BUCKET))
            # Nobody says where the edges of its buckets are.
            return series(histogram, kind="histogram", unit="count"), {"quantile": quantile, "interpolate": True}
        case _:
            return {"expr": promql.to_text(expr), "unit": "count", "unproved": _UNPROVED}, {}


_BUCKET: Final = "_bucket"
_WHOLE: Final = re.compile(r"\d+(?:\.0+)?")
_UNPROVED: Final = "OpenSLO has no word for what a query is made of"


def _summands(expr: promql.Expr, *, counter: bool) -> Iterator[promql.Selector]:
    match expr:
        # Without a `sum` on both sides only series with the same labels are added.
        case promql.Binary(op="+", left=promql.Aggregate() | promql.Binary(), right=promql.Aggregate() | promql.Binary(), matching=None):
            yield from _summands(expr.left, counter=counter)
            yield from _summands(expr.right, counter=counter)
        case promql.Aggregate(op="sum", labels=(), without=False):
            yield _counter(expr.expr, counter=counter)
        case promql.Aggregate(op="sum"):
            raise NotCountersError("it has several results, one for each label that it keeps")
        case _:
            yield _counter(expr, counter=counter)


def _counter(expr: promql.Expr, *, counter: bool) -> promql.Selector:
    match expr:
        case promql.Call(function=function, args=(promql.Range(expr=selector),)) if function in _RATES:
            return selector
        case promql.Selector() if counter:
            return expr
        case promql.Selector():
            raise NotCountersError("what is no counter counts no events")
        case _:
            raise NotCountersError("it is no sum of counters")


def _condition(matcher: promql.Matcher) -> object:
    match matcher.op:
        case "=" if matcher.label in FORMAT_LABELS and _WHOLE.fullmatch(matcher.value):
            # `le="1"` selects nothing that Prometheus 3 has stored, and `le="1.0"` nothing of a client that writes `1` before it.
            return {"matches": numbered(matcher.label, float(matcher.value)).value}
        case "=":
            return matcher.value
        case "!=":
            return {"not": matcher.value}
        case "=~":
            return {"matches": matcher.value}
        case "!~":
            return {"not_matches": matcher.value}
