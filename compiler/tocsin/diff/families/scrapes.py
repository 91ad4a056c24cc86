"""Scrapes and probes: who is asked for metrics, where and how often; and which metrics are known."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield what the platform has scraped and probed."""
    platform = seen.platform
    for monitor in platform.monitors:
        kind = type(monitor).__name__
        said = monitor.prober if isinstance(monitor, ir.Probe) else f"{monitor.port}{monitor.path}"
        yield "monitors", Entry(at=(*monitor.at, kind), name=f"{kind} {monitor.name}", said=said, facts=(plain(monitor, without={"name"}),))
    for job in platform.jobs:
        yield "scrape jobs", Entry(at=job.at, name=job.name, said=", ".join(job.targets), facts=(plain(job, without={"name"}),))
    for module in platform.modules:
        yield "probe modules", Entry(at=module.at, name=module.name, facts=(plain(module, without={"name"}),))
    for metric in platform.metrics:
        yield "metrics", Entry(at=("metrics", metric.name), name=metric.name, said=metric.series, facts=(plain(metric, without={"name"}),))
