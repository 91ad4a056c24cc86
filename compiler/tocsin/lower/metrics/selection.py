"""Which series are those of one model: the matchers that pick them, and the conditions that a spec adds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tocsin import promql
from tocsin.diagnostics import Findings, did_you_mean
from tocsin.diagnostics.nearest import closest
from tocsin.lower.metrics.conditions import contradict, implied, under
from tocsin.lower.metrics.definition import Definition
from tocsin.lower.subject import Subject
from tocsin.promql import Matcher
from tocsin.section.matching import LabelMatch, Where
from tocsin.source import KeyPath, Origins, Part

if TYPE_CHECKING:
    from tocsin.lower.metrics.others import Others

# Of whatever is scraped Prometheus tells these, and the client libraries those: they are of an exporter's pack only by accident.
_OF_EVERY_TARGET: Final = ("up", "scrape_", "process_", "python_", "go_")
_LIBRARY: Final = "python-instrumentation"
"""The pack of what programs that serve metrics of their own serve besides."""

_NO_WHERE: Final[Where] = {}


def own_matchers(
    name: str, definition: Definition, subject: Subject, others: Others, by: Collection[str] = (), where: Where = _NO_WHERE
) -> Iterator[Matcher]:
    """Yield the matchers that pick `subject`'s own series of the metric `name`, of which one is wanted for each of the labels `by`.

    `others` are who else is on its platform; `where` is what is asked for besides.
    """
    if not definition.own:
        return
    labels, foreign = definition.labels, is_foreign(definition, subject)
    identified = "model" in labels and subject.kind == "model"
    if identified:
        yield promql.equals(labels["model"], _called(name, definition, subject))
    # Without the operator nothing adds a namespace or a pod, and the job alone tells the environments apart.
    bare = (identified or definition.pack is not None) and not foreign and subject.scraped_namespace is None
    if subject.job is not None and (bare or _scrapes(definition, subject, foreign=foreign)):
        yield from _of_job(definition, subject)
        return
    if identified and not foreign:
        yield from others.apart(name, definition, subject, where)
    place = _place(labels, subject, pods=foreign or not identified)
    yield from place
    identified = identified or place != ()
    if not identified and not foreign and subject.job is not None:
        yield from _scraped(subject, placed="namespace" in labels)
        return
    # A component that names no namespace and runs nowhere in particular is about the whole cluster: its GPUs, its nodes. What is in one
    # namespace each, such as a job, is the platform's own, unless every namespace is to have an alert of its own.
    apart = _watches(definition) and labels.get("namespace") not in by
    there = subject.kind == "model" or subject.spec.namespace is not None or (subject.spec.workload is not None and not foreign)
    if "namespace" in labels and (there or identified or apart):
        # What a gateway tells of a model bears the namespace of the gateway, unless it also says of which pods.
        told_by = others.exporter(definition) if foreign and not place else ()
        # What its own scrape collects bears the namespace of what is scraped, wherever the model itself is.
        scraped = subject.scraped_namespace if labels["namespace"] == "namespace" and not (foreign or place or definition.honored) else None
        yield from told_by or (promql.equals(labels["namespace"], scraped or subject.namespace),)


def _called(name: str, definition: Definition, subject: Subject) -> str:
    """Return the value by which a model is known: the label `job` of what is pushed is the job, whatever the model is called here."""
    scrape = subject.spec.scrape
    pushed = scrape is not None and scrape.pushed and subject.spec.known_as is None and definition.labels["model"] == "job"
    return subject.job if pushed and subject.job is not None else subject.known_as(name, definition.pack)


def _watches(definition: Definition) -> bool:
    """Tell whether the labels of the series are those of what is watched, and not of the exporter; a GPU has none of its own."""
    return definition.honored and "gpu" not in definition.labels


def _scrapes(definition: Definition, subject: Subject, *, foreign: bool) -> bool:
    """Tell whether `subject` is a component that is about what an exporter serves.

    One that scrapes an exporter is so, whether or not it calls it its runtime; one that names another runtime scrapes that. Of another
    exporter its `job` says nothing, and of an exporter of its own the pods are those it speaks of.
    """
    if subject.kind != "component" or definition.pack is None:
        return False
    named = foreign and subject.spec.runtime is not None
    return not foreign or not (_watches(definition) or named or ("namespace" in definition.labels and subject.workload is not None))


def _of_job(definition: Definition, subject: Subject) -> Iterator[Matcher]:
    """Yield what picks the series of an exporter by its scrape, and of what it watches the namespace that `subject` is about."""
    yield from _scraped(subject, placed=not definition.honored)
    # What runs the exporter may be elsewhere than what it watches. A GPU that no pod uses is in none.
    watched, elsewhere = definition.labels.get("namespace"), subject.scraped_namespace != subject.namespace
    told = (_watches(definition) or elsewhere) if definition.honored else (elsewhere and watched != "namespace")
    if told and watched is not None and subject.spec.namespace is not None and subject.spec.workload is None:
        yield promql.equals(watched, subject.namespace)


def _place(labels: Mapping[str, str], subject: Subject, *, pods: bool) -> tuple[Matcher, ...]:
    """Return what names the object that `subject` is in the cluster; its `pods` only when asked for."""
    if "workload" in labels and subject.workload is not None:
        return (promql.equals(labels["workload"], subject.workload),)
    if "autoscaler" in labels and subject.autoscaler is not None:
        return (promql.equals(labels["autoscaler"], subject.autoscaler),)
    if "pods" in labels and subject.pods is not None and pods:
        return (promql.matches(labels["pods"], subject.pods),)
    return ()


def _scraped(subject: Subject, *, placed: bool) -> Iterator[Matcher]:
    """Yield what picks all that the scrape of `subject` collects, with its targets' namespace when the series are `placed` in that."""
    return (each for each in subject.scraped() if placed or each.label != "namespace")


