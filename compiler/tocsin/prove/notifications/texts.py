"""The texts of receivers, as they stand in an Alertmanager configuration or an AlertmanagerConfig."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.rendering import TITLES
from tocsin.routing.integrations import integrations


class Text(Struct, frozen=True, kw_only=True):
    """A text of a receiver's integration."""

    kind: str
    """`slack`, `pagerduty`, …"""
    integration: str
    """Which one of the receiver: `slack_configs[0]`."""
    field: str
    """Where in it, in Alertmanager's own names: `title`, `headers.Subject`."""
    template: str
    is_sms: bool
    tells_resolved: bool
    """Whether it is sent for what is resolved, too."""

    @property
    def key(self) -> str:
        """Return the name of the field alone."""
        return self.field.rpartition(".")[2]


def texts_of(receiver: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the texts of a receiver: what has actions, and what a reader sees first even when it has none."""
    for each in integrations(receiver):
        is_sms = bool(each.settings.get("phone_number") or each.settings.get("phoneNumber"))
        for field, template in _fields(each.settings):
            if "{{" in template or field.rpartition(".")[2] in _SEEN:
                yield Text(
                    kind=each.kind,
                    integration=each.name,
                    field=field,
                    template=template,
                    is_sms=is_sms,
                    tells_resolved=each.tells_resolved,
                )


_SEEN: Final = TITLES | {"text", "description", "state_message"}


def _fields(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in sorted(entry.items()):
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower() if _CAMEL.fullmatch(key) else key
        match value:
            case str():
                yield name, value
            case dict():
                yield from ((f"{name}.{inner}", text) for inner, text in _fields(value))
            case list():
                yield from _items(name, value)


_CAMEL: Final = re.compile(r"[a-z]+([A-Z][a-z]+)+")


def _items(name: str, items: list[Any]) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(items):
        # The custom resource has mappings as lists of pairs.
        if isinstance(item, dict) and item.keys() == {"key", "value"} and isinstance(item["value"], str):
            yield f"{name}.{item['key']}", item["value"]
        elif isinstance(item, dict):
            yield from ((f"{name}[{index}].{inner}", text) for inner, text in _fields(item))
