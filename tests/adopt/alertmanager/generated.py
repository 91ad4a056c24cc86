"""Configurations of Alertmanager that nobody has written: trees, both syntaxes of matchers, odd names, intervals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from tocsin.regex.patterns import satisfies

RECEIVERS: Final = ("default", "null", "team a", "b/pager", "ops.chat", "über")
LABELS: Final = ("severity", "team", "namespace", "alertname")
VALUES: Final = ("", "critical", "warning", "a", "ab", 'q"uote', "back\\slash", "line\nbreak", "a,b", "{x}", "é", "Watchdog")
PATTERNS: Final = (
    "critical|warning",
    "a",
    "a.*",
    ".*",
    ".+",
    "",
    "^(a|ab)$",
    "(?i)A+",
    r"\w+",
    "[^a]+",
    'q"uote|é',
    r"back\\slash",
    "a,b|a",
    "Watch.*",
    r"a\.b|c",
)
INTERVALS: Final = ("nights", "week ends", "never")
TIMES: Final[Mapping[str, list[dict[str, Any]]]] = {
    "nights": [
        {
            "times": [{"start_time": "22:00", "end_time": "24:00"}, {"start_time": "00:00", "end_time": "06:30"}],
            "weekdays": ["Monday:Friday"],
        },
        {"days_of_month": ["-2:-1", "1"], "months": ["January:3", "12"], "location": "Europe/Berlin"},
    ],
    "week ends": [{"weekdays": ["saturday", "sunday"], "years": ["2026:2027"]}],
    "never": [],
}


class Matcher(NamedTuple):
    """A matcher, and how it is written: in which of the syntaxes."""

    label: str
    op: str
    value: str
    syntax: str


class Branch(NamedTuple):
    """A route."""

    matchers: tuple[Matcher, ...]
    receiver: str | None
    group_by: tuple[str, ...] | None
    waits: tuple[str | None, str | None, str | None]
    continues: bool
    mute: tuple[str, ...]
    active: tuple[str, ...]
    branches: tuple[Branch, ...]


def matchers() -> st.SearchStrategy[Matcher]:
    equal = st.tuples(st.sampled_from(LABELS), st.sampled_from(["=", "!="]), st.sampled_from(VALUES))
    alike = st.tuples(st.sampled_from(LABELS), st.sampled_from(["=~", "!~"]), st.sampled_from(PATTERNS))
    syntaxes = st.sampled_from(["old", "quoted", "plain", "braces"])
    return st.builds(lambda asked, syntax: Matcher(asked[0], asked[1], asked[2], syntax), equal | alike, syntaxes)


def _branch(branches: st.SearchStrategy[tuple[Branch, ...]], *, root: bool = False) -> st.SearchStrategy[Branch]:
    times = st.just(()) if root else st.lists(st.sampled_from(INTERVALS[:2]), max_size=2, unique=True).map(tuple)
    muted = st.just(()) if root else st.lists(st.sampled_from(INTERVALS), max_size=2, unique=True).map(tuple)
    labels = st.lists(st.sampled_from(LABELS), min_size=1, max_size=2, unique=True).map(tuple)
    grouping = st.none() | st.just(()) | st.just(("...",)) | labels
    times_of = (["0s", "10s", "1m30s"], ["30s", "5m"], ["1h", "1d12h"])
    waits = st.tuples(*(st.none() | st.sampled_from(each) for each in times_of))
    return st.builds(
        Branch,
        matchers=st.just(()) if root else st.lists(matchers(), max_size=3).map(tuple),
        receiver=st.sampled_from(RECEIVERS) if root else st.none() | st.sampled_from(RECEIVERS),
        group_by=grouping,
        waits=waits,
        continues=st.just(value=False) if root else st.booleans(),
        mute=muted,
        active=times,
        branches=branches,
    )


def _several(branch: st.SearchStrategy[Branch], most: int) -> st.SearchStrategy[tuple[Branch, ...]]:
    return st.lists(branch, max_size=most).map(tuple)


_LEAVES = _branch(st.just(()))
TREES: Final = _branch(_several(_branch(_several(_branch(_several(_LEAVES, 2)), 3)), 5), root=True)
# `.` is no line break for Alertmanager: that a pattern of everything asks for nothing is true of values on one line.
_OF_ALERTS: Final = [*(value for value in VALUES if "\n" not in value), "other", "a.b", "A", "back\\\\slash"]
LABEL_SETS: Final = st.dictionaries(st.sampled_from(LABELS), st.sampled_from(_OF_ALERTS)).map(
    # An alert of Prometheus has a name.
    lambda labels: {**labels, "alertname": labels.get("alertname") or "Other"}
)


def configuration(root: Branch) -> dict[str, Any]:
    """Return the configuration as data, to be written as YAML."""
    return {
        "route": _route(root),
        "receivers": [{"name": each} for each in RECEIVERS],
        "time_intervals": [{"name": name, "time_intervals": times} for name, times in TIMES.items()],
    }


def _route(branch: Branch) -> dict[str, Any]:
    waits = dict(zip(("group_wait", "group_interval", "repeat_interval"), branch.waits, strict=True))
    route: dict[str, Any] = {
        "receiver": branch.receiver,
        "group_by": None if branch.group_by is None else list(branch.group_by),
        **waits,
        "continue": branch.continues or None,
        "mute_time_intervals": list(branch.mute) or None,
        "active_time_intervals": list(branch.active) or None,
        "routes": [_route(each) for each in branch.branches] or None,
    }
    written = {key: value for key, value in route.items() if value is not None}
    return written | asked(branch.matchers)


def asked(given: tuple[Matcher, ...]) -> dict[str, Any]:
    """Return matchers, each in its syntax; what that cannot say stands in quotes."""
    found: dict[str, Any] = {}
    texts: list[str] = []
    for each in given:
        key = {"=": "match", "=~": "match_re"}.get(each.op)
        if each.syntax == "old" and key is not None and each.label not in found.get(key, {}):
            found.setdefault(key, {})[each.label] = each.value
        elif each.syntax == "plain" and re.fullmatch(r"[\w.*|+^$()]+", each.value):
            texts.append(f"{each.label} {each.op} {each.value}")
        else:
            value = each.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            text = f'{each.label}{each.op}"{value}"'
            texts.append(f"{{ {text} }}" if each.syntax == "braces" else text)
    if len(texts) > 1 and all(not text.startswith("{") for text in texts):
        texts = [", ".join(texts)]
    return found | ({"matchers": texts} if texts else {})


class Arrival(NamedTuple):
    """How an alert is told."""

    receiver: str
    group_by: frozenset[str]
    waits: tuple[str, ...]
    mute: frozenset[str]
    active: frozenset[str]


def arrivals(root: Branch, labels: Mapping[str, str]) -> list[Arrival]:
    """Return how an alert is told, as Alertmanager's dispatcher decides it.

    https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go
    """
    return _reached(root, labels, Arrival("", frozenset(), ("30s", "5m", "4h"), frozenset(), frozenset()))


def _reached(branch: Branch, labels: Mapping[str, str], above: Arrival) -> list[Arrival]:
    if not all(satisfies(each.op, each.value, labels.get(each.label, "")) for each in branch.matchers):
        return []
    own = Arrival(
        receiver=branch.receiver or above.receiver,
        group_by=frozenset(branch.group_by) if branch.group_by else above.group_by,
        waits=tuple(own or inherited for own, inherited in zip(branch.waits, above.waits, strict=True)),
        mute=frozenset(branch.mute),
        active=frozenset(branch.active),
    )
    found: list[Arrival] = []
    for each in branch.branches:
        below = _reached(each, labels, own)
        found += below
        if below and not each.continues:
            break
    return found or [own]
