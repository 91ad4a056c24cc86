"""Parts of a spec with their places, which most checks go through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tocsin.catalog import Pack
from tocsin.section.matching import Where
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines, Panel
from tocsin.spec.models import Component, Model
from tocsin.spec.scaling import PerReplica
from tocsin.spec.scrape import Scrape
from tocsin.threshold import Threshold


class PlacedWhere(Struct, frozen=True, kw_only=True):
    """A `where:` that asks for something, at its place."""

    at: KeyPath
    where: Where
    series: tuple[str, ...]
    """The series that it is asked of; none: those of a raw expression, or unknown."""


class PlacedThreshold(Struct, frozen=True, kw_only=True):
    """A threshold at its place."""

    at: KeyPath
    metric: str
    """What it watches: its own `metric:`, or what it is called."""
    threshold: Threshold


class PlacedTarget(Struct, frozen=True, kw_only=True):
    """A target of an autoscaler that each replica has its share of, at its place."""

    at: KeyPath
    subject: Model | Component
    metric: str
    """What is held: its own `metric:`, or what it is called."""
    target: PerReplica


class PlacedLines(Struct, frozen=True, kw_only=True):
    """What is drawn of one metric, at its place."""

    at: KeyPath
    name: str
    """What it is called there: the metric, or `metrics`, `alerts`, `platform_health`, a cloud datasource."""
    lines: Lines
    subject: KeyPath | None
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


class PlacedScrape(Struct, frozen=True, kw_only=True):
    """The scrape of a model or component, at its place."""

    at: KeyPath
    subject: Model | Component
    scrape: Scrape
    pack: Pack | None
    """That of what runs it; None: it does not say, or nobody knows."""


def placed_panels(items: Iterable[Mapping[str, Panel | str]], at: KeyPath, subject: KeyPath | None) -> Iterator[PlacedPanel]:
    """Yield the panels of a row, or of a model or component, which is then what they are about; texts are none."""
    for index, item in enumerate(items):
        for name, panel in item.items():
            if isinstance(panel, Panel):
                yield PlacedPanel(at=(*at, index, name), name=name, lines=panel, subject=_about(panel, subject))


def _about(lines: Lines, around: KeyPath | None) -> KeyPath | None:
    """Return whom lines are about: the model that they name, or whom everything around them is about."""
    return ("models", lines.model) if lines.model is not None else around
