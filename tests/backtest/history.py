"""A platform, four hours of its metrics, and a Prometheus that has them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from conftest import Judge
from tocsin.rehearse.processes import HOST, free_port, running

START: Final = 1_763_164_800
"""Midnight, seconds since the epoch."""
EVERY: Final = 30
STEPS: Final = 4 * 3600 // EVERY
END: Final = START + (STEPS - 1) * EVERY

SPEC: Final = """\
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics:
  queue: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model, pod: pod}}
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}
  requests: {series: predictions_total, type: counter, unit: predictions, labels: {model: model, status: status}}
  errors: {ratio: {of: requests, where: {status: error}}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [50ms, 100ms, 200ms], labels: {model: model}}
models:
  forecast:
    thresholds:
      queue: {above: {warning: 10, critical: 50}, for: 5m, by: [pod]}
      queue_kept: {metric: queue, above: {info: 45}, keep_firing_for: 7m}
      accuracy: {below: 80%, for: 2m}
      accuracy_fell: {metric: accuracy, change: {below: 0.95x, offset: 1h}, no_data: false}
      accuracy_odd: {metric: accuracy, anomaly: {deviations: 3, over: 1h, least: 1%}, no_data: false}
      errors: {above: 5%, for: 10m}
      latency: {quantile: 0.95, above: 100ms, for: 5m}
    slos:
      available: {metric: errors, objective: 99%}
  vision:
    thresholds:
      queue: {above: 10}
"""


def series() -> dict[str, list[float | None]]:
    """Return samples by series, None where none was scraped: the same each time."""
    chance = random.Random(7)  # noqa: S311  # history, no secret
    known: dict[str, list[float | None]] = {
        f'waiting_requests{{model="forecast",namespace="ml",pod="pod-{pod}"}}': _levels(chance, (3, 12, 48, 60, None), 12) for pod in (1, 2)
    }
    known['model_accuracy{model="forecast",namespace="ml"}'] = _levels(chance, (0.9, 0.91, 0.92, 0.7, 0.85), 9)
    for status, levels in {"ok": (20, 30, 40), "error": (0, 0, 1, 6)}.items():
        known[f'predictions_total{{model="forecast",namespace="ml",status="{status}"}}'] = _sums(_levels(chance, levels, 25))
    slow = _levels(chance, (0, 0, 0, 8), 25)
    for edge, fast in {"0.05": 10, "0.1": 18, "0.2": 20, "+Inf": 20}.items():
        counts = [fast + (0 if edge in {"0.05", "0.1"} else each or 0) for each in slow]
        known[f'latency_seconds_bucket{{le="{edge}",model="forecast",namespace="ml"}}'] = _sums(counts)
    return known


def _levels(chance: random.Random, levels: Sequence[float | None], longest: int) -> list[float | None]:
    found: list[float | None] = []
    while len(found) < STEPS:
        found += [chance.choice(levels)] * chance.randint(1, 3 * longest)
    return found[:STEPS]


def _sums(found: Sequence[float | None]) -> list[float | None]:
    total, sums = 0.0, list[float | None]()
    for each in found:
        total += each or 0
        sums.append(total)
    return sums


@contextmanager
def serving(judge: Judge, folder: Path) -> Iterator[str]:
    """Give the URL of a Prometheus that has the history, and none of the rules."""
    lines: list[str] = []
    for name in sorted(known := series(), key=lambda each: each.partition("{")[0]):
        lines += [f"{name} {value:g} {START + step * EVERY}" for step, value in enumerate(known[name]) if value is not None]
    (folder / "history.txt").write_text("\n".join([*lines, "# EOF\n"]), encoding="utf-8")
    (folder / "prometheus.yml").write_text("global: {}\n", encoding="utf-8")
    load = [str(judge("promtool")), "tsdb", "create-blocks-from", "openmetrics", "history.txt", "data"]
    subprocess.run(load, cwd=folder, check=True, capture_output=True)
    port = free_port()
    options = ("--config.file=prometheus.yml", "--storage.tsdb.path=data", "--storage.tsdb.retention.time=100y", "--log.level=warn")
    with running([str(judge("prometheus")), *options, f"--web.listen-address={HOST}:{port}"], folder=folder, port=port):
        yield f"http://{HOST}:{port}"
