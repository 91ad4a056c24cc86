"""A panel of what a model's own server exports, and nobody scrapes the model: it says `No data` for ever.

Why: what a runtime serves, only what it runs has. A metric that the spec declares may be another's, so it is told only where nothing at
all is scraped, and no label or `where` says whose it is. When somebody else does serve it, say so: `own: false`, `use:` of the exporter's
pack, or a component with a scrape.

Bad (-), good (+):
  - models: {chat: {runtime: vllm, workload: {deployment: chat}, defaults: false}}
  + models: {chat: {runtime: vllm, workload: {deployment: chat}, defaults: false, scrape: {port: 8000}}}
    dashboards:
      overview:
        rows:
          Load: ["vllm:num_requests_waiting"]  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Panel, PromQuery
from tocsin.raw import OWN_SERIES, declared_of_nobody, recorded

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every named panel with a query for a series that nobody serves who is scraped."""
    subjects = [(checked, subject) for checked in estate for _, subject in checked.subjects]
    scraped = not subjects or any(subject.scrape is not None for _, subject in subjects)
    made: frozenset[str] | None = None
    for checked in estate:
        for panel in _panels(checked):
            if made is None:
                made = OWN_SERIES.union(*(recorded(each.platform) for each in estate))
            written = checked.panel_at.get(panel.at)
            model = written.model if written is not None else None
            read = [name for query in panel.queries if isinstance(query, PromQuery) for name in promql.metrics(query.expr)]
            for series in dict.fromkeys(read):
                reason = None if series in made else _unscraped(checked, series, model)
                if reason is None and series not in made and not scraped and declared_of_nobody(checked, series):
                    reason = f"nobody has `{series}`: nothing here is scraped"
                if reason is not None:
                    remedy = "add `scrape: {port: …}`, or name the job that does it already: `scrape: {job: …}`"
                    yield Finding(message=reason, help=remedy, where=checked, at=panel.at, part="key")
                    break


def _panels(checked: Checked) -> Iterator[Panel]:
    for dashboard in checked.platform.dashboards:
        if dashboard.at[:1] == ("dashboards",):
            yield from dashboard.panels


def _unscraped(checked: Checked, series: str, model: str | None) -> str | None:
    """Return why there is no `series`, which only runtimes of the platform serve; None when there may be some."""
    packs = {name for name, pack in checked.resolved.packs.items() if pack.metric_of(series) is not None}
    if not packs or packs & {*checked.resolved.spec.use}:
        return None
    subjects = [(str(at[1]), subject) for at, subject in checked.subjects]
    # What is scraped and does not say what it runs may run this.
    if any(each.scrape is not None and each.runtime is None for _, each in subjects):
        return None
    runs = [(name, each) for name, each in subjects if each.runtime in packs and model in {None, name}]
    if not runs or any(each.scrape is not None for _, each in runs):
        return None
    who = " and ".join(f"`{name}`" for name, _ in runs)
    return f"`{series}` is served by {who} alone, and nothing scrapes {'it' if len(runs) == 1 else 'them'}"
