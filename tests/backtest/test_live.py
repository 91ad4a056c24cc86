"""Alerts over the history of a real Prometheus, which has none of their rules, and what promtool says of the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from backtest.history import END, EVERY, SPEC, START, series
from case import write
from command import tocsin
from conftest import Judge
from tocsin.backtest import Backtest, Change, Period, Server, Span, asked, played
from tocsin.pipeline import Compiled, build
from tocsin.progress import silent

BEGIN = START + 1800
"""When what waits for the longest has waited: what is missing before there is any history is missing for ever."""
PERIOD = Period(start_ms=BEGIN * 1000, end_ms=END * 1000)
UNTIL = f"{datetime.fromtimestamp(END, UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    built = build({"shop": {"specs/shop/shop.yaml": SPEC.encode()}})
    assert not built.diagnostics
    return built.compiled[0]


@pytest.fixture(scope="module")
def found(url: str, compiled: Compiled) -> tuple[Backtest, ...]:
    changes = [Change(now=each) for each in asked(compiled.platform, every_ms=EVERY * 1000)]
    return tuple(played(Server(url=url, headers={}, timeout_seconds=60), changes, PERIOD, progress=silent))


def test_promtool_lets_the_same_alerts_fire_at_the_same_evaluations(
    found: tuple[Backtest, ...], compiled: Compiled, judge: Judge, tmp_path: Path
) -> None:
    """With the recordings that were inlined here; each firing and each silence is compared at all evaluations."""
    rules = [artifact for artifact in compiled.artifacts if artifact.path.startswith("prometheus/")]
    for artifact in rules:
        (tmp_path / Path(artifact.path).name).write_text(artifact.text, encoding="utf-8")
    test = {
        "rule_files": [Path(artifact.path).name for artifact in rules],
        "evaluation_interval": f"{EVERY}s",
        "tests": [
            {
                "interval": f"{EVERY}s",
                "input_series": [
                    {"series": name, "values": " ".join("_" if value is None else f"{value:g}" for value in values)}
                    for name, values in series().items()
                ],
                "promql_expr_test": [ask for each in found for ask in _asks(each)],
            }
        ],
    }
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(test), encoding="utf-8")
    done = subprocess.run([str(judge("promtool")), "test", "rules", "test.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:3000] + done.stderr[:3000]
    fired = {each.change.alert.name for each in found if each.after is not None and each.after.spans}
    silent = {each.change.alert.name for each in found if each.after is not None and not each.after.spans}
    assert fired >= {"QueueHigh", "AccuracyLow", "ErrorsHigh", "LatencyHigh", "AvailableBudgetBurn"}
    assert silent


def _asks(backtest: Backtest) -> Iterator[dict[str, object]]:
    """Yield at how many evaluations the alert fires, and whether it does around each of those where that changes."""
    assert backtest.after is not None
    alert = backtest.change.alert
    labels = {**alert.labels, "alertname": alert.name, "alertstate": "firing"}
    firing = f"ALERTS{{{','.join(f'{name}={json.dumps(value)}' for name, value in sorted(labels.items()))}}}"
    fires = [at for at in range(BEGIN, END + 1, EVERY) if any(_has(span, at) for span in backtest.after.spans)]
    # Both ends of a subquery, or only the later one, belong to it: that depends on the release.
    yield _ask(f"count_over_time((count({firing}) > 0)[{END - BEGIN + 1}s:{EVERY}s])", END, len(fires))
    for span in backtest.after.spans:
        for at in {span.began_ms // 1000, span.ended_ms // 1000}:
            for near in (at - EVERY, at):
                if BEGIN <= near <= END:
                    yield _ask(f"count({firing}) > bool 0", near, int(near in fires))


def _has(span: Span, at: int) -> bool:
    # What still fires at the last evaluation is cut there.
    return span.began_ms <= at * 1000 < span.ended_ms or at * 1000 == PERIOD.end_ms == span.ended_ms


def _ask(expr: str, at: int, value: int) -> dict[str, object]:
    return {"expr": expr, "eval_time": f"{at - START}s", "exp_samples": [{"labels": "{}", "value": value}] if value else []}


LINES = (
    (
        "QueueHigh (warning) of forecast, queue above 10: 9 times (2 series), 2h37m in all, last at 2025-11-15 02:53 until the end; "
        "60 at most; it had a value 97.9% of the time"
    ),
    "AccuracyLow (warning) of forecast, accuracy below 80%: 6 times, 58m30s in all, last at 2025-11-15 02:32 for 18m; 70% at least",
    "AvailableBudgetBurn (critical) of forecast, objective available above a burn rate of 6 over 6h and 30m: 5.266% at most",
)


def test_it_is_told_who_would_have_been_loud_and_how_close_the_others_came(url: str, root: Path) -> None:
    done = tocsin(root, "backtest", url, "--since", "6h", "--until", UNTIL)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[:2] == ["3h59m30s until 2025-11-15 03:59 UTC; of the 2h30s before that the server has nothing", "shop in default"]
    assert "QueueMissing (info) of forecast" not in done.output.partition("would have been silent")[0]
    for line in LINES:
        assert f"    {line}" in lines, done.output
    assert not (root / "generated").exists()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write({"specs/shop/shop.yaml": SPEC}, tmp_path)
    return tmp_path
