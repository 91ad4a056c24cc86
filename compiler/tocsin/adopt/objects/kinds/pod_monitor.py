"""PodMonitors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from tocsin.adopt.objects import monitored
from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.comparison import Keys
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Said

KIND: Final = "PodMonitor"
VERSION: Final = monitored.VERSION
KEYS: Final[Keys] = {}
_ENDPOINTS: Final = "podMetricsEndpoints"
REASONS: Final = monitored.reasons(_ENDPOINTS)
upgraded = monitored.upgraded


def said(found: Found, spec: Mapping[str, Any], beside: Beside, taken: Collection[str]) -> Said:  # noqa: ARG001  # it names no metrics
    """Return what it says of what it scrapes."""
    return monitored.said(found, spec, _ENDPOINTS, through="pods")


def plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it means."""
    return monitored.plain(spec, _ENDPOINTS)
