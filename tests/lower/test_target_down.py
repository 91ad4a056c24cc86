"""Which targets must be down for somebody to be called: all, one, or more than a share, judged by the real promtool."""

from __future__ import annotations

import pytest

from conftest import Judge
from lower.firing import Proof

_UP = 'up{{job="{}",namespace="{}",{}="{}"}}'


@pytest.mark.parametrize(
    ("job", "namespace", "label", "down", "fired"),
    [
        ("node-exporter", "monitoring", "instance", 1, {"NodeExporterDown/critical": 1}),
        ("node-exporter", "monitoring", "instance", 20, {"NodeExporterDown/critical": 20, "NodeExporterGone/critical": 1}),
        ("shards", "ml", "pod", 2, {"TargetDown/critical": 2}),
        ("workers", "ml", "pod", 2, {}),
        ("workers", "ml", "pod", 3, {"TargetDown/critical": 1}),
        ("api-metrics", "ml", "pod", 19, {}),
        ("api-metrics", "ml", "pod", 20, {"TargetDown/critical": 1}),
    ],
)
def test_as_many_targets_as_are_said_make_an_alert(
    tmp_path_factory: pytest.TempPathFactory, judge: Judge, job: str, namespace: str, label: str, down: int, fired: dict[str, int]
) -> None:
    proof = Proof("target-down", tmp_path_factory.mktemp("rules"), judge)
    series = {_UP.format(job, namespace, label, index): "0x60" if index < down else "1x60" for index in range(20)}
    others = {_UP.format(each, where, "pod", 0): "1x60" for each, where in _OTHERS if each != job}
    proof.shows(series | others, fired, of=".*(Down|Gone)", at="40m")


_OTHERS = (
    ("api-metrics", "ml"), ("ml/on-its-pods", "ml"), ("search", "ml"), ("legacy-job", "ml"), ("shards", "ml"), ("workers", "ml"),
    ("node-exporter", "monitoring"),
)  # fmt: skip
