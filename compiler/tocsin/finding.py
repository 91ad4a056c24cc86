"""What a check is given and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from tocsin import ir
from tocsin.duration import parse_duration
from tocsin.matching import Where
from tocsin.source import Part, Route
from tocsin.spec.dashboards import Lines, Panel
from tocsin.spec.metrics import RatioMetric, SeriesMetric, ShareBelowMetric
from tocsin.spec.models import Component, Model
from tocsin.spec.parts import named, series_of
from tocsin.spec.resolved import Resolved
from tocsin.spec.scaling import PerReplica
from tocsin.threshold import Guard, Threshold


class Checked(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One platform in one environment: what was written, and what it means. What most checks walk over is listed once."""

    resolved: Resolved
    platform: ir.Platform
    sound: bool = True
    """Whether nothing has been found wrong with it in this environment so far."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all has been found wrong with it so far, so that what is not there was not meant to be."""
        return self.sound and self.resolved.whole

    @property
    def named_at(self) -> str:
        """The file that names the platform. Two specs may give one name to what they run in different environments."""
        return self.resolved.origins.file(("platform", "name"))

    @property
    def clusters(self) -> tuple[str, ...]:
        """What tells its cluster: two that have one of these in common are applied to one cluster.

        Where no cluster is named, the environments of a platform share one, and so do the platforms of an environment.
        """
        name = self.resolved.spec.platform.cluster.name
        unnamed = (f"platform {self.platform.name}", f"environment {self.platform.environment}")
        return unnamed if name is None else (f"cluster {name}",)

    @cached_property
    def rules(self) -> tuple[ir.Alert | ir.Recording, ...]:
        """The platform's alerts and recordings, in the order of its groups."""
        return tuple([rule for rules in self.platform.rules for rule in rules.rules])

    @cached_property
    def alerts(self) -> tuple[ir.Alert, ...]:
        """Its alerts, in the same order."""
        return self.platform.alerts

    @cached_property
    def subjects(self) -> tuple[tuple[Route, Model | Component], ...]:
        """The models, then the components, each with its place."""
        spec = self.resolved.spec
        models = [(("models", name), model) for name, model in spec.models.items()]
        return (*models, *[(("components", name), component) for name, component in spec.components.items()])

    @property
    def shortest_scrape_interval(self) -> str:
        """The shortest time between two scrapes of anything, as it is written."""
        own = [subject.scrape.every for _, subject in self.subjects if subject.scrape is not None and subject.scrape.every is not None]
        return min((self.resolved.spec.platform.cluster.prometheus.scrape_interval, *own), key=lambda each: parse_duration(each) or 0)

    @cached_property
    def thresholds(self) -> tuple[PlacedThreshold, ...]:
        """The thresholds of all models and components."""
        return tuple(
            [
                PlacedThreshold(at=(*at, "thresholds", name), metric=threshold.metric or name, threshold=threshold)
                for at, subject in self.subjects
                for name, threshold in subject.thresholds.items()
            ]
        )

    @cached_property
    def targets(self) -> tuple[PlacedTarget, ...]:
        """The targets of all models and components that name a metric, those of their policies too."""
        found: list[PlacedTarget] = []
        for at, subject in self.subjects:
            if subject.scaling is not None:
                policy = self.resolved.spec.policies.get(subject.scaling.policy or "")
                for name, target in {**(policy.targets if policy is not None else {}), **subject.scaling.targets}.items():
                    if isinstance(target, PerReplica):
                        place = (*at, "scaling", "targets", name)
                        found.append(PlacedTarget(at=place, subject=subject, metric=target.metric or name, target=target))
        return tuple(found)

    @cached_property
    def panels(self) -> tuple[PlacedPanel, ...]:
        """The panels of the named dashboards, then those of models and components, as they were written; texts are none."""
        found: list[PlacedPanel] = []
        for name, dashboard in self.resolved.spec.dashboards.items():
            for row, items in dashboard.rows.items():
                found += _panels(items, ("dashboards", name, "rows", row), None)
        for at, subject in self.subjects:
            found += _panels(subject.panels or (), (*at, "panels"), at)
        return tuple(found)

    @cached_property
    def panel_at(self) -> Mapping[Route, Panel]:
        """The same panels by their places."""
        return {each.at: each.lines for each in self.panels}

    @cached_property
    def conditions(self) -> tuple[PlacedWhere, ...]:
        """What any `where:` says of the labels of series, wherever one may stand."""
        metrics = self.resolved.spec.metrics
        return tuple(
            [
                PlacedWhere(at=(*at, "where"), where=where, series=series_of(names, metrics))
                for at, where, names in (*self._narrowed_metrics, *self._narrowed_subjects, *self._narrowed_elsewhere)
                if where
            ]
        )

    @property
    def _narrowed_metrics(self) -> Iterator[_Narrowed]:
        """Yield what metrics ask of the series that they are made of."""
        for name, metric in self.resolved.spec.metrics.items():
            match metric:
                case SeriesMetric():
                    yield ("metrics", name), metric.where, (name,)
                case RatioMetric(ratio=ratio):
                    yield ("metrics", name, "ratio"), ratio.where, named(ratio.of)
                case ShareBelowMetric(share_below=edge):
                    yield ("metrics", name, "share_below"), edge.where, (edge.metric,)

    @property
    def _narrowed_subjects(self) -> Iterator[_Narrowed]:
        """Yield what thresholds, objectives and autoscalers ask, of their own metrics and of what must hold besides."""
        for each in self.thresholds:
            yield each.at, each.threshold.where, (each.metric,)
            yield from _guards(each.threshold.while_, (*each.at, "while"))
        for at, subject in self.subjects:
            for name, slo in subject.slos.items():
                there = (*at, "slos", name)
                yield there, slo.where, slo.metrics
                yield from _guards(slo.while_, (*there, "while"))
            if subject.scaling is not None and subject.scaling.down is not None:
                yield from _guards(subject.scaling.down.when, (*at, "scaling", "down", "when"))

    @property
    def _narrowed_elsewhere(self) -> Iterator[_Narrowed]:
        """Yield what shared policies, recordings and panels ask."""
        spec = self.resolved.spec
        for name, policy in spec.policies.items():
            if policy.down is not None:
                yield from _guards(policy.down.when, ("policies", name, "down", "when"))
        for name, recording in spec.recordings.items():
            yield ("recordings", name), recording.where, (recording.metric,)
        for panel in self.panels:
            for each in panel.pictures:
                yield each.at, each.lines.where, (each.name,)


