"""Where alerts go: the routing tree, receivers, inhibition and time intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from tocsin.source import KeyPath


class Matcher(Struct, frozen=True, kw_only=True):
    """`label op value`, as Alertmanager compares an alert's label."""

    label: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str


class Route(Struct, frozen=True, kw_only=True):
    """A node of the routing tree; None means inherited from the parent."""

    name: str
    matchers: tuple[Matcher, ...]
    receiver: str | None
    group_by: tuple[str, ...] | None
    group_wait_ms: int | None
    group_interval_ms: int | None
    repeat_interval_ms: int | None
    continues: bool
    mute: tuple[str, ...]
    active: tuple[str, ...]
    routes: tuple[Route, ...]
    at: KeyPath


class Receiver(Struct, frozen=True, kw_only=True):
    """A receiver: per Alertmanager key (`slack_configs`) the entries of the configuration file, secrets as files.

    `custom_resource` has the same for an AlertmanagerConfig (`slackConfigs`), secrets as selectors.
    """

    name: str
    configs: Mapping[str, tuple[Mapping[str, object], ...]]
    custom_resource: Mapping[str, tuple[Mapping[str, object], ...]]
    labels: Mapping[str, str]
    at: KeyPath

    @property
    def kinds(self) -> tuple[str, ...]:
        """By what it tells people: `slack`, `pagerduty`; none: it discards what it gets."""
        return tuple(key.removesuffix("_configs") for key in self.configs)


class InhibitRule(Struct, frozen=True, kw_only=True):
    """While an alert matches `source`, alerts that match `target` and have equal labels do not notify."""

    name: str
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]
    at: KeyPath


class TimeInterval(Struct, frozen=True, kw_only=True):
    """A named set of times; each entry is one Alertmanager time interval."""

    name: str
    entries: tuple[Mapping[str, object], ...]
    """In Alertmanager's own keys: times, weekdays, days_of_month, months, years, location."""
    at: KeyPath


class Routing(Struct, frozen=True, kw_only=True):
    """The whole Alertmanager configuration of a platform."""

    settings: Mapping[str, object]
    """`global:` in Alertmanager's own keys."""
    root: Route
    receivers: tuple[Receiver, ...]
    inhibit: tuple[InhibitRule, ...]
    intervals: tuple[TimeInterval, ...]
    templates: Mapping[str, str]
    """The platform's own notification templates, by name."""
    secrets: tuple[str, ...]
    """Names of the Kubernetes Secrets that must be mounted into Alertmanager (`spec.secrets`)."""
    sources: tuple[str, ...]
    at: KeyPath

    @property
    def discarding(self) -> frozenset[str]:
        """The names of the receivers that tell nobody."""
        return frozenset(receiver.name for receiver in self.receivers if not receiver.configs)
