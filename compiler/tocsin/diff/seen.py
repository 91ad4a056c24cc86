"""What a diff compares of one platform in one environment: its IR, and where its alerts arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.finding import Checked
from tocsin.routing.told import Ways, ways_of
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model
from tocsin.units import UNITS, Quantity, convert


class Seen(Struct, frozen=True, kw_only=True):
    """A platform in an environment."""

    platform: ir.Platform
    ways: Mapping[int, Ways]
    """By the `id` of each of its alerts the ways that it may take, through whichever trees it comes to."""
    objectives: Mapping[KeyPath, float]
    """The share that each objective asks for, by its place."""
    severities: tuple[str, ...]
    """From harmless to grave."""
    subjects: Mapping[KeyPath, Model | Component]
    """The models, then the components, by their places."""
    asked_for: Mapping[str, Mapping[str, str]]
    """The labels of the cluster's series by who asks for them."""


def seen(estate: Sequence[Checked]) -> tuple[Seen, ...]:
    """Return all platforms of an estate: where the alerts of one arrive, another may say."""
    ways = ways_of(estate)
    return tuple(
        Seen(
            platform=each.platform,
            ways={id(alert): ways[id(alert)] for alert in each.alerts},
            objectives=dict(_objectives(each.subjects)),
            severities=tuple(each.resolved.spec.platform.severities),
            subjects=dict(each.subjects),
            asked_for=each.resolved.spec.platform.cluster.asked_for,
        )
        for each in estate
    )


def _objectives(subjects: Iterable[tuple[KeyPath, Model | Component]]) -> Iterator[tuple[KeyPath, float]]:
    for at, subject in subjects:
        for name, slo in subject.slos.items():
            share = convert(slo.objective, UNITS["ratio"]) if isinstance(slo.objective, Quantity) else slo.objective
            if share is not None:
                yield (*at, "slos", name), share


_PIECES: Final = (
    "rules", "monitors", "jobs", "modules", "autoscalers", "adapter_rules", "patches", "dashboards", "analyses", "schedules", "metrics",
)  # fmt: skip


def apart(was: Seen, now: Seen) -> tuple[Seen, Seen]:
    """Return two states of a platform without what is the same in both: of a thousand models an edit changes one."""

    def same(old: Any, new: Any) -> bool:  # noqa: ANN401  # nodes of one kind
        return _unproved(old) == _unproved(new) and [was.ways[id(each)] for each in _alerts(old)] == [
            now.ways[id(each)] for each in _alerts(new)
        ]

    common = {piece: _common(getattr(was.platform, piece), getattr(now.platform, piece), same) for piece in _PIECES}
    return _without(was, common), _without(now, common)


def _unproved(node: Any) -> Any:  # noqa: ANN401
    """Return a node without what proves its alerts: that follows from what they watch, and a script is like no other."""
    if not isinstance(node, ir.RuleObject):
        return node
    groups = (
        replace(group, rules=tuple(replace(rule, script=None) if _is_acted(rule) else rule for rule in group.rules))
        for group in node.groups
    )
    return replace(node, groups=tuple(groups))


def _is_acted(rule: ir.Alert | ir.Recording) -> bool:
    return isinstance(rule, ir.Alert) and rule.script is not None


_Place = tuple[type, KeyPath]


def _common(old: Iterable[Any], new: Iterable[Any], same: Callable[[Any, Any], bool]) -> set[_Place]:
    """Return what stands alone at its place on both sides, and is the same there."""
    was, now = _alone(old), _alone(new)
    return {place for place, node in now.items() if place in was and same(was[place], node)}


def _alone(nodes: Iterable[Any]) -> dict[_Place, Any]:
    known = tuple(nodes)
    counts = Counter(map(_place, known))
    return {_place(node): node for node in known if counts[_place(node)] == 1}


def _place(node: Any) -> _Place:  # noqa: ANN401  # a node of any kind
    return type(node), node.at


def _without(side: Seen, common: Mapping[str, set[_Place]]) -> Seen:
    left: dict[str, Any] = {}
    for piece, places in common.items():
        left[piece] = tuple(node for node in getattr(side.platform, piece) if _place(node) not in places)
    return replace(side, platform=replace(side.platform, **left))


def _alerts(node: object) -> Iterator[ir.Alert]:
    if isinstance(node, ir.RuleObject):
        yield from node.alerts
