"""Annotations in the graphs of a dashboard: when a new version was deployed, and when a retraining started."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin import promql
from tocsin.conventions import DEPLOYED
from tocsin.ir import Annotation
from tocsin.lower.context import Context
from tocsin.lower.events import PACK, RECENT_MS, kind_of, new_versions, retraining_job, since_training
from tocsin.lower.subject import Subject

_SECOND_MS = 1000


def marks(context: Context, subjects: Iterable[Subject]) -> Iterator[Annotation]:
    """Yield the marks of `subjects`: an annotation for each kind of workload, and one for retrainings; none without kube-state-metrics."""
    if PACK not in context.resolved.packs:
        return
    found = tuple(subjects)
    workloads: dict[str, set[tuple[str, str]]] = {}
    for subject in found:
        kind = kind_of(subject)
        if kind is not None and subject.workload is not None and subject.spec.events.deployed is not None:
            workloads.setdefault(kind, set()).add((subject.namespace, subject.workload))
    for kind, those in sorted(workloads.items()):
        name = DEPLOYED if len(workloads) == 1 else f"{DEPLOYED} ({kind})"
        yield _annotation(name, promql.compare(">", new_versions(kind, _any(kind, those), ("namespace", kind)), 0), "New version", kind)
    jobs = {
        (subject.namespace, job)
        for subject in found
        if subject.spec.events.retraining is not None and (job := retraining_job(subject)) is not None
    }
    if jobs:
        started = promql.compare("<", since_training(_any("cronjob", jobs), ("namespace", "cronjob")), RECENT_MS / _SECOND_MS)
        yield _annotation("Retraining started", started, "Retraining started", "cronjob")


def _any(label: str, those: Iterable[tuple[str, str]]) -> tuple[promql.Matcher, ...]:
    namespaces, names = (sorted(set(each)) for each in zip(*those, strict=True))
    return promql.any_of(label, names), promql.any_of("namespace", namespaces)


def _annotation(name: str, expr: promql.Expr, title: str, label: str) -> Annotation:
    return Annotation(name=name, expr=expr, title=title, text=f"{{{{{label}}}}} in {{{{namespace}}}}", tags=("namespace", label))
