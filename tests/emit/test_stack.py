from __future__ import annotations

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, written
from tocsin import ir
from tocsin.emit.stack import emit

EMPTY = ir.Stack(helm_values={}, datasources=(), at=())


def test_declared_values_are_the_chart_s_values(snapshot: SnapshotAssertion) -> None:
    stack = replace(EMPTY, helm_values={"prometheus": {"prometheusSpec": {"retention": "15d"}}})
    assert written(emit(replace(PLATFORM, stack=stack))) == snapshot


def test_datasources_are_a_provisioning_file(snapshot: SnapshotAssertion) -> None:
    stack = replace(EMPTY, datasources=({"name": "Prometheus", "type": "prometheus", "uid": "prometheus", "isDefault": True},))
    assert written(emit(replace(PLATFORM, stack=stack))) == snapshot


def test_an_empty_stack_has_no_files() -> None:
    assert written(emit(replace(PLATFORM, stack=EMPTY))) == {}


def test_no_stack_has_no_files() -> None:
    assert written(emit(PLATFORM)) == {}
