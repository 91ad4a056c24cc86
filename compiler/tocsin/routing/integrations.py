"""The integrations of a receiver as they stand in an Alertmanager configuration or an AlertmanagerConfig."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct


class Integration(Struct, frozen=True, kw_only=True):
    """One way in which a receiver is told."""

    kind: str
    """`slack`, `pagerduty`, …"""
    name: str
    """Which one of the receiver: `slack_configs[0]`."""
    settings: Mapping[str, Any]
    tells_resolved: bool
    """Whether it tells of what is resolved, too."""


def integrations(receiver: Mapping[str, Any]) -> Iterator[Integration]:
    """Yield the integrations of a receiver, by the names of their kinds.

    >>> [(each.name, each.tells_resolved) for each in integrations({"name": "a", "slackConfigs": [{}], "webhook_configs": [{}]})]
    [('slackConfigs[0]', False), ('webhook_configs[0]', True)]
    """
    for listing, entries in sorted(receiver.items()):
        found = _LISTING.fullmatch(listing)
        if found is not None and isinstance(entries, list):
            kind = found[1].lower()
            for index, entry in enumerate(entries):
                told = entry.get("send_resolved", entry.get("sendResolved", kind not in _QUIET))
                yield Integration(kind=kind, name=f"{listing}[{index}]", settings=entry, tells_resolved=bool(told))


_LISTING: Final = re.compile(r"(\w+?)(?:_configs|Configs)")
# https://prometheus.io/docs/alerting/latest/configuration/: the kinds that by default say nothing of what is resolved.
_QUIET: Final = frozenset({"email", "rocketchat", "slack", "wechat"})
