"""A section that is written again is the one that was read before, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import CompileSpec
from tocsin import section
from tocsin.section import Section


class _Inner(Section):
    limit: int | None = None
    share: float | None = None
    on: bool | None = None


class _Outer(Section):
    inner: _Inner


def _read(value: dict[str, Any]) -> _Inner:
    return _Outer.model_validate({"inner": value}).inner


def test_what_is_written_twice_is_one_section() -> None:
    assert _read({"limit": 700}) is _read({"limit": int("700")})
    assert _read({"limit": 700}) is not _read({"limit": 701})


def test_what_python_calls_equal_is_not_the_same() -> None:
    assert _read({"limit": 1}).limit == 1
    with pytest.raises(ValueError, match="integer"):
        _read({"limit": True})
    with pytest.raises(ValueError, match="boolean"):
        _read({"on": 1})
    assert _read({"on": True}).on is True
    assert str(_read({"share": 0.0}).share) == "0.0"
    assert str(_read({"share": -0.0}).share) == "-0.0"


def test_sections_that_were_read_before_are_taken_as_they_are() -> None:
    inner = _Inner(limit=3)
    assert _Outer.model_validate({"inner": inner}).inner == inner


def test_not_all_that_was_ever_typed_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section, "_MOST", 2)
    first = _read({"limit": 801})
    assert _read({"limit": 801}) is first
    for limit in (802, 803):
        _read({"limit": limit})
    assert _read({"limit": 801}) is not first
    long = {"limit": 10**1000}
    assert _read(long) == _read(long)
    assert _read(long) is not _read(long)


def test_a_mistake_that_is_made_twice_is_told_twice(compile_spec: CompileSpec) -> None:
    text = """
platform: {name: shop, namespace: ml}
metrics: {load: {series: load_ratio, type: gauge, unit: ratio}}
models:
  chat: {thresholds: {load: {above: 80%, foor: 5m}}}
  code: {thresholds: {load: {above: 80%, foor: 5m}}}
"""
    assert [(each.code, each.span.line) for each in compile_spec(text).diagnostics] == [("spec/unknown-key", 5), ("spec/unknown-key", 6)]
