"""Whether one expression is a part of another: then their quotient is a share, and lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tocsin.promql import Aggregate, Binary, Call, Expr, Matcher, Number, Range, Selector
from tocsin.regex.patterns import examples


class _Term(NamedTuple):
    """A sum of series."""

    function: str
    """What is taken of each; empty: its value."""
    window: int | str
    metric: str | None
    matchers: frozenset[Matcher]
    time: tuple[int, object]

    def within(self, whole: _Term) -> bool:
        """Tell whether all that this adds up, `whole` adds up too."""
        return self._replace(matchers=whole.matchers) == whole and whole.matchers <= self.matchers


def whole_of_share(part: Expr, whole: Expr) -> tuple[Expr, ...]:
    """Return the sums that `whole` adds up when `part` adds up some of the same series and nothing else; nothing when it may do otherwise.

    >>> from tocsin.promql import parse
    >>> [len(whole_of_share(parse(part), parse("sum(rate(x[5m]))"))) for part in ('sum(rate(x{a="b"}[5m]))', "sum(rate(y[5m]))")]
    [1, 0]
    >>> len(whole_of_share(parse('sum(rate(x{a="b"}[5m])) or sum(rate(y[5m]))'), parse("sum(rate(x[5m]))")))
    0
    >>> edges = ('le="0.5"', 'le=~"1([.]0)?"', 'le!="0.5"')
    >>> [len(whole_of_share(parse(f"sum(rate(x_bucket{{{edge}}}[5m]))"), parse("sum(rate(x_count[5m]))"))) for edge in edges]
    [1, 1, 0]
    """
    sums = _summands(_always_there(whole))
    terms = [term for each in sums if (term := _term(each)) is not None]
    if not terms or len(terms) < len(sums):
        return ()
    return tuple(sums) if all(_covered(alternative, terms) for alternative in _alternatives(part)) else ()


def _covered(part: Expr, wholes: list[_Term]) -> bool:
    left = list(wholes)
    for each in _summands(part):
        term = _term(each)
        found = next((whole for whole in left if term is not None and term.within(whole)), None)
        if found is None:
            return False
        left.remove(found)  # twice the same is no part of it
    return True


def _alternatives(expr: Expr) -> Iterator[Expr]:
    match expr:
        case Binary("or", left, right):
            yield from _alternatives(left)
            yield from _alternatives(right)
        case Binary("*", Number(0.0), _):
            return
        case _:
            yield expr


def _always_there(expr: Expr) -> Expr:
    """Return what is divided by where there is any of it: where it is missing, so is every part of it."""
    match expr:
        case Binary("or", left, _) | Binary(">" | ">=", left, Number(), as_bool=False):
            return _always_there(left)
        case _:
            return expr


def _summands(expr: Expr) -> list[Expr]:
    match expr:
        case Binary("+", left, right):
            return [*_summands(left), *_summands(right)]
        case _:
            return [expr]


def _term(expr: Expr) -> _Term | None:
    match expr:
        case Aggregate("sum", Call(function, (Range(selector, window),))):
            return _sum(function, window, selector)
        case Aggregate("sum", Selector() as selector):
            return _sum("", 0, selector)
        case _:
            return None


def _sum(function: str, window: int | str, selector: Selector) -> _Term | None:
    metric, matchers = selector.metric, frozenset(selector.matchers)
    if metric is not None and metric.endswith("_bucket"):
        # Those up to one edge are some of all that were observed; those up to several are counted more than once.
        edges = [matcher for matcher in matchers if matcher.label == "le"]
        if len(edges) != 1 or not _one_edge(edges[0]):
            return None
        metric = metric.removesuffix("_bucket") + "_count"
        if edges[0].value == "+Inf":
            matchers -= {edges[0]}
    return _Term(function, window, metric, matchers, (selector.offset_ms, selector.at))


def _one_edge(matcher: Matcher) -> bool:
    values = examples(matcher.value) if matcher.op == "=~" else (matcher.value,) if matcher.op == "=" else ()
    try:
        return len({float(value) for value in values}) == 1
    except ValueError:
        return False
