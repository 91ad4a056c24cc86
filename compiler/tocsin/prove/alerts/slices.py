"""The part of a written rule file that some alerts need: those rules as they were written, and the recordings that they read.

promtool evaluates every rule of a file at every step of every test group, so that what a test does not ask about is dear.
https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import yaml
from msgspec import Struct
from msgspec.structs import replace

from tocsin.prove.alerts.documents import UnreadableError, listed


class WrittenRule(Struct, frozen=True, kw_only=True):
    """An alert or a recording as it stands in a rule file."""

    name: str
    is_alert: bool
    content: Mapping[str, Any]
    """Every field as it was written, scalars as texts."""
    words: frozenset[str]
    """The names in its expression, whatever they are names of."""

    @property
    def severity(self) -> str:
        """Return the label `severity` of an alert, empty when it has none."""
        labels = self.content.get("labels")
        return str(labels.get("severity", "")) if isinstance(labels, dict) else ""


class WrittenGroup(Struct, frozen=True, kw_only=True):
    """A group of rules; `content` is everything but the rules."""

    content: Mapping[str, Any]
    rules: tuple[WrittenRule, ...]


class RuleFile(Struct, frozen=True, kw_only=True):
    """The rules of a file in their order."""

    groups: tuple[WrittenGroup, ...]

    @property
    def rules(self) -> tuple[WrittenRule, ...]:
        """Return the rules of all groups."""
        return tuple(rule for group in self.groups for rule in group.rules)

    def needed_by(self, names: Collection[str]) -> RuleFile:
        """Return the file with only the rules that have one of `names` and those that they read, directly or not; none is changed.

        A name that merely looks like that of a rule takes it along: too many rules cost time, too few would change a verdict.
        """
        needed = self._closed(names)
        groups = (replace(group, rules=tuple(rule for rule in group.rules if rule.name in needed)) for group in self.groups)
        return RuleFile(groups=tuple(group for group in groups if group.rules))

    def text(self) -> str:
        """Return the file as JSON, which is YAML too."""
        groups = [{**group.content, "rules": [rule.content for rule in group.rules]} for group in self.groups]
        return json.dumps({"groups": groups}, ensure_ascii=False) + "\n"

    def _closed(self, names: Collection[str]) -> frozenset[str]:
        by_name: dict[str, list[WrittenRule]] = {}
        for rule in self.rules:
            by_name.setdefault(rule.name, []).append(rule)
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found and name in by_name:
                found.add(name)
                words = {word for rule in by_name[name] for word in rule.words}
                # What is chosen by a pattern may be any of them.
                pending += by_name if words & _ANY else words
        return frozenset(found)


OF_ALERTS: Final = frozenset({"ALERTS", "ALERTS_FOR_STATE"})
"""What Prometheus makes of alerts: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime."""
_ANY: Final = OF_ALERTS | {"__name__"}


def read_rules(text: str) -> RuleFile:
    """Return the rules of a written rule file.

    Raises:
        UnreadableError: the text is no YAML or has no list of groups.
    """
    # Scalars stay the texts that they are: Prometheus reads `for: 010` as a text where YAML 1.1 has a number.
    _, groups = listed(text, "groups", yaml.CBaseLoader)
    return RuleFile(groups=tuple(map(_group, groups)))


def _group(document: Mapping[str, Any]) -> WrittenGroup:
    rules = document.get("rules")
    content = {key: value for key, value in document.items() if key != "rules"}
    return WrittenGroup(content=content, rules=tuple(_rules(rules if isinstance(rules, list) else ())))


def _rules(documents: Iterable[object]) -> Iterator[WrittenRule]:
    for document in documents:
        if not isinstance(document, dict):
            raise UnreadableError("a rule in it is no mapping")
        name = str(document.get("alert") or document.get("record") or "")
        yield WrittenRule(name=name, is_alert="alert" in document, content=document, words=words(str(document.get("expr", ""))))


def words(expr: str) -> frozenset[str]:
    """Return every name in the text of an expression: of metrics, functions, labels, and inside strings.

    >>> sorted(words('rate(a:b{job="x"}[5m])'))
    ['a:b', 'job', 'm', 'rate', 'x']
    """
    return frozenset(_NAME.findall(expr))


_NAME: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
