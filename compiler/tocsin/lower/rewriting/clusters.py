"""Where who evaluates the rules reads the series of several clusters, every rule and panel asks for those of its own.

So does every autoscaler, and so do panels alone, where whom they ask answers for several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from tocsin.catalog import Pack
from tocsin.ir import Platform
from tocsin.lower.rewriting import rewritten
from tocsin.measures import Series
from tocsin.promql import Expr, Matcher, Selector, equals
from tocsin.spec.resolved import Resolved

_WRITTEN_BY_RULERS: Final = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


def of_its_cluster(platform: Platform, resolved: Resolved) -> Platform:
    """Return `platform` whose queries ask for series of its cluster, where they do not say anything of a label themselves.

    What our rules record bears the labels of the environment, which no other cluster has.
    """
    asked_for = resolved.spec.platform.cluster.asked_for
    for field, labels in {**asked_for, "analyses": asked_for["autoscalers"]}.items():
        if labels:
            change = partial(_asking, wanted=_matchers(labels), packs=resolved.packs)
            platform = replace(platform, **{field: rewritten(getattr(platform, field), change, untouched=("at",))})
    return platform


def at_address(resolved: Resolved, expr: Expr) -> Expr:
    """Return `expr` as an autoscaler asks it: for the series of its cluster."""
    wanted = _matchers(resolved.spec.platform.cluster.prometheus.address_labels or {})
    if not wanted:
        return expr
    asking: Expr = rewritten(expr, partial(_asking, wanted=wanted, packs=resolved.packs), untouched=())
    return asking


def _matchers(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    return tuple(equals(label, value) for label, value in sorted(labels.items()))


def _asking(value: object, wanted: tuple[Matcher, ...], packs: Mapping[str, Pack]) -> object:
    """Return series and selectors of what is scraped with the matchers that they lack; None: it is something else."""
    match value:
        case Selector(metric=metric, matchers=matchers) | Series(metric=metric, matchers=matchers):
            missing = _missing(matchers, wanted) if _scraped(metric, packs) else ()
            return replace(value, matchers=(*matchers, *missing))
        case _:
            return None


def _scraped(metric: str | None, packs: Mapping[str, Pack]) -> bool:
    """Tell whether a series is scraped: names with a colon are those of recordings, but some servers have them too."""
    if metric is None or ":" not in metric:
        return metric not in _WRITTEN_BY_RULERS
    return any(pack.metric_of(metric) is not None for pack in packs.values())


def _missing(matchers: tuple[Matcher, ...], wanted: tuple[Matcher, ...]) -> Iterator[Matcher]:
    said = {matcher.label for matcher in matchers}
    return (matcher for matcher in wanted if matcher.label not in said)
