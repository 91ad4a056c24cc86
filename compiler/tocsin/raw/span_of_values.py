"""Between which numbers the values of an expression lie, where unit and function say so."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector
from tocsin.raw.known import Knowledge
from tocsin.raw.shares import whole_of_share


class Span(Struct, frozen=True):
    """The least and the greatest value."""

    least: float
    greatest: float
    or_nothing: bool = False
    """Whether it may be NaN too, which nothing compares with, or may not be there."""

    @property
    def said(self) -> str:
        """Return that in words."""
        if self.least == self.greatest:
            return f"the value is always {self.least:g}"
        return f"the values lie between {self.least:g} and {self.greatest:g}"

    def never(self, op: str, limit: float) -> bool:
        """Tell whether no value compares so with `limit`.

        >>> Span(0, 1).never(">", 1), Span(0, 1).never(">=", 1)
        (True, False)
        """
        match op:
            case ">":
                return limit >= self.greatest
            case ">=":
                return limit > self.greatest
            case "<":
                return limit <= self.least
            case "<=":
                return limit < self.least
            case "==":
                return not self.least <= limit <= self.greatest
            case _:
                return self.least == self.greatest == limit

    def always(self, op: str, limit: float) -> bool:
        """Tell whether every value compares so with `limit`.

        >>> Span(0, 1).always(">=", 0), Span(0, 1).always(">", 0), Span(0, 1, or_nothing=True).always(">=", 0)
        (True, False, False)
        """
        if self.or_nothing:
            return False
        match op:
            case ">":
                return limit < self.least
            case ">=":
                return limit <= self.least
            case "<":
                return limit > self.greatest
            case "<=":
                return limit >= self.greatest
            case "!=":
                return not self.least <= limit <= self.greatest
            case _:
                return self.least == self.greatest == limit


_WITHIN: Final = frozenset({"avg", "min", "max", "quantile", "topk", "bottomk"})
_OVER_TIME: Final = frozenset({"avg_over_time", "min_over_time", "max_over_time", "quantile_over_time", "last_over_time"})
_POSITIVE: Final = Span(0, math.inf)
# How often one group gets the good outcome for each time that the other does: good around 1.
_QUOTIENTS: Final = frozenset({"trustyai_dir"})


def span_of(expr: Expr, knowledge: Knowledge) -> Span | None:
    """Return the least and greatest value of `expr`; None when nothing is known of them."""
    match expr:
        case Selector(metric):
            return _served(metric, knowledge)
        case Aggregate("count"):
            # Of nothing there is no count: `count(up == 0) > 0` asks whether there is any, and holds only then.
            return Span(1, math.inf, or_nothing=True)
        case Aggregate("sum", inner):
            found = span_of(inner, knowledge)
            return _POSITIVE if found is not None and found.least >= 0 else None
        case Aggregate(op, inner):
            return span_of(inner, knowledge) if op in _WITHIN else None
        case Call("absent" | "absent_over_time"):
            return Span(1, 1, or_nothing=True)
        case Call("rate" | "irate" | "increase" | "changes" | "resets" | "stddev_over_time" | "stdvar_over_time" | "abs"):
            return _POSITIVE
        case Call(function, (*_, Range(inner))) if function in _OVER_TIME:
            return span_of(inner, knowledge)
        case Call("histogram_fraction"):
            return Span(0, 1, or_nothing=True)
        case Binary():
            return _computed(expr, knowledge)
        case _:
            return None


def _computed(expr: Binary, knowledge: Knowledge) -> Span | None:
    match expr:
        case Binary("and" | "unless", some, _):
            return span_of(some, knowledge)
        case Binary("/", part, whole):
            return _share(part, whole, knowledge)
        case Binary("-", Number(most), part):
            found = span_of(part, knowledge)
            return None if found is None else Span(most - found.greatest, most - found.least, found.or_nothing)
        case Binary("*", Number(factor), part) | Binary("*", part, Number(factor)) if factor > 0:
            found = span_of(part, knowledge)
            return None if found is None else Span(factor * found.least, factor * found.greatest, found.or_nothing)
        case _:
            return None


def _share(part: Expr, whole: Expr, knowledge: Knowledge) -> Span | None:
    found = [span_of(each, knowledge) for each in whole_of_share(part, whole)]
    if not found or any(each is None or each.least < 0 for each in found):
        return None
    guarded = isinstance(whole, Binary) and whole.op == ">" and isinstance(whole.right, Number) and whole.right.value >= 0
    return Span(0, 1, or_nothing=not guarded)  # nothing by nothing


def _served(metric: str | None, knowledge: Knowledge) -> Span | None:
    known = knowledge.of(metric)
    made = {span_of(rule.expr, knowledge) for rule in knowledge.recorded.get(metric, ())} if metric is not None and known is None else set()
    if made:
        return made.pop() if len(made) == 1 else None
    if metric in {"up", "probe_success"}:
        return Span(0, 1)
    if known is None or known.bare or (known.type == "summary" and not known.part):
        return None  # a summary that has seen nothing says NaN, which `>= 0` leaves out
    if known.counts:
        return _POSITIVE
    match known.value.name:
        case "ratio" if known.metric in _QUOTIENTS:
            return _POSITIVE
        case "ratio" | "bool" | "probability" | "p_value":
            return Span(0, 1)
        case "percent":
            return Span(0, 100)
        case _:
            return _POSITIVE if known.value.dimension == "bytes" and known.pack is not None else None
