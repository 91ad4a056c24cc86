"""Whose series a metric of a spec is: that of a pack, or its author's own, which only happens to be called so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.catalog import Pack
from tocsin.section import Section
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Monitored
from tocsin.spec.resolved import Resolved


def serving(resolved: Resolved, name: str, subject: Monitored | None) -> Iterator[Pack]:
    """Yield the packs that may serve the metric `name` of `subject` (None: of whoever asks for it), the likeliest first.

    What runs a model serves that model's series. `http_requests_total` of another one has the same name and other labels, so that what its
    author declares with a type is his own; exporters, gateways and packs of `use:` have something to say of every model.
    """
    packs, metric = resolved.packs, resolved.spec.metrics.get(name)
    declared = metric if isinstance(metric, SeriesMetric) else None
    if declared is not None and declared.pack is not None:
        yield from (packs[each] for each in (declared.pack,) if each in packs)
        return
    own = subject.runtime if subject is not None else None
    if own is not None and own in packs:
        yield packs[own]
    for each, pack in packs.items():
        if each != own and (declared is None or declared.type is None or _speaks_to(resolved, pack, name, declared, subject)):
            yield pack


def _speaks_to(resolved: Resolved, pack: Pack, name: str, metric: SeriesMetric, subject: Monitored | None) -> bool:
    """Tell whether `pack` serves what `metric` declares, for `subject`, which it does not run."""
    spec = resolved.spec
    if pack.name in spec.use or any(component.runtime == pack.name for component in spec.components.values()):
        return True
    found = pack.metric_of(metric.series)
    if subject is not None or found is None:
        return False
    asking = _asking(resolved, name)
    named = {label for label in (*metric.labels.values(), *metric.where) if label is not None}
    known = {*pack.labels_of(found), *found.dimensions}
    return pack.name in asking if asking else named <= known


def _asking(resolved: Resolved, name: str) -> frozenset[str | None]:
    """Return the runtimes of the models and components that ask for a metric, by its name or that of one that is made of it."""
    spec = resolved.spec
    names = {name}
    while more := {each for each, metric in spec.metrics.items() if each not in names and not names.isdisjoint(_words(metric))}:
        names |= more
    subjects = (*spec.models.values(), *spec.components.values())
    return frozenset(each.runtime for each in subjects if not names.isdisjoint(_words(each)))


def _words(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Section():
            for field in value.model_fields_set:
                yield from _words(getattr(value, field))
        case Mapping():
            yield from (key for key in value if isinstance(key, str))
            for each in value.values():
                yield from _words(each)
        case tuple() | list():
            for each in value:
                yield from _words(each)
        case _:
            return
