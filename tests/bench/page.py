"""docs/performance.md: what was measured, each figure beside its peer, and which promises hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from bench import everyday
from bench.contenders import TOCSIN
from bench.figures import Figures
from bench.race import COMPARED
from bench.targets import SHOWN, targets
from bench.timing import SLOW_SECONDS
from bench.workload import PANELS, RULES, TEAM_SIZE


def page(figures: Figures, *, machine: str, date: str, load: float, missing: Sequence[str]) -> str:
    """Return the page; `load` is how many processes were running before the first measurement, `missing` are peers not installed."""
    absent = f" Not installed here: {', '.join(missing)}." if missing else ""
    head = _HEAD.format(machine=machine, date=date, load=load, missing=absent)
    return "\n".join((head, *_race(figures), *_days(figures), *_promises(figures)))


_HEAD: Final = f"""\
# Performance

Measured by `make bench` on {{date}}: {{machine}}; load before the start {{load:.1f}}. Written by it, not by hand, and
not by CI: other machines have other figures, so look at the ratios.

W(N) is N models: {RULES} rules, an HPA of three metrics, a ServiceMonitor and a dashboard of {PANELS} panels each, and a route and a
receiver for every {TEAM_SIZE}. Every program starts from YAML files (Jsonnet: JSON) and writes the same objects. That they are the same is
compared object by object in each run up to W({COMPARED}) (`tests/bench/compare.py`): expressions as trees, the whole specs of HPAs and
ServiceMonitors, titles and queries of panels, routes and receivers. tocsin writes besides: the rules as plain files,
prometheus-adapter's rules, runbooks, an overview, a kustomization, checksums; and it checks what it reads.

A figure is the median of whole processes from start to end, measured turn and turn about, or the only run of what takes longer than
{SLOW_SECONDS:.0f} s; memory is that of the largest process.
grafanalib writes the dashboards only.{{missing}}
"""


def _race(figures: Figures) -> Iterator[str]:
    counts, focus = figures.counts, figures.focus
    yield "## Cold: nothing is there, everything is written"
    yield ""
    titles = [f"W({count})" for count in counts]
    growth = [f"growth {first}-{second}" for first, second in pairwise(counts)][-1:]
    yield from _header(("", "release", *titles, "CPU", "peak", "files", "written", *growth, f"tocsin takes, W({focus})", "of CPU"))
    ours = figures.result(TOCSIN, focus)
    for name in figures.names:
        result = figures.result(name, focus)
        if result is None or ours is None:
            continue
        seconds = [_seconds(figures.seconds(name, count)) for count in counts]
        exponent = [_exponent(figures.growth(name, *counts[-2:]))] if growth else []
        run = result.figures
        shares = (_share(ours.figures.seconds / run.seconds), _share(ours.figures.cpu_seconds / run.cpu_seconds))
        shares = ("", "") if name == TOCSIN else shares
        size = (f"{run.cpu_seconds:.2f} s", f"{run.peak_mib:.0f} MiB", f"{result.files:,}", f"{result.mib:.1f} MiB")
        yield _row((name, result.contender.release, *seconds, *size, *exponent, *shares))
    yield ""
    spread = max(result.spread for result in figures.results)
    yield f"CPU, peak, files, written: at W({focus}). Growth: 1 is linear. Slowest and fastest run of one differ by {spread:.0%} at most."
    yield ""


def _days(figures: Figures) -> Iterator[str]:
    yield "## Every day"
    yield ""
    names = list(dict.fromkeys(day.name for day in figures.days))
    counts = sorted({day.count for day in figures.days})
    focus = max(count for count in counts if figures.day(everyday.YAML, count) and count <= figures.focus)
    yaml = figures.day(everyday.YAML, focus)
    yield from _header(("", *(f"W({count})" for count in counts), f"CPU, W({focus})", f"peak, W({focus})", f"times `{everyday.YAML}`"))
    for name in names:
        runs = {count: figures.day(name, count) for count in counts}
        cells = [_seconds(None if run is None else run.seconds) for run in runs.values()]
        run = runs[focus]
        more = ("", "", "") if run is None or yaml is None else _beside(run.cpu_seconds, run.peak_mib, run.seconds / yaml.seconds)
        yield _row((f"`{name}`" if name.startswith(("python", "import")) else name, *cells, *more))
    yield ""


def _beside(cpu_seconds: float, peak_mib: float, times: float) -> tuple[str, str, str]:
    if math.isnan(cpu_seconds):  # of a part of what a process did
        return "", "", f"{times:.1f}"
    return f"{cpu_seconds:.2f} s", f"{peak_mib:.0f} MiB", f"{times:.1f}"


def _promises(figures: Figures) -> Iterator[str]:
    yield "## What is promised"
    yield ""
    yield from _header(("", "measured", ""))
    for target in targets(figures):
        measured = "" if target.measured is None else SHOWN[target.unit](target.measured)
        yield _row((target.promise, measured, target.verdict))
    yield ""


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f} s"


def _exponent(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _share(ratio: float) -> str:
    return f"{ratio:.2f} of it" if ratio < 1 else f"{ratio:.1f} times it"


def _header(titles: Iterable[str]) -> Iterator[str]:
    row = _row(titles)
    yield row
    yield "|" + " --- |" * (row.count("|") - 1)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
