"""The promtool tests that were written: their groups, and which alerts each expects to fire and to be silent.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from msgspec import Struct

from tocsin import ir, promql
from tocsin.duration import parse_duration
from tocsin.prove.alerts.documents import listed
from tocsin.prove.alerts.slices import OF_ALERTS, words


class WrittenCheck(Struct, frozen=True, kw_only=True):
    """What a test asks about one name of alerts at one time."""

    alert: str
    firing: tuple[Mapping[str, str], ...]
    """Labels of what must fire, all or some of them; nothing else of that name may."""

    def expects(self, alert: ir.Alert) -> bool:
        """Return whether `alert`, which has the check's name, must fire then."""
        known = {label: value for label, value in alert.labels.items() if "{{" not in value}
        return any(all(labels.get(label, value) == value for label, value in known.items()) for labels in self.firing)


class WrittenTest(Struct, frozen=True, kw_only=True):
    """A group of a test file: series, and what is asked of the alerts over them."""

    file: str
    """The artefact, in the platform's folder."""
    name: str
    rule_files: tuple[str, ...]
    """The artefacts that hold its rules, in the platform's folder."""
    settings: Mapping[str, Any]
    """What the whole file says besides, such as `evaluation_interval`."""
    body: str
    """The group as it was written, as JSON: as data it would take ten times as much memory, and there are thousands."""
    series: int
    """How many series it is given."""
    expressions: tuple[str, ...]
    """What it asks for by an expression."""
    checks: tuple[WrittenCheck, ...]
    lasts_ms: int
    """Until the last time at which it asks anything."""
    reasons: Mapping[tuple[str, str], str]
    """Why the answer is expected, by name of alert and time; the file's comments say it."""

    @property
    def names(self) -> frozenset[str]:
        """Return every name that it asks about, of alerts and whatever its expressions read."""
        return frozenset([check.alert for check in self.checks]).union(*map(words, self.expressions))

    @property
    def recorded(self) -> frozenset[str]:
        """Return every name of a recording that it asks about."""
        return frozenset().union(*map(recorded_in, self.expressions))

    def checks_of(self, name: str) -> tuple[WrittenCheck, ...]:
        """Return what it asks about the alerts of one name."""
        return tuple(check for check in self.checks if check.alert == name)

    def text(self, rule_files: list[str]) -> str:
        """Return it as a test file of its own, as JSON, which is YAML too."""
        head = json.dumps({**self.settings, "rule_files": rule_files}, ensure_ascii=False, allow_nan=False)
        return f'{head[:-1]}, "tests": [{self.body}]}}\n'


def read_tests(file: str, text: str) -> tuple[WrittenTest, ...]:
    """Return the groups of the test file `file`, a path in the platform's folder.

    Raises:
        UnreadableError: the text is no YAML or no test file.
    """
    settings, tests = listed(text, "tests", yaml.CSafeLoader)
    folder = posixpath.dirname(file)
    rule_files = tuple(posixpath.normpath(posixpath.join(folder, str(path))) for path in settings.pop("rule_files", None) or ())
    reasons = _reasons(text)
    return tuple(
        WrittenTest(
            file=file,
            name=str(test.get("name", "")),
            rule_files=rule_files,
            settings=settings,
            body=json.dumps(test, ensure_ascii=False, allow_nan=False),
            series=len(test.get("input_series") or ()),
            expressions=tuple(str(each.get("expr", "")) for each in test.get("promql_expr_test") or ()),
            checks=tuple(_checks(test)),
            lasts_ms=max((parse_duration(str(each.get("eval_time"))) or 0 for each in _asked(test)), default=0),
            reasons=reasons.get(str(test.get("name", "")), {}),
        )
        for test in tests
    )


def _asked(test: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in ("alert_rule_test", "promql_expr_test"):
        yield from test.get(kind) or ()


def _checks(test: Mapping[str, Any]) -> Iterator[WrittenCheck]:
    for each in test.get("alert_rule_test") or ():
        firing = tuple(_texts(alert.get("exp_labels")) for alert in each.get("exp_alerts") or ())
        yield WrittenCheck(alert=str(each.get("alertname")), firing=firing)
    for each in test.get("promql_expr_test") or ():
        # Only how many fire can be asked where their values are not known.
        if found := ALERTS.search(str(each.get("expr", ""))):
            counted = [sample for sample in each.get("exp_samples") or () if sample.get("value")]
            firing = tuple({**labels_in(str(each["expr"])), **labels_in(str(sample.get("labels", "")))} for sample in counted)
            yield WrittenCheck(alert=found[1], firing=firing)


ALERTS: Final = re.compile(r'\bALERTS\{[^}]*?\balertname="([^"\\]+)"')
"""An expression that asks about the alerts of a name."""


def recorded_in(expr: str) -> frozenset[str]:
    """Return the metrics that an expression reads, other than those that Prometheus makes of alerts.

    >>> sorted(recorded_in('abs(a:b{job="x"} - 1) < bool 1e-06')), recorded_in('count(ALERTS{alertname="A"})')
    (['a:b'], frozenset())
    """
    parsed = promql.parse(expr)
    return frozenset() if isinstance(parsed, promql.ParseFailure) else frozenset(promql.metrics(parsed)) - OF_ALERTS


def _texts(labels: Mapping[str, object] | None) -> dict[str, str]:
    return {label: str(value) for label, value in (labels or {}).items()}


def labels_in(text: str) -> dict[str, str]:
    r"""Return the labels of a series as Prometheus writes them.

    >>> labels_in('{severity="a \\"b\\"", pod="p"} 1')
    {'severity': 'a "b"', 'pod': 'p'}
    """
    return {label: json.loads(f'"{_GO.sub(_as_json, value)}"') for label, value in _LABEL.findall(text)}


_LABEL: Final = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')
# https://pkg.go.dev/strconv#Quote
_GO: Final = re.compile(r"\\(?:x([0-9a-f]{2})|U([0-9a-f]{8})|([av]))|\\.")


def _as_json(found: re.Match[str]) -> str:
    """Return an escape of Go's `%q` as JSON has it."""
    if found[1] or found[2]:
        return json.dumps(chr(int(found[1] or found[2], 16)))[1:-1]
    return {"a": r"\u0007", "v": r"\u000b"}[found[3]] if found[3] else found[0]


def _reasons(text: str) -> dict[str, dict[tuple[str, str], str]]:
    """Return what the comments above the first line say: of each test, why an answer is expected."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _REASONS.fullmatch(line):
            why = found.setdefault(match["test"], {})
            for each in match["said"].split("; "):
                at, _, reason = each.partition(" ")
                why[match["alert"], at] = reason
    return found


_REASONS: Final = re.compile(r"# (?P<test>.+), (?P<alert>[^\s,]+): (?P<said>.+)")
