"""Which other alerts silence an alert, by its labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tocsin import ir
from tocsin.routing.tree import holds

_SHOWN: Final = 4
"""So many are named; an author may let everything that is critical silence everything else."""


class _Sides(NamedTuple):
    """The numbers of the rules by which alerts with some labels silence others, and of those by which they are silenced."""

    silencing: tuple[int, ...]
    silenced: tuple[int, ...]


class Silencers:
    """Answers for one platform; alerts that differ in nothing that an inhibition asks are looked at once."""

    def __init__(self, platform: ir.Platform) -> None:
        """Take the alerts of the platform, and which silence which."""
        self._rules: Sequence[ir.InhibitRule] = platform.inhibit if platform.routing is None else platform.routing.inhibit
        self._external = platform.cluster.external_labels
        self._asked = sorted({matcher.label for rule in self._rules for matcher in (*rule.source, *rule.target)})
        self._known: dict[tuple[str, ...], _Sides] = {}
        self._silencing: list[dict[tuple[str, ...], dict[tuple[str, str, bool], str]]] = [{} for _ in self._rules]
        for alert in platform.alerts if self._rules else ():
            self._note(alert)

    def of(self, alert: ir.Alert) -> tuple[str, ...]:
        """Return the names of the alerts while one of which fires nobody is told of `alert`."""
        found = dict.fromkeys(self._named(alert)) if self._rules else {}
        more = len(found) - _SHOWN
        return (*list(found)[:_SHOWN], *([f"{more} more"] if more > 0 else []))

    def _note(self, alert: ir.Alert) -> None:
        labels = self._labels(alert)
        sides, subject = self._sides(labels), ir.whose(alert.at)
        for number in sides.silencing:
            among = self._silencing[number].setdefault(_equal(self._rules[number], labels, alert), {})
            key = alert.name, alert.severity, number in sides.silenced
            # Several models may have it: then it is nobody's in particular.
            among[key] = subject if among.get(key, subject) == subject else ""

    def _named(self, alert: ir.Alert) -> Iterator[str]:
        labels = self._labels(alert)
        sides, own = self._sides(labels), ir.whose(alert.at)
        for number in sides.silenced:
            for (name, severity, both), subject in self._silencing[number].get(_equal(self._rules[number], labels, alert), {}).items():
                # What matches both sides is not silenced by what does too, itself included.
                # https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings
                if not (both and number in sides.silencing):
                    whose = f" of {subject}" if subject not in {"", own} else ""
                    yield f"`{name}`{f' ({severity})' if name == alert.name else ''}{whose}"

    def _labels(self, alert: ir.Alert) -> Mapping[str, str]:
        return {**self._external, **alert.labels, "alertname": alert.name}

    def _sides(self, labels: Mapping[str, str]) -> _Sides:
        key = tuple([labels.get(label, "") for label in self._asked])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Sides(*(tuple(self._matching(labels, side)) for side in ("source", "target")))
        return found

    def _matching(self, labels: Mapping[str, str], side: str) -> Iterator[int]:
        for number, rule in enumerate(self._rules):
            if all(holds(matcher, labels.get(matcher.label, "")) for matcher in getattr(rule, side)):
                yield number


def _equal(rule: ir.InhibitRule, labels: Mapping[str, str], alert: ir.Alert) -> tuple[str, ...]:
    """Return what must be the same of both; of a label that tells series apart, that it does."""
    return tuple([labels.get(label, "*" if label in alert.by else "") for label in rule.equal])
