"""What alerts on a budget of time are made of, whether a limit is kept, is proved with them; promtool would be content without."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from conftest import Judge
from prove.alerts.small_shop import alerts, proved
from tocsin.pipeline import Compiled, build

_FILE = "specs/shop/shop.yaml"
_RULES = "prometheus/shop-chat.rules.yaml"
_SPEC = """\
platform: {name: shop, namespace: shop}
metrics: {accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}}
models:
  chat:
    slos:
      accurate: {metric: accuracy, not_below: 80%, objective: 99%}
      precise: {metric: accuracy, not_below: 90%, objective: 99%}
"""
_BURNING = {"AccurateBudgetBurn (critical)", "AccurateBudgetBurn (warning)"}


@cache
def _compiled() -> Compiled:
    (only,) = build({"shop": {_FILE: _SPEC.encode()}}).compiled
    return only


def _written() -> dict[str, str]:
    return {artifact.path: artifact.text for artifact in _compiled().artifacts}


@pytest.fixture
def programs(judge: Judge) -> Path:
    judge("amtool")
    return judge("promtool").parent


def test_all_is_proved_of_what_the_compiler_writes(programs: Path) -> None:
    report = proved(_written(), programs, of=_compiled())
    assert (report.failed, report.unproved) == ((), ())


def test_a_broken_limit_fails_the_alerts_on_its_budget(programs: Path) -> None:
    files = _written()
    broken = files[_RULES].replace(">= bool 0.8", ">= bool 0.9")
    assert broken != files[_RULES]
    failed = alerts(proved({**files, _RULES: broken}, programs, of=_compiled()).failed)
    assert failed.keys() >= _BURNING
    assert all("slo:limit_kept:bool" in failed[name] for name in _BURNING)


@pytest.mark.parametrize("asked", ["", " - 1"], ids=["not kept", "kept"])
def test_a_limit_that_no_test_asks_for_is_not_proved(asked: str, programs: Path) -> None:
    beginning = rf"  - eval_time: \S+\n    expr: abs\(slo:limit_kept:bool\{{[^\n]*slo=\"accurate\"\}}{asked}\) < bool"
    check = re.compile(rf"{beginning}.*?(?=  - eval_time|- name|\Z)", re.DOTALL)
    files = {path: check.sub("", text) for path, text in _written().items()}
    assert files != _written()
    unproved = alerts(proved(files, programs, of=_compiled()).unproved)
    assert {unproved[name] for name in _BURNING} == {"no test asks when its limit is kept, and when it is not"}
    assert not any(name.startswith("Precise") for name in unproved)
