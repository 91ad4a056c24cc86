"""One picture of several metrics, of Prometheus or of Google Cloud; a second unit has its own axis."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from tocsin.conventions import words
from tocsin.ir import CloudQuery, Panel, PromQuery
from tocsin.lower.panels.cloud import asked_of_cloud
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.queries import drawn
from tocsin.lower.panels.states import truth
from tocsin.lower.panels.wording import described, heading, sentence
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.platform import CloudMonitoringDatasource
from tocsin.units import Unit
from tocsin.wording import listed

_OF_ONE = ("metric", "group_by", "filters", "aligner", "reducer")
_INHERITED = ("model", "by", "over", "aggregate", "increase", "quantiles")


class _Part(Struct, frozen=True):
    """What is drawn of one metric."""

    name: str
    queries: tuple[PromQuery | CloudQuery, ...]
    unit: Unit
    description: str


def several_panel(drawing: Drawing, spec: Spec, at: KeyPath) -> Panel | None:
    """Return the panel of the metrics that `spec` lists; None, and a diagnostic, when none can be drawn."""
    findings = drawing.context.findings
    if not spec.of:
        findings.add("dashboard/no-metrics", "the panel names no metrics", "write `- metrics: [load_1m, load_5m]`, or `of:` in it", at=at)
        return None
    shape = "state" if spec.as_ == "history" else spec.as_ or "timeseries"
    if shape == "heatmap":
        findings.add("dashboard/not-one-histogram", "a heatmap shows one histogram", "write `- latency: heatmap`", at=(*at, "as"))
        return None
    for key in _OF_ONE:
        if key in spec.model_fields_set:
            findings.add("dashboard/of-one-metric", f"`{key}` is about one metric", "write it at an item of `of:`", at=(*at, key))
    parts = tuple(_parts(drawing, spec, at))
    if not parts:
        return None
    unit = parts[0].unit
    queries = [query if part.unit.grafana == unit.grafana else replace(query, unit=part.unit) for part in parts for query in part.queries]
    states = truth(drawing.context, ()) if all(part.unit.name == "bool" for part in parts) else ()
    return Panel(
        title=drawing.text(spec.title, None, (*at, "title")) or heading(listed(dict.fromkeys(part.name for part in parts))),
        description=drawing.text(spec.description, None, (*at, "description")) or " ".join(part.description for part in parts),
        shape="state" if states and spec.as_ is None else shape,
        unit=unit,
        queries=tuple(queries),
        lines=(),
        span=spec.width or 0,
        options={"range": spec.range} if spec.range else {},
        states=states,
        at=at,
    )


def _parts(drawing: Drawing, spec: Spec, at: KeyPath) -> Iterator[_Part]:
    for index, item in enumerate(spec.of):
        for key, given in item.items():
            part = _part(drawing, spec, key, given, (*at, "of", index, key))
            if part is not None:
                yield part


def _part(drawing: Drawing, whole: Spec, key: str, given: Lines | str, at: KeyPath) -> _Part | None:
    datasource = drawing.context.platform.datasources.get(key)
    title = drawing.text(given.title, None, (*at, "title")) if isinstance(given, Lines) else ""
    if isinstance(datasource, CloudMonitoringDatasource):
        asked = asked_of_cloud(drawing.context, datasource, given, at)
        if asked is None:
            return None
        name = title or asked.name
        return _Part(
            name, (replace(asked.query, legend=f"{name} {asked.query.legend}"),), asked.unit, f"{heading(name)}: {asked.description}"
        )
    if isinstance(given, str):
        drawing.context.findings.add("dashboard/bad-panel", f"`{given}` is no quantile", "write `p95`, or a mapping", at=at)
        return None
    spec = _inherited(whole, given)
    name = title or words(key)
    found = drawn(drawing, drawing.whose(key, spec, at), key, spec, whole.as_, at, called=name)
    if found is None:
        return None
    told = drawing.context.metrics.help(key)
    description = f"{heading(name)}: {sentence(told)}" if told else described("", found.series)
    return _Part(name, found.queries, found.unit, description)


def _inherited(whole: Spec, given: Lines) -> Lines:
    """Return `given` with what it does not say of itself as the panel says it for all."""
    said = {key: getattr(whole, key) for key in _INHERITED if key in whole.model_fields_set and key not in given.model_fields_set}
    return given.model_copy(update={**said, "where": {**whole.where, **given.where}})