_Narrowed = tuple[Route, Where, tuple[str, ...]]
"""What has a `where:`, that, and the names of the metrics that it is asked of."""


def _guards(guards: Mapping[str, Guard], at: Route) -> Iterator[_Narrowed]:
    yield from (((*at, name), guard.where, (name,)) for name, guard in guards.items())


class PlacedWhere(Struct, frozen=True, kw_only=True):
    """A `where:` that asks for something, at its place."""

    at: Route
    where: Where
    series: tuple[str, ...]
    """The series that it is asked of; none: those of a raw expression, or unknown."""


class PlacedThreshold(Struct, frozen=True, kw_only=True):
    """A threshold at its place."""

    at: Route
    metric: str
    """What it watches: its own `metric:`, or what it is called."""
    threshold: Threshold


class PlacedTarget(Struct, frozen=True, kw_only=True):
    """A target of an autoscaler that each replica has its share of, at its place."""

    at: Route
    subject: Model | Component
    metric: str
    """What is held: its own `metric:`, or what it is called."""
    target: PerReplica


class PlacedLines(Struct, frozen=True, kw_only=True):
    """What is drawn of one metric, at its place."""

    at: Route
    name: str
    """What it is called there: the metric, or `metrics`, `alerts`, `platform_health`, a cloud datasource."""
    lines: Lines
    subject: Route | None
    """The model or component that it is about; None: it may be about many."""


class PlacedPanel(PlacedLines, frozen=True, kw_only=True):
    """A panel, at its place."""

    lines: Panel

    @property
    def pictures(self) -> Iterator[PlacedLines]:
        """Yield the panel, and each item of one that shows several metrics."""
        yield self
        for index, item in enumerate(self.lines.of):
            for name, lines in item.items():
                if isinstance(lines, Lines):
                    yield PlacedLines(at=(*self.at, "of", index, name), name=name, lines=lines, subject=_about(lines, self.subject))


def _panels(items: Iterable[Mapping[str, Panel | str]], at: Route, subject: Route | None) -> Iterator[PlacedPanel]:
    for index, item in enumerate(items):
        for name, panel in item.items():
            if isinstance(panel, Panel):
                yield PlacedPanel(at=(*at, index, name), name=name, lines=panel, subject=_about(panel, subject))


def _about(lines: Lines, around: Route | None) -> Route | None:
    """Return whom lines are about: the model that they name, or whom everything around them is about."""
    return ("models", lines.model) if lines.model is not None else around


class Finding(Struct, frozen=True, kw_only=True):
    """One mistake, at a route of the platform `where`; its code is the check's file name."""

    message: str
    help: str
    where: Checked
    at: Route
    part: Part = "value"
    within: tuple[int, int] | None = None
    """Which characters of the text at `at` are meant, from the first to before the last; None: all."""
    notes: tuple[tuple[str, Checked, Route], ...] = ()
