"""Where who evaluates the rules reads the series of several clusters, every rule and panel asks for those of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.ir import Platform
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
    return replace(platform, **{field: _asking(getattr(platform, field), wanted) for field in _ASKING})


def _asking(value: Any, wanted: tuple[Matcher, ...]) -> Any:  # noqa: ANN401  # any part of the IR
    match value:
        case Selector(metric=metric, matchers=matchers) if _scraped(metric):
            return replace(value, matchers=(*matchers, *_missing(matchers, wanted)))
        case Series(metric=metric, matchers=matchers) if _scraped(metric):
            return replace(value, matchers=(*matchers, *_missing(matchers, wanted)))
        case tuple():
            return tuple(_asking(each, wanted) for each in value)
        case Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__ if name != "at"}
            new = {name: _asking(each, wanted) for name, each in fields.items()}
            changed = {name: each for name, each in new.items() if each is not fields[name] and each != fields[name]}
            return replace(value, **changed) if changed else value
        case _:
            return value


def _scraped(metric: str | None) -> bool:
    return metric is None or (":" not in metric and metric not in _WRITTEN_BY_RULERS)


def _missing(matchers: tuple[Matcher, ...], wanted: tuple[Matcher, ...]) -> Iterator[Matcher]:
    said = {matcher.label for matcher in matchers}
    return (matcher for matcher in wanted if matcher.label not in said)
