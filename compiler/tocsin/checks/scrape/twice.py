"""Two scrapes of one page: every sample is stored twice under other labels, and every sum is twice as high.

They are the same when they select the same workload, by its Service or by its pods, or when the one's labels are among the other's.

Bad (-), good (+):
    models:
      chat: {workload: {deployment: llm}, scrape: {port: metrics}}
  -   code:
  -     workload: {deployment: llm}
  -     scrape: {port: metrics, through: pods}  # error
  +   code: {workload: {deployment: code}, scrape: {port: metrics}}
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.ir import PodMonitor, ScrapeJob, ServiceMonitor
from tocsin.spec.models import Component, Model


class _Scrape(Struct, frozen=True):
    """A scrape, the pages that it surely asks, and those of which it asks a part."""

    checked: Checked
    clusters: tuple[str, ...]
    node: ServiceMonitor | PodMonitor | ScrapeJob
    pages: tuple[Hashable, ...]
    wider: tuple[Hashable, ...]

    @property
    def identity(self) -> tuple[str, str]:
        """One object generated twice is another fault: object/duplicate."""
        return (getattr(self.node, "namespace", ""), self.node.name)


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every scrape that asks for what an earlier one of any platform in the same cluster asks for."""
    scrapes = [each for checked in estate for each in _scrapes(checked)]
    first: dict[Hashable, dict[str, int]] = {}
    for index, scrape in enumerate(scrapes):
        for page in scrape.pages:
            asking = first.setdefault(page, {})
            for cluster in scrape.clusters:
                asking.setdefault(cluster, index)
    told: set[int] = set()
    for index, scrape in enumerate(scrapes):
        known = [first[page] for page in (*scrape.pages, *scrape.wider) if page in first]
        asked = [asking.get(cluster, index) for asking in known for cluster in scrape.clusters]
        others = [other for other in asked if other != index and scrapes[other].identity != scrape.identity]
        if others:
            # Of the two the later one is told, whichever is the wider.
            early, late = sorted((min(others), index))
            if late not in told:
                told.add(late)
                yield _finding(scrapes[late], scrapes[early])


def _finding(scrape: _Scrape, other: _Scrape) -> Finding:
    return Finding(
        message=f"`{other.node.name}` scrapes the same page, so every sum over it is doubled",
        help="scrape it once: name the existing job with `scrape: {job: …}` here, or remove one of the two",
        where=scrape.checked,
        at=scrape.node.at,
        part="key",
        notes=(("the other one is", other.checked, other.node.at),),
    )


_MOST_LABELS: Final = 6  # of more there would be too many parts; nobody selects by so many


def _scrapes(checked: Checked) -> Iterator[_Scrape]:
    clusters = checked.clusters
    for job in checked.platform.jobs:
        yield _Scrape(checked, clusters, job, tuple((target, job.path) for target in job.targets), ())
    monitors = [each for each in checked.platform.monitors if isinstance(each, ServiceMonitor | PodMonitor)]
    subjects = dict(checked.subjects) if monitors else {}
    for monitor in monitors:
        subject = subjects.get(monitor.at[:2])
        ports = subject.workload.ports if subject is not None and subject.workload is not None else {}
        page = (monitor.target_namespace, ports.get(str(monitor.port), monitor.port), monitor.path)
        labels = sorted(monitor.selector.items())
        sizes = range(1, len(labels)) if len(labels) <= _MOST_LABELS else ()
        parts = (frozenset(part) for size in sizes for part in combinations(labels, size))
        selected = (type(monitor), *page)
        pages: list[Hashable] = [(*selected, frozenset(labels))]
        workload = _workload(subject)
        if workload is not None:
            pages.append((*page, workload))
        yield _Scrape(checked, clusters, monitor, tuple(pages), tuple((*selected, part) for part in parts))


def _workload(subject: Model | Component | None) -> Hashable:
    """Return which object it is that runs, None when nobody says."""
    workload = subject.workload if subject is not None else None
    return None if workload is None else tuple(workload.objects().items())
