"""Which series are one model's: the matchers that pick them, and those that a spec asks for."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import promql
from tocsin.diagnostics import Findings, did_you_mean
from tocsin.lower.metrics.definition import Definition
from tocsin.lower.subject import Subject
from tocsin.promql import Matcher
from tocsin.section import LabelMatch, Where
from tocsin.source import Route


def own(name: str, definition: Definition, subject: Subject) -> Iterator[Matcher]:
    """Yield the matchers that pick `subject`'s own series of the metric `name`."""
    if not definition.own:
        return
    labels = definition.labels
    # Of another exporter the model's `job` says nothing, and of an exporter of its own the pods are those it speaks of.
    foreign = definition.pack is not None and definition.pack != subject.spec.runtime
    exporter = subject.kind == "component" and definition.pack is not None and not foreign
    identified = False
    if "model" in labels and subject.kind == "model":
        yield promql.equals(labels["model"], subject.known_as(name, definition.pack))
        identified = True
    # Without the operator nothing adds a namespace, and the job alone tells the environments apart.
    bare = identified and not foreign and subject.scraped_namespace is None
    if subject.job is not None and (exporter or bare):
        yield from (each for each in subject.scraped() if each.label != "namespace" or not definition.honored)
        # What runs the exporter may be elsewhere than what it watches.
        if definition.honored and "namespace" in labels and subject.spec.namespace is not None and subject.spec.workload is None:
            yield promql.equals(labels["namespace"], subject.namespace)
        return
    if "workload" in labels and subject.workload is not None:
        yield promql.equals(labels["workload"], subject.workload)
        identified = True
    elif "autoscaler" in labels and subject.autoscaler is not None:
        yield promql.equals(labels["autoscaler"], subject.autoscaler)
        identified = True
    elif "pods" in labels and subject.pods is not None and (foreign or not identified):
        yield promql.matches(labels["pods"], subject.pods)
        identified = True
    if not identified and not foreign and subject.job is not None:
        scraped = subject.scraped()
        yield from (each for each in scraped if each.label != "namespace" or "namespace" in labels)
        return
    # A component that names no namespace and runs nowhere in particular is about the whole cluster: its GPUs, its nodes.
    if "namespace" in labels and (subject.kind == "model" or subject.spec.namespace is not None or identified):
        yield promql.equals(labels["namespace"], subject.namespace)


def asked(where: Where, definition: Definition, findings: Findings, at: Route) -> Iterator[Matcher]:
    """Yield the matchers of `where`, whose keys are dimensions or labels; one that the series lacks is said at `at`."""
    for key, wanted in where.items():
        yield matcher(label_of(key, definition, findings, at), wanted)


def label_of(key: str, definition: Definition, findings: Findings, at: Route) -> str:
    """Return the label for `key`; what the series has no label for is said at `at`."""
    label = definition.label(key)
    if label is None:
        known = sorted({*definition.labels, *(definition.known or ())})
        findings.add("metric/unknown-label", f"`{definition.series}` has no label `{key}`", did_you_mean(key, known), at=at)
    return label or key


def matcher(label: str, wanted: LabelMatch) -> Matcher:
    """Return the condition that `label` is as `wanted`."""
    match wanted:
        case str():
            return promql.equals(label, wanted)
        case tuple():
            return promql.any_of(label, wanted)
        case _ if wanted.matches is not None:
            return promql.matches(label, wanted.matches)
        case _ if wanted.not_matches is not None:
            return promql.not_matches(label, wanted.not_matches)
        case _:
            return promql.not_equals(label, wanted.equals_not or "")
