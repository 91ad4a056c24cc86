"""What a check is given and what it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from tocsin import ir
from tocsin.duration import parse_duration
from tocsin.finding.placed import PlacedLines, PlacedPanel, PlacedScrape, PlacedTarget, PlacedThreshold, PlacedWhere, placed_panels
from tocsin.section.matching import Where
from tocsin.source import KeyPath, Part
from tocsin.spec.dashboards import Panel
from tocsin.spec.metrics import RatioMetric, SeriesMetric, ShareBelowMetric
from tocsin.spec.models import Component, Model
from tocsin.spec.parts import named, series_of
from tocsin.spec.resolved import Resolved
from tocsin.spec.scaling import PerReplica
from tocsin.threshold import Guard


class Checked(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One platform in one environment, as a check gets it: the spec, its IR, and lists of what most checks go through."""

    resolved: Resolved
    platform: ir.Platform
    sound: bool = True
    """Whether no mistake has been found in this environment before the checks."""

    @property
    def whole(self) -> bool:
        """Whether no mistake has been found in any environment: then what is missing in the IR is also missing in the spec."""
        return self.sound and self.resolved.whole

    @property
    def named_at(self) -> str:
        """The file that names the platform, which identifies it: two specs may use one name, in different environments."""
        return self.resolved.origins.file(("platform", "name"))

    @property
    def clusters(self) -> tuple[str, ...]:
        """Names for its cluster: two platforms that have one of them in common run in the same cluster.

        Where the spec names no cluster, the environments of a platform share one, and so do the platforms of an environment.
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
    def subjects(self) -> tuple[tuple[KeyPath, Model | Component], ...]:
        """The models, then the components, each with its place."""
        spec = self.resolved.spec
        models = [(("models", name), model) for name, model in spec.models.items()]
        return (*models, *[(("components", name), component) for name, component in spec.components.items()])

    @property
    def shortest_scrape_interval(self) -> str:
        """The shortest time between two scrapes of anything, as it is written."""
        own = [each.scrape.every for each in self.scrapes if each.scrape.every is not None]
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
    def shares(self) -> frozenset[str]:
        """The names of gauges in shares or percentages: those of several replicas do not add up."""
        return frozenset(
            metric.name for metric in self.platform.metrics if metric.type == "gauge" and metric.unit.name in {"ratio", "percent"}
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
    def triggers(self) -> tuple[ir.Trigger, ...]:
        """The triggers of all autoscalers: what KEDA asks besides Prometheus."""
        return tuple([trigger for autoscaler in self.platform.autoscalers for trigger in autoscaler.triggers])

    @cached_property
    def scrapes(self) -> tuple[PlacedScrape, ...]:
        """The scrapes of all models and components that have one."""
        packs = self.resolved.packs
        return tuple(
            [
                PlacedScrape(at=(*at, "scrape"), subject=subject, scrape=subject.scrape, pack=packs.get(subject.runtime or ""))
                for at, subject in self.subjects
                if subject.scrape is not None
            ]
        )

    @cached_property
    def panels(self) -> tuple[PlacedPanel, ...]:
        """The panels of the named dashboards, then those of models and components, as they were written; texts are none."""
        found: list[PlacedPanel] = []
        for name, dashboard in self.resolved.spec.dashboards.items():
            for row, items in dashboard.rows.items():
                found += placed_panels(items, ("dashboards", name, "rows", row), None)
        for at, subject in self.subjects:
            found += placed_panels(subject.panels or (), (*at, "panels"), at)
        return tuple(found)

    @cached_property
    def pictures(self) -> tuple[PlacedLines, ...]:
        """The panels, and the items of those that show several metrics, each behind its panel."""
        return tuple([picture for panel in self.panels for picture in panel.pictures])

    @cached_property
    def panel_at(self) -> Mapping[KeyPath, Panel]:
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
        for each in self.pictures:
            yield each.at, each.lines.where, (each.name,)


_Narrowed = tuple[KeyPath, Where, tuple[str, ...]]
"""What has a `where:`, that, and the names of the metrics that it is asked of."""


def _guards(guards: Mapping[str, Guard], at: KeyPath) -> Iterator[_Narrowed]:
    yield from (((*at, name), guard.where, (name,)) for name, guard in guards.items())


class Finding(Struct, frozen=True, kw_only=True):
    """One mistake, at a path of the platform `where`; its code is the check's file name."""

    message: str
    help: str
    where: Checked
    at: KeyPath
    part: Part = "value"
    within: tuple[int, int] | None = None
    """Which characters of the text at `at` are meant, from the first to before the last; None: all."""
    notes: tuple[tuple[str, Checked, KeyPath], ...] = ()
