"""The routing tree, in the words of `routing:`, and as Alertmanager itself has it, to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from tocsin import ir
from tocsin.adopt.alertmanager.conditions import NeverError, UnsayableError, where
from tocsin.adopt.alertmanager.matchers import UnreadableError, read_matchers, unreadable
from tocsin.adopt.alertmanager.shape import RouteShape
from tocsin.adopt.alertmanager.telling import Telling, refused
from tocsin.adopt.names import name
from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.duration import parse_duration
from tocsin.routing.implication import only
from tocsin.section import LabelName
from tocsin.source import KeyPath
from tocsin.spec.routing import ALL_LABELS

_WAITS: Final = ("group_wait", "group_interval", "repeat_interval")
_LONGEST: Final = 40


class Names(Struct, frozen=True, kw_only=True):
    """What the receivers and intervals of a configuration are called in the spec."""

    receivers: Mapping[str, str]
    intervals: Mapping[str, str]


def original(given: RouteShape, names: Names, at: KeyPath, wrong: list[Diagnostic]) -> ir.Route:
    """Return the tree as Alertmanager has it, under the spec's names; what Alertmanager itself refuses is added to what is `wrong`."""
    try:
        matchers = read_matchers(given.match, given.match_re, given.matchers)
    except UnreadableError as error:
        matchers = ()
        wrong.append(unreadable(error, (*at, "matchers")))
    if given.receiver is not None and given.receiver not in names.receivers:
        remedy = did_you_mean(given.receiver, names.receivers)
        wrong.append(refused(f"there is no receiver `{given.receiver}`", remedy, (*at, "receiver")))
    for key in ("mute_time_intervals", "active_time_intervals"):
        for index, each in enumerate(getattr(given, key)):
            if each not in names.intervals:
                wrong.append(refused(f"there is no interval `{each}`", did_you_mean(each, names.intervals), (*at, key, index)))
    return ir.Route(
        name=name(given.receiver or "route", ()),
        matchers=matchers,
        receiver=names.receivers.get(given.receiver) if given.receiver is not None else None,
        group_by=given.group_by or None,
        group_wait_ms=_milliseconds(given.group_wait),
        group_interval_ms=_milliseconds(given.group_interval),
        repeat_interval_ms=_milliseconds(given.repeat_interval),
        continues=given.continue_,
        mute=tuple(names.intervals.get(each, each) for each in given.mute_time_intervals),
        active=tuple(names.intervals.get(each, each) for each in given.active_time_intervals),
        routes=tuple(original(each, names, (*at, "routes", index), wrong) for index, each in enumerate(given.routes)),
        at=at,
    )


def _milliseconds(given: str | None) -> int | None:
    return None if given is None else parse_duration(given)


def routing(root: ir.Route, given: RouteShape, empty: frozenset[str], telling: Telling) -> dict[str, Any]:
    """Return the section `routing` without intervals and inhibitions. `empty` are the intervals without any time."""
    found: dict[str, Any] = {"receiver": root.receiver}
    # In Alertmanager all alerts are one group where nothing is said; in the language they are not.
    found["group_by"] = list(_grouped(root, telling) or ())
    found |= _waits(given)
    routes = _Branches(telling, empty).read(root, given)
    return found | ({"routes": routes} if routes else {})


class _Branches:
    """Writes branches."""

    def __init__(self, telling: Telling, empty: frozenset[str]) -> None:
        self._telling = telling
        self._empty = empty

    def read(self, parent: ir.Route, given: RouteShape) -> dict[str, Any]:
        """Return the branches of a route, by names, in their order."""
        found: dict[str, Any] = {}
        for route, shape in zip(parent.routes, given.routes, strict=True):
            branch = self._branch(parent, route, shape)
            if branch is not None:
                found[name(_called(route), found)] = branch
        return found

    def _branch(self, parent: ir.Route, route: ir.Route, given: RouteShape) -> dict[str, Any] | None:
        try:
            branch: dict[str, Any] = {"when": where(route.matchers)}
        except NeverError:
            self._telling.tell(route.at, "no alert is as this route asks, so that it is left out")
            return None
        except UnsayableError as error:
            message = f"this route is left out with all below it: its matchers cannot be said here: {error}; ask for it in one matcher"
            self._telling.tell(route.at, message, lost=True)
            return None
        if given.labels:
            self._telling.tell((*route.at, "labels"), "`labels` has no word here, and is left out", lost=True)
        if route.receiver is not None:
            branch["to"] = route.receiver
        if grouped := _grouped(route, self._telling):
            branch["group_by"] = list(grouped)
        branch |= _waits(given)
        if route.continues:
            branch["continue"] = True
        branch |= self._times(parent, route)
        routes = self.read(route, given)
        return branch | ({"routes": routes} if routes else {})

    def _times(self, parent: ir.Route, route: ir.Route) -> dict[str, Any]:
        mute = [each for each in dict.fromkeys(route.mute) if each not in self._empty]
        active = [each for each in dict.fromkeys(route.active) if each not in self._empty]
        if route.active and not active:
            message = "it never notifies, since its `active_time_intervals` have no time: here it always does; send it to who discards"
            self._telling.tell((*route.at, "active_time_intervals"), message, lost=True)
        if mute or active:
            return ({"mute": mute} if mute else {}) | ({"active": active} if active else {})
        # Not inherited, which is said, since most think so.
        if parent.mute:
            return {"mute": []}
        return {"active": []} if parent.active else {}


def _grouped(route: ir.Route, telling: Telling) -> tuple[str, ...]:
    labels = tuple(dict.fromkeys(route.group_by or ()))
    if ALL_LABELS in labels:
        return (ALL_LABELS,)
    for label in labels:
        if not is_label_name(label):
            message = f"`{label}` in `group_by` is no label name here, and is left out: alerts that differ in it share a notification"
            telling.tell((*route.at, "group_by"), message, lost=True)
            labels = tuple(each for each in labels if each != label)
    return labels


def is_label_name(text: str) -> bool:
    """Tell whether the language takes `text` for the name of a label."""
    try:
        _label_name().validate_python(text)
    except ValidationError:
        return False
    return True


@cache
def _label_name() -> TypeAdapter[str]:
    return TypeAdapter(LabelName)


def _waits(given: RouteShape) -> dict[str, str]:
    return {key: value for key in _WAITS if (value := getattr(given, key)) is not None}


def _called(route: ir.Route) -> str:
    """Return what a branch is called after: the values that it asks for, or else its receiver."""
    return called(route.matchers) or route.receiver or "route"


def called(matchers: Iterable[ir.Matcher]) -> str:
    """Return what matchers ask for, in a few words."""
    values: Sequence[str] = [only(each)[0] for each in matchers if len(only(each)) == 1 and only(each)[0]]
    text = "-".join(values[:2])
    return text if len(text) <= _LONGEST else text[:_LONGEST]
