"""Which groups of rules are about what objects scrape: by the job that all of their alerts ask for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tocsin.adopt.rules import Given
from tocsin.promql import selectors


def homes_of(rules: Iterable[Given], components: Mapping[str, Mapping[str, Any]], namespace: str) -> dict[str, str]:
    """Return the components that groups of alerts belong to; `namespace` is that of components that say none."""
    scraped = {job: name for name, component in components.items() if (job := _job(name, component, namespace)) is not None}
    asked: dict[str, set[str | None]] = {}
    for each in rules:
        if each.alert:
            asked.setdefault(each.group, set()).update(_asked(each))
    return {group: scraped[job] for group, jobs in asked.items() if len(jobs) == 1 and (job := next(iter(jobs))) in scraped and job}


def jobs_in(rules: Iterable[Given]) -> frozenset[str]:
    """Return the jobs that rules ask for."""
    return frozenset(job for each in rules for job in _asked(each) if job is not None)


def _asked(given: Given) -> Iterator[str | None]:
    """Yield the jobs that the selectors of an alert ask for; None for one that asks for no job, or for several."""
    for selector in selectors(given.expr):
        yield next((each.value for each in selector.matchers if each.label == "job" and each.op == "="), None)


def _job(name: str, component: Mapping[str, Any], namespace: str) -> str | None:
    """Return the label `job` of what a component scrapes; None where that is only taken for granted."""
    scrape = component.get("scrape")
    if scrape is None or "down" in scrape:
        return None
    workload = component["workload"]
    if scrape.get("job_label") in workload["labels"]:
        return str(workload["labels"][scrape["job_label"]])
    if scrape["through"] == "pods":
        return f"{component.get('namespace', namespace)}/{name}"
    return str(workload.get("service") or next(iter(workload.values())))
