"""Which other models the series of one model could be mistaken for, and which workload runs the exporter that serves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec.structs import replace

from tocsin import promql
from tocsin.catalog import TARGET_LABELS
from tocsin.lower.metrics.definition import Definition
from tocsin.lower.metrics.selection import is_foreign
from tocsin.lower.subject import Subject, operated, subject_of
from tocsin.promql import Matcher
from tocsin.section.matching import Where
from tocsin.spec.resolved import Resolved


class Others:
    """Tells whose series those of one model could be mistaken for, and which labels the scrapes of a platform give."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._exporters: dict[str, tuple[Subject, ...]] = {}

    def apart(self, name: str, definition: Definition, subject: Subject, where: Where) -> Iterable[Matcher]:
        """Return what tells the series of `subject` from those of models that the metric `name` calls the same.

        Two releases of one model are often served under one name: what scrapes them, or their pods, is not the same. Where nothing
        tells them apart it is nothing; the check `metric/series-of-two` says that. Whoever asks, by `where`, for another value of a
        label than the scrape of `subject` gives all its series, means the other one.
        """
        known_as = subject.known_as(name, definition.pack)
        return self._apart(name, known_as, definition, subject, where) if known_as in self._namesakes else ()

    def _apart(self, name: str, known_as: str, definition: Definition, subject: Subject, where: Where) -> Iterator[Matcher]:
        given = subject.spec.scrape.labels if subject.spec.scrape is not None else {}
        if any(given.get(definition.label(key) or key, wanted) != wanted for key, wanted in {**definition.where, **where}.items()):
            return
        namesakes = (subject_of(self._resolved, "model", each) for each in self._namesakes[known_as] if each != subject.name)
        alike = [
            each
            for each in namesakes
            if each.known_as(name, definition.pack) == known_as
            and not is_foreign(definition, each)
            and ("namespace" not in definition.labels or each.namespace == subject.namespace)
        ]
        if subject.job is not None and any(each.job != subject.job for each in alike):
            yield promql.equals("job", subject.job)
            alike = [each for each in alike if each.job == subject.job]
        if "pods" in definition.labels and subject.pods is not None and any(each.pods != subject.pods for each in alike):
            yield promql.matches(definition.labels["pods"], subject.pods)

    @cached_property
    def _namesakes(self) -> Mapping[str, tuple[str, ...]]:
        """The models by each name that anything may know them by."""
        found: dict[str, list[str]] = {}
        for name, spec in self._resolved.spec.models.items():
            for each in spec.names(name):
                found.setdefault(each, []).append(name)
        return {each: tuple(models) for each, models in found.items() if len(models) > 1}

    @cached_property
    def _given(self) -> frozenset[str]:
        """The labels that any scrape of the platform gives its series."""
        return self._resolved.given_labels()

    def scraped(self, definition: Definition, subject: Subject | None) -> Definition:
        """Return `definition` with the labels that its scrape gives every series of `subject`; None: that any gives."""
        if subject is not None and self._addressed(subject) and not is_foreign(definition, subject):
            definition = _of_addresses(definition, subject, self._kept(definition))
        given = self._given
        if definition.known is None or not given:
            return definition
        if subject is not None:
            scraping = self.running(definition.pack) if is_foreign(definition, subject) else (subject,)
            given = frozenset(label for each in scraping if each.spec.scrape is not None for label in each.spec.scrape.given)
        return replace(definition, known=definition.known | given) if given else definition

    def _addressed(self, subject: Subject) -> bool:
        """Tell whether `subject` is scraped by addresses, of which nobody knows the pods."""
        return subject.spec.scrape is not None and bool(subject.spec.scrape.targets) and not operated(self._resolved)

    def exporter(self, definition: Definition) -> tuple[Matcher, ...]:
        """Return the labels by which the scrape of a pack's exporter gives away its series, and not their namespace; empty: unknown.

        Of a gateway that serves the models of many namespaces the series have its own.
        """
        found = () if definition.honored or definition.labels.get("namespace") != "namespace" else self.running(definition.pack)
        given = (("job", {each.job for each in found}), ("namespace", {each.scraped_namespace for each in found}))
        return tuple(promql.any_of(label, sorted(filter(None, values))) for label, values in given if values and None not in values)

    def running(self, pack: str | None) -> tuple[Subject, ...]:
        """Return the components that run the exporter of `pack`, where it is known where they are."""
        if pack is None:
            return ()
        if pack not in self._exporters:
            found = (
                subject_of(self._resolved, "component", name)
                for name, spec in self._resolved.spec.components.items()
                if spec.runtime == pack and (spec.namespace is not None or spec.workload is not None or spec.scrape is not None)
            )
            self._exporters[pack] = tuple(found)
        return self._exporters[pack]

    def _kept(self, definition: Definition) -> frozenset[str]:
        """Return the labels that the exporter of a series gives it and no scrape hides."""
        pack = self._resolved.packs.get(definition.pack or "")
        metric = pack.metric_of(definition.series) if pack is not None and pack.honor_labels else None
        return frozenset() if pack is None or metric is None else pack.own_labels(metric)


def _of_addresses(definition: Definition, subject: Subject, kept: frozenset[str]) -> Definition:
    """Return `definition` of what is scraped by addresses: they tell its replicas apart, and nobody knows of namespaces and pods.

    Labels that are `kept` are the exporter's own, whatever they are called.
    """
    if definition.honored:
        return definition
    given = frozenset({"job", "instance", *(() if subject.scraped_namespace is None else ("namespace",))})
    absent = TARGET_LABELS - given - kept
    found = replace(definition, of_scrape=given)
    if definition.pack is None:
        return found
    labels = {each: "instance" if label == "pod" else label for each, label in definition.labels.items() if label not in absent - {"pod"}}
    return replace(found, labels=labels, known=None if definition.known is None else definition.known - absent)
