"""Which series are one model's: the matchers that pick them, and those that a spec asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin import promql
from tocsin.diagnostics import Findings, did_you_mean
from tocsin.lower.metrics.definition import Definition
from tocsin.lower.subject import Subject
from tocsin.matching import LabelMatch, Where
from tocsin.promql import Matcher
from tocsin.source import Origins, Part, Route


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


def asked(where: Where, definition: Definition, findings: Findings, at: Route, origins: Origins) -> Iterator[Matcher]:
    """Yield the matchers of `where`, whose keys are dimensions or labels; one that the series lacks is said in the `where:` of `at`."""
    for key, wanted in where.items():
        yield matcher(label_of(key, definition, findings, at, origins), wanted)


def label_of(key: str, definition: Definition, findings: Findings, at: Route, origins: Origins) -> str:
    """Return the label for `key`; what the series has no label for is said where `at` names it."""
    label = definition.label(key)
    if label is None:
        known = sorted({*definition.labels, *(definition.known or ())})
        there, part = _named(key, at, origins)
        message = f"`{definition.series}` has no label `{key}`"
        findings.add("metric/unknown-label", message, did_you_mean(key, known), at=there, part=part)
    return label or key


def _named(key: str, at: Route, origins: Origins) -> tuple[Route, Part]:
    """Return where what stands at `at`, or has the metric `at`, names a label: in its `where:` or `by:`; else `at`."""
    around = at[:-1] if at[-1:] == ("metric",) else at
    said = origins.value(around)
    where, by = (said.get("where"), said.get("by")) if isinstance(said, Mapping) else (None, None)
    if isinstance(where, Mapping) and key in where:
        return (*around, "where", key), "key"
    if isinstance(by, list) and key in by:
        return (*around, "by", by.index(key)), "value"
    return ((*around, "by") if by == key else at), "value"


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
