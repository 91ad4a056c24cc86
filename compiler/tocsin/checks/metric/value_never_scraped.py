"""A value of a label that the scrape of a model gives all its series with another one: nothing is selected, and the alert never fires.

Where series of others may be meant, as those of a second release that is known by one name, what their scrapes give counts too. Of what
another exporter tells, and of what is taken from the pods, nobody knows the values.

Bad (-), good (+):
    models:
      chat:
        runtime: vllm
        defaults: false
        workload: {deployment: chat}
  -     scrape: {port: http, labels: {version: v1}}
  +     scrape: {port: http, pod_labels: {version: app.kubernetes.io/version}}
        thresholds:
          "vllm:num_requests_waiting":
            above: 20
            for: 5m
            where: {version: v2}  # error
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from tocsin.catalog import is_among
from tocsin.catalog.vocabulary import PARTS
from tocsin.finding import Checked, Finding
from tocsin.ir import expressions
from tocsin.promql import Selector, selectors
from tocsin.regex.patterns import satisfies
from tocsin.section.matching import LabelMatch, Matching, fits
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Workload
from tocsin.thresholds.compare import Kind as Compare


class _Asked(Struct, frozen=True, kw_only=True):
    """A condition on one label."""

    at: KeyPath
    key: str
    wanted: LabelMatch
    around: KeyPath = ()
    """The threshold, objective or panel that asks."""
    subject: KeyPath | None = None
    """The model or component that it is about; None: whoever asks for the metric, or nobody in particular."""
    series: frozenset[str] | None = None
    """Whose condition it is, when it is that of a metric."""


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition on a label that everything which is scraped of its model has with another value."""
    scrapes = _Scrapes(checked)
    asked: dict[KeyPath, list[_Asked]] = {}
    for each in _asked(checked) if scrapes.given else ():
        if scrapes.refused(each):
            asked.setdefault(each.around[:2], []).append(each)
    about = {panel.at: picture.subject for panel in checked.panels for picture in panel.pictures} if asked else {}
    told: set[KeyPath] = set()
    for expr, at in expressions(checked.platform) if asked else ():
        for each in (*asked.get(at[:2], ()), *asked.get((), ())):
            subject = each.subject or about.get(at) or at[:2]
            if each.at in told or at[: len(each.around)] != each.around:
                continue
            read = [node for node in selectors(expr) if each.series is None or node.metric in each.series]
            for label in scrapes.refusing(each, subject):
                if any(scrapes.lack(node, label, subject) for node in read):
                    told.add(each.at)
                    given: KeyPath = (*subject, "scrape", "labels", label)
                    yield _finding(checked, each, given, scrapes.given[subject][label], at)


def _finding(checked: Checked, asked: _Asked, given: KeyPath, value: str, at: KeyPath) -> Finding:
    """Return that a condition is not met by the `value` that stands at `given`; `at` is what asks for it."""
    wanted, label = asked.wanted, given[-1]
    pattern = wanted.model_dump(by_alias=True, exclude_none=True) if isinstance(wanted, Matching) else {}
    reader = (("it is asked for", checked, at),) if asked.series is not None else ()
    return Finding(
        message=f"`{label}` is `{value}` in everything that is scraped of `{given[1]}`: with this, nothing is selected",
        help=f"ask for `{value}`, or remove the condition; where its pods differ in `{label}`, take it from them with `pod_labels:`",
        where=checked,
        at=(*asked.at, *list(pattern)[:1]),
        notes=(("the scrape gives it", checked, given), *reader),
    )


def _asked(checked: Checked) -> Iterator[_Asked]:
    for each in checked.thresholds:
        if isinstance(each.threshold, Compare):
            versions, at = each.threshold.compare, (*each.at, "compare")
            for role, value in (("champion", versions.champion), ("challenger", versions.challenger)):
                yield _Asked(at=(*at, role), key=versions.label, wanted=value, around=each.at, subject=each.at[:2])
    pictures = {(*each.at, "where"): (panel.at, each.subject) for panel in checked.panels for each in panel.pictures}
    for condition in checked.conditions:
        at = condition.at
        series = frozenset(f"{name}{part}" for name in condition.series for part in ("", *PARTS)) if at[0] == "metrics" else None
        around, subject = pictures.get(at, (at[:4], at[:2])) if series is None else ((), None)
        for key, wanted in condition.where.items():
            yield _Asked(at=(*at, key), key=key, wanted=wanted, around=around, subject=subject, series=series)


