"""What is rehearsed: a platform, the files that were written for it, and what its spec means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from tocsin import ir
from tocsin.rehearse.intent import Intent


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


# https://prometheus.io/docs/alerting/latest/configuration/: the kinds that by default say nothing of what is resolved.
_QUIET: Final = frozenset({"email", "rocketchat", "slack", "wechat"})
_LISTING: Final = re.compile(r"(\w+?)(?:_configs|Configs)")


def integrations_of(receiver: Mapping[str, Any], *, prefix: str = "") -> Iterator[Integration]:
    """Yield the integrations of a receiver, in Alertmanager's own keys or an AlertmanagerConfig's; `prefix` comes before its name.

    >>> [(each.name, each.tells_resolved) for each in integrations_of({"name": "a", "slackConfigs": [{}], "webhook_configs": [{}]})]
    [('slackConfigs[0]', False), ('webhook_configs[0]', True)]
    """
    for listing, entries in sorted(receiver.items()):
        kind = _LISTING.fullmatch(listing)
        for index, entry in enumerate(entries) if kind and isinstance(entries, list) else ():
            default = kind is not None and kind[1].lower() not in _QUIET
            resolved = bool(entry.get("send_resolved", entry.get("sendResolved", default)))
            yield Integration(receiver=prefix + str(receiver["name"]), name=f"{listing}[{index}]", tells_resolved=resolved)
