"""What alerts on a budget of time are made of, whether a limit is kept, is proved with them; promtool would be content without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prove.alerts.small_shop import RULES, alerts, compiled, proved, written

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


def test_all_is_proved_of_what_the_compiler_writes(programs: Path) -> None:
    report = proved(written(_SPEC), programs, of=compiled(_SPEC))
    assert (report.failed, report.unproved) == ((), ())


def test_a_broken_limit_fails_the_alerts_on_its_budget(programs: Path) -> None:
    files = written(_SPEC)
    broken = files[RULES].replace(">= bool 0.8", ">= bool 0.9")
    assert broken != files[RULES]
    failed = alerts(proved({**files, RULES: broken}, programs, of=compiled(_SPEC)).failed)
    assert failed.keys() >= _BURNING
    assert all("slo:limit_kept:bool" in failed[name] for name in _BURNING)


@pytest.mark.parametrize("asked", ["", " - 1"], ids=["not kept", "kept"])
def test_a_limit_that_no_test_asks_for_is_not_proved(asked: str, programs: Path) -> None:
    beginning = rf"  - eval_time: \S+\n    expr: abs\(slo:limit_kept:bool\{{[^\n]*slo=\"accurate\"\}}{asked}\) < bool"
    check = re.compile(rf"{beginning}.*?(?=  - eval_time|- name|\Z)", re.DOTALL)
    files = {path: check.sub("", text) for path, text in written(_SPEC).items()}
    assert files != written(_SPEC)
    unproved = alerts(proved(files, programs, of=compiled(_SPEC)).unproved)
    assert {unproved[name] for name in _BURNING} == {"no test asks when its limit is kept, and when it is not"}
    assert not any(name.startswith("Precise") for name in unproved)
