"""Shortens what promtool says of a failed test: when it was, why it was asked, and how the two sides differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tocsin.prove.alerts.written_tests import ALERTS, labels_in, recorded_in


class Failure(Struct, frozen=True, kw_only=True):
    """One answer of promtool that is not the expected one."""

    alert: str
    """The name that was asked about; empty when it is not known."""
    recordings: frozenset[str] = frozenset()
    """What was asked about instead of an alert: whoever reads one of them is not proved. None either: nothing of the test was."""
    severities: frozenset[str]
    """Of the alerts that are at fault; empty: any of that name."""
    message: str

    def of(self, names: Iterable[str]) -> tuple[Failure, ...]:
        """Return it for each alert that it is about; `names` are those that the test asks about."""
        return (self,) if self.alert else tuple(replace(self, alert=name) for name in names)


def failure(text: str, reasons: Mapping[tuple[str, str], str]) -> Failure:
    """Return what one failure of a JUnit report of promtool says; `reasons` by name of alert and time."""
    asked = _ASKED.search(text)
    if asked is not None:
        alert, at = asked["alert"], asked["at"]
        expected, got = (tuple(_alerts(text[start:end])) for start, end in _sides(text))
    elif counted := _COUNTED.search(text):
        expr = counted["expr"].replace('\\"', '"')
        name, at = ALERTS.search(expr), counted["at"]
        if name is None:
            return _recorded(expr, at, counted["got"], reasons)
        alert = name[1]
        expected, got = (tuple(_counts(counted[side])) for side in ("exp", "got"))
    else:
        return Failure(alert="", severities=frozenset(), message=f"promtool: {' '.join(text.split())[:_LONGEST]}")
    why = reasons.get((alert, at), "")
    lacking, extra = _without(expected, got), _without(got, expected)
    differences = "; ".join(dict.fromkeys(_differences(lacking, extra))) or " ".join(text.split())[:_LONGEST]
    severities = frozenset(each.labels.get("severity", "") for each in (*lacking, *extra))
    return Failure(alert=alert, severities=severities, message=f"at {at}{f', {why}' if why else ''}: {differences}")


def _recorded(expr: str, at: str, got: str, reasons: Mapping[tuple[str, str], str]) -> Failure:
    """Return what a failed question about a recording says: whether the series that it must have has a value, or has none."""
    why = next((why for (_, asked), why in sorted(reasons.items()) if asked == at), "")
    found = "is not so" if any(_counts(got)) else "has no value"
    message = f"at {at}{f', {why}' if why else ''}: what the world says is recorded {found}, `{expr}`"
    return Failure(alert="", recordings=recorded_in(expr), severities=frozenset(), message=message)


_LONGEST: Final = 300
_ASKED: Final = re.compile(r"^\s*alertname: (?P<alert>.+?), time: (?P<at>\w+),", re.MULTILINE)
_COUNTED: Final = re.compile(r'expr: "(?P<expr>.*)", time: (?P<at>\w+),\s*exp: ?(?P<exp>.*?)\n\s*got: ?(?P<got>.*)', re.DOTALL)


class _Fired(NamedTuple):
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    times: str = ""


def _sides(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    # An annotation is quoted, so that no line break or bracket of it begins a line.
    got = text.rfind("\n        got:[")
    return (text.find("exp:["), got), (got, len(text))


def _alerts(text: str) -> Iterator[_Fired]:
    labels: Mapping[str, str] = {}
    for line in text.splitlines():
        kind, _, rest = line.strip().partition(":")
        if kind == "Labels":
            labels = labels_in(rest)
        elif kind == "Annotations":
            yield _Fired(labels, labels_in(rest))


def _counts(text: str) -> Iterator[_Fired]:
    for found in _SAMPLE.finditer(text):
        yield _Fired(labels_in(found["labels"]), {}, f"{float(found['value']):g}")


_SAMPLE: Final = re.compile(r'(?P<labels>\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}) (?P<value>\S+?)(?:,|$|\s)')


def _without(some: Sequence[_Fired], others: Sequence[_Fired]) -> list[_Fired]:
    left = list(others)
    found = []
    for each in some:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def _differences(lacking: Sequence[_Fired], extra: Sequence[_Fired]) -> Iterator[str]:
    """Yield in what alerts differ: each that is lacking is held against the one that is most like it."""
    left = list(extra)
    for each in lacking:
        alike = min(left, key=lambda other: len(each.labels.items() ^ other.labels.items()), default=None)
        if alike is None or each.labels.get("severity") != alike.labels.get("severity"):
            yield f"{_shown(each)} must fire and does not"
        else:
            left.remove(alike)
            yield f"{_shown(each)} fires, but {', '.join(_changes(each, alike))}"
    for each in left:
        yield f"{_shown(each)} fires and must not"


def _shown(fired: _Fired) -> str:
    told = ", ".join(f"{label}={fired.labels[label]}" for label in _TELLING if label in fired.labels)
    return f"the alert {{{told}}}" if told else "the alert"


_TELLING: Final = ("severity", "pod", "instance", "replica")
"""What is enough to know which of the alerts of one name is meant."""


def _changes(meant: _Fired, found: _Fired) -> Iterator[str]:
    if meant.times != found.times:
        yield f"{found.times} times and not {meant.times} times"
    for what, ours, theirs in (("label", meant.labels, found.labels), ("annotation", meant.annotations, found.annotations)):
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                yield f"its {what} `{name}` is {_value(theirs.get(name))} and not {_value(ours.get(name))}"


def _value(value: str | None) -> str:
    return "missing" if value is None else f'"{value}"'
