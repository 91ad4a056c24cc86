"""A forecast far beyond its history: the shorter the line, the more every bend of it says of a time that is days away.

kubernetes-mixin follows six hours for four days (KubePersistentVolumeFillingUp), 16 times its history, and asks for what is nearly full
besides. What is longer is told. https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts/storage_alerts.libsonnet

Bad (-), good (+):
    metrics: {free: {series: disk_free_bytes, type: gauge, unit: bytes}}
    components:
      disks:
        thresholds:
  -       free: {forecast: {below: 0B, within: 4d, from: 1h}}  # error
  +       free: {forecast: {below: 0B, within: 4d, from: 6h}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.thresholds import forecast

_FARTHEST: Final = 16


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every forecast that looks farther ahead than its history allows."""
    for each in checked.thresholds:
        if not isinstance(each.threshold, forecast.Kind):
            continue
        asked = each.threshold.forecast
        ahead_ms, history_ms = parse_duration(asked.within) or 0, parse_duration(asked.from_) or 0
        if ahead_ms > _FARTHEST * history_ms:
            yield Finding(
                message=f"a history of {asked.from_} says little of what will be in {asked.within}",
                help=f"use `from: {format_duration(-(-ahead_ms // _FARTHEST))}` or more: a sixteenth of `within`",
                where=checked,
                at=(*each.at, "forecast", "from"),
            )
