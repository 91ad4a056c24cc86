from __future__ import annotations

import pytest
import yaml
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, written
from emit.small_routing import CHILD, FULL, NIGHTS, ROOT, ROUTING, delivered
from tocsin import ir
from tocsin.emit.alertmanager_config import emit

PATH = "alertmanager/alertmanagerconfig.yaml"


def _object(routing: ir.Routing) -> str:
    return written(emit(delivered(routing, "alertmanagerconfig")))[PATH]


def test_every_section_is_written_in_the_object_s_own_keys(snapshot: SnapshotAssertion) -> None:
    assert _object(FULL) == snapshot


def test_empty_sections_are_left_out(snapshot: SnapshotAssertion) -> None:
    assert _object(ROUTING) == snapshot


def test_routes_nest() -> None:
    inner = replace(CHILD, receiver=None, active=("nights",), mute=())
    root = replace(ROOT, routes=(replace(CHILD, routes=(inner,)),))
    route = yaml.safe_load(_object(replace(FULL, root=root)))["spec"]["route"]
    assert route["routes"][0]["routes"][0]["activeTimeIntervals"] == ["nights"]
    assert "receiver" not in route["routes"][0]["routes"][0]


def test_utc_is_what_the_operator_assumes() -> None:
    nights = replace(NIGHTS, entries=({"location": "UTC", "weekdays": ["sunday"]},))
    intervals = yaml.safe_load(_object(replace(FULL, intervals=(nights,))))["spec"]["muteTimeIntervals"]
    assert intervals == [{"name": "nights", "timeIntervals": [{"weekdays": ["sunday"]}]}]


def test_another_time_zone_is_never_dropped_in_silence() -> None:
    nights = replace(NIGHTS, entries=({"location": "Europe/Berlin"},))
    with pytest.raises(ValueError, match="cannot say location: 'Europe/Berlin'"):
        _object(replace(FULL, intervals=(nights,)))


@pytest.mark.parametrize("delivery", ["file", "secret"])
def test_another_delivery_has_no_object(delivery: str) -> None:
    assert written(emit(delivered(FULL, delivery))) == {}


def test_without_routing_there_is_no_object() -> None:
    assert written(emit(replace(PLATFORM, cluster=replace(PLATFORM.cluster, alertmanager_delivery="alertmanagerconfig")))) == {}
