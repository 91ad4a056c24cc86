"""What is rehearsed: a platform, the files that were written for it, and what its spec means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from tocsin import ir
from tocsin.rehearse.intent import Intent
from tocsin.routing.integrations import integrations


class Text(NamedTuple):
    """A text that an integration sends: its place, the name of its field, and its template."""

    field: str
    key: str
    template: str


class Integration(Struct, frozen=True, kw_only=True):
    """One way in which a receiver is told."""

    receiver: str
    """As the configuration calls it."""
    name: str
    """Which one of the receiver: `slack_configs[0]`."""
    tells_resolved: bool
    texts: tuple[Text, ...] = ()


class Production(Struct, frozen=True, kw_only=True):
    """A platform as it would run."""

    platform: ir.Platform
    rules: Mapping[str, str]
    """The written rule files, by name."""
    configuration: Mapping[str, Any]
    """What Alertmanager gets, as data."""
    templates: Mapping[str, str]
    """The written notification templates, by name."""
    integrations: tuple[Integration, ...]
    intent: Intent

    @property
    def types(self) -> dict[str, str]:
        """Return the types of its metrics by their series."""
        return {metric.series: metric.type for metric in self.platform.metrics}

    @property
    def external_labels(self) -> dict[str, str]:
        """Return what Prometheus adds to every alert; the operator adds a label that says which Prometheus it was."""
        labels = dict(self.platform.cluster.external_labels)
        return {**labels, "prometheus": "rehearsal"} if self.platform.cluster.operator else labels


def integrations_of(receiver: Mapping[str, Any], *, prefix: str = "") -> Iterator[Integration]:
    """Yield the integrations of a receiver, in Alertmanager's own keys or an AlertmanagerConfig's; `prefix` comes before its name."""
    name = prefix + str(receiver["name"])
    for each in integrations(receiver):
        yield Integration(receiver=name, name=each.name, tells_resolved=each.tells_resolved)
