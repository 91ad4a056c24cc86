from __future__ import annotations

import pytest
import yaml
from msgspec.structs import replace

from emit.small_platform import PLATFORM, written
from emit.small_routing import FULL, NIGHTS, delivered
from tocsin import ir
from tocsin.emit.alertmanager_config import emit

PATH = "alertmanager/alertmanagerconfig.yaml"


def _object(routing: ir.Routing) -> str:
    return written(emit(delivered(routing, "alertmanagerconfig")))[PATH]


def test_an_interval_is_written_in_the_object_s_own_keys() -> None:
    (nights,) = yaml.safe_load(_object(FULL))["spec"]["muteTimeIntervals"]
    assert nights["timeIntervals"] == [
        {
            "times": [{"startTime": "22:00", "endTime": "24:00"}],
            "weekdays": ["monday:friday"],
            "daysOfMonth": [{"start": 1, "end": 5}, {"start": -1, "end": -1}],
            "months": ["january:march"],
            "years": ["2026:2027"],
        }
    ]


def test_utc_is_what_the_operator_assumes() -> None:
    nights = replace(NIGHTS, entries=({"location": "UTC", "weekdays": ["sunday"]},))
    intervals = yaml.safe_load(_object(replace(FULL, intervals=(nights,))))["spec"]["muteTimeIntervals"]
    assert intervals == [{"name": "nights", "timeIntervals": [{"weekdays": ["sunday"]}]}]


def test_another_time_zone_is_never_dropped_in_silence() -> None:
    nights = replace(NIGHTS, entries=({"location": "Europe/Berlin"},))
    with pytest.raises(ValueError, match="cannot say location: 'Europe/Berlin'"):
        _object(replace(FULL, intervals=(nights,)))


def test_without_routing_there_is_no_object() -> None:
    assert written(emit(replace(PLATFORM, cluster=replace(PLATFORM.cluster, alertmanager_delivery="alertmanagerconfig")))) == {}
