"""The series that adopted rules read: which packs know them, and which the spec has to declare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin import catalog
from tocsin.promql import Call, Expr, Range, Selector, Subquery, selectors, substitute, walk
from tocsin.raw import OWN_SERIES

_GROWING: Final = frozenset({"rate", "irate", "increase", "resets"})
_PARTS: Final = ("_sum", "_count")
_BUCKET: Final = "_bucket"
_ENOUGH: Final = 3


class Series(Struct, frozen=True, kw_only=True):
    """What a spec has to say so that every series is known."""

    packs: tuple[str, ...]
    """Packs to use besides those in use."""
    declared: dict[str, str]
    """Series that no pack knows, or more than one does, each with its type."""


def series_of(exprs: Iterable[Expr], known: Collection[str]) -> Series:
    """Return what has to be said of the series that expressions read and that are not `known`.

    >>> from tocsin.promql import parse
    >>> series_of([parse("rate(own_total[5m]) / on (pod) vllm:num_requests_running")], ())
    Series(packs=('vllm',), declared={'own_total': 'counter'})
    """
    read = tuple(exprs)
    names = sorted({each.metric for expr in read for each in selectors(expr) if each.metric is not None} - OWN_SERIES - set(known))
    knowing = {name: _named_after(name, sorted({pack.name for pack, _ in catalog.find(name)})) for name in names}
    # The name of a series that several exporters serve says nothing of whose it is, unless another of the same exporter is read. Nor does
    # one that any program may have, such as `queue_size`, unless the exporter has two more of those that are read.
    named = [(packs[0], catalog.is_bare(name)) for name, packs in knowing.items() if len(packs) == 1]
    sure = {pack for pack, bare in named if not bare or sum(other == pack for other, _ in named) >= _ENOUGH}
    theirs = {name for name, packs in knowing.items() if sum(pack in sure for pack in packs) == 1}
    growing = {name for expr in read for name in _growing(expr)}
    return Series(packs=tuple(sorted(sure)), declared=dict(_declared(set(names) - theirs, growing)))


def unrecorded(expr: Expr, made: Mapping[str, Expr]) -> Expr:
    """Return `expr` with what rules record in place of the names that they `made`: it has the unit that it is recorded with.

    >>> from tocsin.promql import parse, to_text
    >>> to_text(unrecorded(parse("max_over_time(a:b[5m]) > c"), {"a:b": parse("rate(x[1m])")}))
    'max_over_time(rate(x[1m])[5m:]) > c'
    """

    def in_place(node: Expr) -> Expr | None:
        match node:
            case Range(Selector(metric=str(name)), int(window_ms)) if name in made:
                return Subquery(unrecorded(made[name], _without(made, name)), window_ms)
            case Selector(metric=str(name)) if name in made:
                return unrecorded(made[name], _without(made, name))
            case _:
                return None

    return substitute(expr, in_place)


def _without(made: Mapping[str, Expr], name: str) -> dict[str, Expr]:
    return {other: expr for other, expr in made.items() if other != name}


def _named_after(series: str, packs: list[str]) -> list[str]:
    """Return of several packs the one that the series is named after: `vllm:num_requests_running` is that of `vllm`."""
    first = catalog.exporter_in(series)
    return [first] if first in packs else packs


def _growing(expr: Expr) -> Iterator[str]:
    """Yield the series that are treated as counters."""
    for node in walk(expr):
        if isinstance(node, Call) and node.function in _GROWING:
            for arg in node.args:
                inner = arg.expr if isinstance(arg, Range | Subquery) else arg
                if isinstance(inner, Selector) and inner.metric is not None:
                    yield inner.metric


def _declared(names: Collection[str], growing: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield series by the names that the spec has for them, with their types: a histogram is one, whatever is read of it."""
    observed = {name.removesuffix(_BUCKET) for name in names if name.endswith(_BUCKET)}
    for name in names:
        for suffix in _PARTS:
            base = name.removesuffix(suffix)
            if base != name and all(f"{base}{part}" in names for part in _PARTS):
                observed.add(base)
    parts = {f"{base}{suffix}" for base in observed for suffix in (_BUCKET, *_PARTS)}
    found = dict.fromkeys(observed, "histogram")
    for name in names:
        if name not in parts:
            found[name] = "counter" if name in growing or name.endswith("_total") else "gauge"
    yield from sorted(found.items())