class _Scrapes:
    """What the scrapes of a platform give the series that they collect."""

    def __init__(self, checked: Checked) -> None:
        self._resolved = checked.resolved
        self._subjects = dict(checked.subjects)
        self._jobs = {each.at: each.job for each in checked.platform.subjects}
        self._labels = {(key, label) for metric in checked.platform.metrics for key, label in metric.labels.items()}
        self.given = {at: each.scrape.labels for at, each in checked.subjects if each.scrape is not None and each.scrape.labels}

    def refused(self, asked: _Asked) -> bool:
        """Tell whether the scrape of anybody whom the condition is about gives another value."""
        return any(self.refusing(asked, at) for at in ([asked.subject] if asked.subject is not None else self.given))

    def refusing(self, asked: _Asked, subject: KeyPath) -> list[str]:
        """Return the labels of a scrape that the condition may be on, and that it gives another value."""
        given, key = self.given.get(subject, {}), asked.key
        meant = [label for label in given if label == key or (key, label) in self._labels]
        return [label for label in meant if not fits(asked.wanted, given[label])]

    def lack(self, selector: Selector, label: str, subject: KeyPath) -> bool:
        """Tell whether no series that `selector` reads can have the `label` as it asks."""
        asked = [each for each in selector.matchers if each.label == label]
        return (
            any(not satisfies(each.op, each.value, self.given[subject][label]) for each in asked)
            and self._is_given(selector, label, subject)
            and all(
                (value := self._value(other, label)) is not None and any(not satisfies(each.op, each.value, value) for each in asked)
                for other in self._alike(subject)
            )
        )

    def _is_given(self, selector: Selector, label: str, subject: KeyPath) -> bool:
        """Tell whether the series of `selector` are those that are scraped of `subject`, and have the `label` from there only."""
        series, own = selector.metric or "", self._subjects[subject]
        served = {name: metric for name, pack in self._resolved.packs.items() if (metric := pack.metric_of(series)) is not None}
        exported = {each for name, metric in served.items() for each in self._resolved.packs[name].own_labels(metric)}
        if is_among(label, exported):
            return False
        declared = self._declared(series)
        asked = {(each.label, each.value) for each in selector.matchers if each.op == "="}
        if ("job", self._jobs[subject]) in asked:
            return not self._resolved.honors(own) or bool(served) or (bool(declared) and label not in declared)
        if not any(each.value in own.names(str(subject[1])) or _runs(own.workload, each.value) for each in selector.matchers):
            return False
        return [*served] == [own.runtime] or (not served and bool(declared) and label not in declared)

    def _declared(self, series: str) -> set[str]:
        """Return the labels that the spec says of its own series."""
        names = {series.removesuffix(part) for part in PARTS} | {series}
        found = [each for each in self._resolved.spec.metrics.values() if isinstance(each, SeriesMetric) and each.series in names]
        return {label for each in found for label in each.labels.values() if label is not None}

    def _alike(self, subject: KeyPath) -> Collection[KeyPath]:
        """Return the others whose series may be taken for those of `subject`."""
        return {at for mark in self._marks(subject) for at in self._marked[mark]} - {subject}

    @cached_property
    def _marked(self) -> Mapping[tuple[str, str | None], list[KeyPath]]:
        found: dict[tuple[str, str | None], list[KeyPath]] = {}
        for at in self._subjects:
            for mark in self._marks(at):
                found.setdefault(mark, []).append(at)
        return found

    def _marks(self, subject: KeyPath) -> Iterator[tuple[str, str | None]]:
        """Yield by what series are told to be those of a model or component."""
        own, job = self._subjects[subject], self._jobs[subject]
        yield from (("name", name) for name in own.names(str(subject[1])))
        yield from (("workload", name) for name in _names(own.workload))
        yield from (("job", job),) if job is not None else ()

    def _value(self, subject: KeyPath, label: str) -> str | None:
        """Return what a scrape gives as `label`, empty when it gives none; None when nobody knows."""
        scrape = self._subjects[subject].scrape
        return None if scrape is None or label in scrape.pod_labels else scrape.labels.get(label, "")


def _runs(workload: Workload | None, pattern: str) -> bool:
    """Tell whether a pattern is that of its pods, or the name of what runs them."""
    return any(pattern == name or pattern.startswith(f"{name}-") for name in _names(workload))


def _names(workload: Workload | None) -> Collection[str]:
    return workload.objects().values() if workload is not None else ()
