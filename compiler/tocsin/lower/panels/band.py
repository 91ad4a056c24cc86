"""The panel of an alert on what is unusual: the value itself, what is usual of it, and from where on the alert is about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import promql
from tocsin.ir import Alert, Line, Panel, PromQuery, Watch
from tocsin.lower.panels.wording import heading, legend, sentence
from tocsin.source import KeyPath
from tocsin.threshold.band import Band

_OPERATORS: Final = {"above": ">", "below": "<"}


def band_panel(band: Band, steps: Sequence[Alert], *, title: str, told: str, at: KeyPath) -> Panel:
    """Return the panel of `band`, which the alerts `steps` watch; `told` is what is said of the metric.

    Of several values told apart the edges of all would hide each other: of these it is drawn how far each is from its mean.
    """
    apart = steps[0].by
    said = "Shown is by how many deviations each is above its mean, below 0 under it." if apart else "Dashed: from where on it is unusual."
    return Panel(
        title=heading(title),
        description=f"{sentence(told)} {said}" if told else said,
        shape="timeseries",
        unit=steps[0].unit if apart else band.unit,
        queries=(PromQuery(expr=_deviations(band), legend=legend(apart)),) if apart else tuple(_queries(band, steps)),
        lines=tuple(_lines(band, steps)) if apart else (),
        span=0,
        options={},
        at=at,
        watched=tuple(map(Watch.of, steps)),
    )


def _deviations(band: Band) -> promql.Expr:
    return promql.divide(promql.subtract(band.value, band.mean), band.deviation)


def _lines(band: Band, steps: Sequence[Alert]) -> Iterator[Line]:
    for alert in steps:
        for _, limit in alert.limits:
            for side in band.sides:
                yield Line(op=_OPERATORS[side], value=limit if side == "above" else -limit, severity=alert.severity)


def _queries(band: Band, steps: Sequence[Alert]) -> Iterator[PromQuery]:
    yield PromQuery(expr=band.value, legend=steps[0].title)
    yield PromQuery(expr=band.mean, legend="usual")
    for alert in steps:
        for _, limit in alert.limits:
            away = promql.multiply(limit, band.deviation)
            for side in band.sides:
                edge = promql.add(band.mean, away) if side == "above" else promql.subtract(band.mean, away)
                yield PromQuery(expr=edge, legend=f"{alert.severity} {side}", limits=alert.severity)
