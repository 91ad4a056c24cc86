"""Alerts on probes that are no longer asked: the blackbox exporter fails, and nobody knows how the probed models are."""

from __future__ import annotations

from typing import Final

from tocsin import units
from tocsin.conventions import pascal_case, severity_labels, words
from tocsin.ir import Alert
from tocsin.lower.annotations import MISSING, Facts, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.proofs import absence, gauge_of
from tocsin.lower.subject import Subject
from tocsin.promql import Matcher
from tocsin.section import Guide
from tocsin.source import KeyPath
from tocsin.spec.probes import Probe

_GUIDE: Final = Guide.model_construct(
    meaning="Nobody asks this question any more. What it asks about may be well, but nobody would know.",
    causes=(
        "The blackbox exporter is down: then all of its probes are missing at once.",
        "It has not loaded the module, and refuses to ask.",
        "Prometheus does not know the probe: the object is not there, or has other labels than its `probeSelector` asks for.",
    ),
    actions=(
        "Look at Prometheus' page `/targets`: it tells the fault, or that there is no such target.",
        "Ask the blackbox exporter yourself with `&debug=true`, which tells each step.",
        "Ask the same question with curl, to know meanwhile.",
    ),
)


def unasked(context: Context, subject: Subject, name: str, job: tuple[Matcher, ...], *, failed: str) -> Alert:
    """Return the alert that the probe `name` has no answer at all, neither a good nor a bad one.

    `job` selects its answers; `failed` is the severity of the alert on bad ones.

    When the prober dies that is so of all that it asks, who are well: it is no graver than the usual, and not that they fail.
    https://github.com/prometheus/blackbox_exporter/blob/master/prober/handler.go answers each question that it asks with `probe_success`.
    """
    at: KeyPath = (*subject.at, "probes", name)
    probe = subject.spec.probes[name]
    severity = min(failed, context.usual, key=context.platform.severities.index)
    alert = (probe.alert or f"{pascal_case(name)}Probe") + "Missing"
    series = gauge_of("probe_success", job, (), units.UNITS["bool"], "min").series
    for_ms = unasked_ms(context, probe)
    title = f"probe {words(name)}"
    facts = Facts(
        alert=alert, severity=severity, for_ms=for_ms, title=title, condition="missing", value=units.UNITS["count"].value,
        metric="probe_success", threshold=name,
    )  # fmt: skip
    return Alert(
        name=alert,
        expr=series.absent(),
        value=series.absent(),
        unit=units.UNITS["count"],
        for_ms=for_ms,
        severity=severity,
        labels={**subject.labels, **severity_labels(severity, probe.component)},
        annotations=annotate(context, subject, facts, MISSING, at=at),
        title=title,
        condition="missing",
        guide=_GUIDE,
        at=at,
        proof=absence(series),
    )


def unasked_ms(context: Context, probe: Probe) -> int:
    """Return how long nobody may ask: a prober may be restarted, and where Prometheus has lost all targets that is told before."""
    return max(milliseconds(probe.down), context.window_ms)