def is_foreign(definition: Definition, subject: Subject) -> bool:
    """Tell whether another exporter than `subject` serves the series."""
    pack = definition.pack
    return pack is not None and pack not in (_LIBRARY, subject.spec.runtime) and not definition.series.startswith(_OF_EVERY_TARGET)


def narrowed(
    selected: tuple[Matcher, ...], where: Where, definition: Definition, findings: Findings, at: KeyPath, origins: Origins
) -> tuple[Matcher, ...]:
    """Return the matchers of a subject's own series, and those of the metric's `where` and of the `where` of `at`, which go before them."""
    always = tuple(_asked(definition.where, definition, findings, definition.at, origins))
    asked = {key: tuple(_asked({key: wanted}, definition, findings, at, origins)) for key, wanted in where.items()}
    conditions = tuple(condition for each in asked.values() for condition in each)
    for key, condition in ((key, condition) for key, each in asked.items() for condition in each):
        other = next((each for each in always if each.label == condition.label and contradict(each, condition)), None)
        if other is not None:
            there, part = _named(key, at, origins)
            message = f'`{definition.series}` always has `{other.label}{other.op}"{other.value}"`: with this, nothing is selected'
            remedy = "remove one of the two conditions, or declare a metric without that one"
            findings.add("metric/contradictory-conditions", message, remedy, at=there, part=part)
    joined = (*under((*always, *conditions), selected), *always, *conditions)
    return tuple([each for each in joined if not implied(each, joined)])


def _asked(where: Where, definition: Definition, findings: Findings, at: KeyPath, origins: Origins) -> Iterator[Matcher]:
    """Yield the matchers of `where`, whose keys are dimensions or labels; one that the series lacks is said in the `where:` of `at`."""
    for key, wanted in where.items():
        yield from conditions(label_of(key, definition, findings, at, origins), wanted)


def told_apart(by: tuple[str, ...], definition: Definition, findings: Findings, at: KeyPath, origins: Origins) -> tuple[str, ...]:
    """Return the labels for `by`; what the series lacks, and what is one label by two names, is said in the `by:` of `at`."""
    keys: dict[str, str] = {}
    for key in by:
        label = label_of(key, definition, findings, at, origins)
        if definition.label(key) is None:
            continue  # by what it has not nothing is told apart: a ratio would have it on one side alone
        there, part = _named(key, at, origins)
        if keys.setdefault(label, key) != key and there[-2:-1] == ("by",):
            message = f"`{keys[label]}` and `{key}` are both the label `{label}` of `{definition.series}`"
            findings.add("metric/one-label", message, "name one of them", at=there, part=part)
    return tuple(keys)


def label_of(key: str, definition: Definition, findings: Findings, at: KeyPath, origins: Origins) -> str:
    """Return the label for `key`; what the series has no label for is said where `at` names it."""
    label = definition.label(key)
    if label is None:
        known = sorted({*definition.labels, *(definition.of_scrape if definition.known is None else definition.known)})
        there, part = _named(key, at, origins)
        message = f"`{definition.series}` has no label `{key}`"
        remedy = did_you_mean(key, known)
        if definition.pack is None and closest(key, known) is None:
            remedy = f"add `{key}: {key}` to the metric's `labels:`, which are all that it has, or name {remedy}"
        elif closest(key, known) is None and definition.pack == origins.value((*at[:2], "runtime")):
            remedy = f"let the scrape bring it, `scrape: {{pod_labels: {{{key}: <label of its pods>}}}}`, or name {remedy}"
        elif closest(key, known) is None:
            adds = f"`scrape: {{labels: {{{key}: …}}}}` of what serves or pushes it"
            remedy = f"say who adds it, {adds}, and `labels:` of the metric; or name {remedy}"
        findings.add("metric/unknown-label", message, remedy + (or_for_all(at) if there == at else ""), at=there, part=part)
    return label or key


def or_for_all(at: KeyPath) -> str:
    """Return, of a guard at `at` that lacks what it is to be joined by, what else may be meant."""
    return "; where it is one for all, write `by: []` in it" if at[-2:-1] == ("while",) else ""


def _named(key: str, at: KeyPath, origins: Origins) -> tuple[KeyPath, Part]:
    """Return where what stands at `at`, or has the metric `at`, names a label: in its `where:` or `by:`; else `at`."""
    around = at[:-1] if at[-1:] == ("metric",) else at
    # Each part is asked for by itself: a patch writes some of them elsewhere than the rest.
    if origins.value((*around, "where", key)) is not None:
        return (*around, "where", key), "key"
    by = origins.value((*around, "by"))
    if isinstance(by, list) and key in by:
        return (*around, "by", by.index(key)), "value"
    return ((*around, "by") if by == key else at), "value"


def conditions(label: str, wanted: LabelMatch) -> Iterator[Matcher]:
    """Yield the matchers of PromQL that together say that `label` is as `wanted`."""
    match wanted:
        case str():
            yield promql.equals(label, wanted)
        case tuple():
            yield promql.any_of(label, wanted)
        case _:
            if wanted.matches is not None:
                yield promql.matches(label, wanted.matches)
            if wanted.not_matches is not None:
                yield promql.not_matches(label, wanted.not_matches)
            if wanted.equals_not is not None:
                yield promql.not_equals(label, wanted.equals_not)
