from __future__ import annotations

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, WITHOUT_OPERATOR, written
from tocsin import ir
from tocsin.emit.blackbox import emit

MODULES = (
    ir.BlackboxModule(name="http_2xx", config={"prober": "http", "timeout": "5s", "http": {"valid_status_codes": [200]}}, at=()),
    ir.BlackboxModule(name="tcp", config={"prober": "tcp"}, at=()),
)


def test_the_config_map_holds_the_same_file(snapshot: SnapshotAssertion) -> None:
    assert written(emit(replace(PLATFORM, modules=MODULES))) == snapshot


def test_without_the_operator_there_is_only_the_file() -> None:
    assert list(written(emit(replace(WITHOUT_OPERATOR, modules=MODULES)))) == ["monitors/blackbox.yml"]


def test_without_modules_there_is_no_file() -> None:
    assert written(emit(PLATFORM)) == {}
