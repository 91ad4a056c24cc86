"""Where who evaluates the rules reads the series of several clusters, every rule and panel asks for those of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from tocsin.ir import Platform
from tocsin.lower.rewriting import rewritten
from tocsin.measures import Series
from tocsin.promql import Matcher, Selector, equals

# Autoscalers ask a Prometheus of their own cluster.
_ASKING: Final = ("rules", "dashboards")
_WRITTEN_BY_RULERS: Final = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


def of_its_cluster(platform: Platform, labels: Mapping[str, str]) -> Platform:
    """Return `platform` whose rules and panels ask for series with `labels`, where they do not say anything of a label themselves.

    What our rules record bears the labels of the environment, which no other cluster has.
    """
    if not labels:
        return platform
    wanted = tuple(equals(label, value) for label, value in sorted(labels.items()))
    change = partial(_asking, wanted=wanted)
    return replace(platform, **{field: rewritten(getattr(platform, field), change, untouched=("at",)) for field in _ASKING})


def _asking(value: object, wanted: tuple[Matcher, ...]) -> object:
    """Return series and selectors of what is scraped with the matchers that they lack; None: it is something else."""
    match value:
        case Selector(metric=metric, matchers=matchers) | Series(metric=metric, matchers=matchers):
            missing = _missing(matchers, wanted) if _scraped(metric) else ()
            return replace(value, matchers=(*matchers, *missing))
        case _:
            return None


def _scraped(metric: str | None) -> bool:
    return metric is None or (":" not in metric and metric not in _WRITTEN_BY_RULERS)


def _missing(matchers: tuple[Matcher, ...], wanted: tuple[Matcher, ...]) -> Iterator[Matcher]:
    said = {matcher.label for matcher in matchers}
    return (matcher for matcher in wanted if matcher.label not in said)
