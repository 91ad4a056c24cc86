"""Texts that Alertmanager parses as YAML after it has filled them in, so that one may become a list or a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import yaml

from tocsin.prove.notifications.texts import Text

# `DeepCopyWithTemplate`: https://github.com/prometheus/alertmanager/blob/main/template/template.go
_READ_AGAIN: Final = frozenset({("webhook", "payload"), ("pagerduty", "details"), ("jira", "fields")})
_NO_TEXTS: Final[Mapping[type | None, str]] = {yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping"}


def torn(text: Text, rendered: str) -> str:
    """Return why a text is sent as another thing than a text, empty when it is not, or when its author has written a structure.

    `[FIRING:1] QueueHigh` is sent as `["FIRING:1"]`, since only the first document is read, and `chat: queue above 10` as a mapping.
    """
    section = text.field.partition(".")[0].partition("[")[0]
    template = text.template.lstrip()
    meant = "toJson" in template or template[:1] in {"[", "-"} or (template[:1] == "{" and template[:2] != "{{")
    sent = _NO_TEXTS.get(_read(rendered)) if (text.kind, section) in _READ_AGAIN and not meant else None
    if sent is None:
        return ""
    return f"Alertmanager reads it again as YAML and sends {sent}: write it through `toJson`, or begin it with words of your own"


def _read(rendered: str) -> type | None:
    """Return the kind of node that Go's decoder makes of a text: of its first document, whatever comes after that."""
    try:
        return type(next(iter(yaml.compose_all(rendered, Loader=yaml.CSafeLoader)), None))
    except yaml.YAMLError:
        return None
