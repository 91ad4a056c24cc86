"""What a recording would have recorded stands where it is read."""

from __future__ import annotations

import pytest

import expression
from conftest import REPOSITORY
from tocsin import ir, source
from tocsin.backtest import asked
from tocsin.backtest.inlined import Inlining, Recorded
from tocsin.pipeline import build
from tocsin.promql import metrics, to_text


def _recorded(record: str, expr: str, **labels: str) -> Recorded:
    return Recorded(recording=ir.Recording(record=record, expr=expression.read(expr), labels=labels, at=source.KeyPath()), every_ms=30_000)


RECORDINGS = [
    _recorded("load", 'sum by (pod) (rate(work_total{model="a"}[5m]))', model="a"),
    _recorded("load", 'sum by (pod) (rate(work_total{model="b"}[5m]))', model="b"),
    _recorded("mean", 'avg_over_time(load{model="a"}[1h] offset 5m)', model="a"),
    _recorded("limit", "0.5", price="1$"),
    _recorded("total", "total + 1"),
    _recorded("well", 'max(up{job="a"})', model="a"),
    _recorded("well", "min(probe_success)", subject="b"),
]
A = 'label_replace(sum by (pod) (rate(work_total{model="a"}[5m])), "model", "a", "", "")'
B = 'label_replace(sum by (pod) (rate(work_total{model="b"}[5m])), "model", "b", "", "")'


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ('load{model="a"} > 2', f"{A} > 2"),
        ('load{model!="a"}', B),
        ('load{model=~"a|c"}', A),
        ("load", f"{A} or {B}"),
        ('max_over_time(load{model="b"}[10m])', f"max_over_time({B}[10m:30s])"),
        ('max_over_time(load{model="b"}[10m] offset 1d)', f"max_over_time({B}[10m:30s] offset 1d)"),
        ('load{model="a"} offset 1w', f"last_over_time({A}[30s:30s] offset 1w)"),
        ("mean", f'label_replace(avg_over_time({A}[1h:30s] offset 5m), "model", "a", "", "")'),
        ("limit", 'label_replace(vector(0.5), "price", "1$$", "", "")'),
        ('well{subject="b"}', 'label_replace(min(probe_success), "subject", "b", "", "")'),
        ('well{subject=""}', 'label_replace(max(up{job="a"}), "model", "a", "", "")'),
        # What only recorded values tell is read as it was recorded, like the series of others.
        ('load{pod="x"}', 'load{pod="x"}'),
        ('load{model="c"}', 'load{model="c"}'),
        ("total", "total + 1"),
        ("work_total", "work_total"),
    ],
)
def test_a_recording_is_computed_where_it_is_read(read: str, expected: str) -> None:
    found = Inlining(RECORDINGS).inlined(expression.read(read))
    assert to_text(found) == to_text(expression.read(expected))


def test_a_subquery_is_as_dense_as_what_is_recorded() -> None:
    slow = Recorded(recording=RECORDINGS[0].recording, every_ms=60_000)
    found = Inlining([slow, RECORDINGS[1]]).inlined(expression.read("max_over_time(load[10m])"))
    assert to_text(found).endswith("[10m:1m])")


def test_no_alert_of_our_own_platforms_reads_what_is_recorded() -> None:
    paths = sorted((REPOSITORY / "specs").glob("*/*.yaml"))
    folders = {path.parent.name: {each.as_posix(): each.read_bytes() for each in paths if each.parent == path.parent} for path in paths}
    recorded = read = 0
    for each in build(folders).compiled:
        names = {recording.record for recording in each.platform.recordings}
        for alert in asked(each.platform, every_ms=30_000):
            recorded += bool(names)
            read += len({*metrics(expression.read(alert.expr)), *metrics(expression.read(alert.value or "1"))} & names)
    assert recorded > 100
    assert not read
