"""While two releases of an exporter are in use, a renamed series is read by its new name or, where that is not there, by its old."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from tocsin.catalog import Pack
from tocsin.ir import Platform
from tocsin.lower.rewriting import rewritten
from tocsin.promql import Aggregate, Binary, Call, Expr, Range, Selector, Subquery, Unary

_EXPRESSIONS: Final = (Selector, Range, Subquery, Call, Aggregate, Binary, Unary)
_MISSING: Final = frozenset({"absent", "absent_over_time"})


def both_spellings(platform: Platform, packs: Mapping[str, Pack]) -> Platform:
    """Return `platform` with every expression asking for both names of what was renamed between the releases in use."""
    if not _several(packs):
        return platform
    # A proof tells series of a metric, whichever name its rule reads them by.
    found: Platform = rewritten(platform, partial(_respelled, packs=packs), untouched=("proof", "at"))
    return found


def under_both_names(expr: Expr, packs: Mapping[str, Pack]) -> Expr:
    """Return `expr` in which a series with two names is the new one `or` the old one, each rated by itself.

    Where both are served at once, as while the old one is deprecated, `or` takes the new one only. Missing is what has neither.
    """
    return _either(expr, packs) if _several(packs) else expr


def _several(packs: Mapping[str, Pack]) -> bool:
    """Tell whether several releases of some exporter are in use."""
    return any(pack.releases is not None and pack.releases.oldest != pack.releases.newest for pack in packs.values())


def _either(expr: Expr, packs: Mapping[str, Pack]) -> Expr:
    match expr:
        case Selector():
            return _joined("or", [replace(expr, metric=name) for name in _names(expr, packs)])
        case Call(function, args) if any(_names(each, packs)[1:] for each in args if isinstance(each, Range | Selector)):
            found = next(each for each in args if isinstance(each, Range | Selector) and _names(each, packs)[1:])
            if isinstance(found, Selector) and function not in _MISSING:
                return replace(expr, args=tuple(_either(each, packs) for each in args))
            calls = [
                replace(expr, args=tuple(_called(each, name) if each is found else each for each in args)) for name in _names(found, packs)
            ]
            return _joined("and" if function in _MISSING else "or", calls)
        case Call(_, args):
            return replace(expr, args=tuple(_either(each, packs) for each in args))
        case Subquery(inner) | Unary(inner) | Aggregate(_, inner):
            return replace(expr, expr=_either(inner, packs))
        case Binary(_, left, right):
            return replace(expr, left=_either(left, packs), right=_either(right, packs))
        case _:
            return expr


def spelled(metric: str, packs: Mapping[str, Pack]) -> tuple[str, ...]:
    """Return the names of a series in the releases in use, the newest first."""
    known = next((pack for pack in packs.values() if pack.releases is not None and pack.metric_of(metric) is not None), None)
    names = known.spelled(metric) if known is not None else (metric,)
    # A name that the spec chose itself, and that no release has, is told by a check.
    return names if metric in names else (metric,)


def _names(expr: Range | Selector, packs: Mapping[str, Pack]) -> tuple[str, ...]:
    return spelled((expr.expr if isinstance(expr, Range) else expr).metric or "", packs)


def _called(expr: Range | Selector, name: str) -> Expr:
    return replace(expr, expr=replace(expr.expr, metric=name)) if isinstance(expr, Range) else replace(expr, metric=name)


def _joined(op: str, parts: list[Any]) -> Expr:
    joined: Expr = parts[0]
    for part in parts[1:]:
        joined = Binary(op, joined, part)
    return joined


def _respelled(value: object, packs: Mapping[str, Pack]) -> object:
    return under_both_names(value, packs) if isinstance(value, _EXPRESSIONS) else None
