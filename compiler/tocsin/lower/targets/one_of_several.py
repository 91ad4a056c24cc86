"""The alert that one of several targets does not answer which a spec names one by one: a machine for which nobody starts another one.

It is a warning by target, besides the page that all of them are down: the others still serve. An orchestrator replaces what has died, and
kube-state-metrics tells how many replicas are missing; on machines nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql, units
from tocsin.conventions import severity_labels
from tocsin.ir import Alert, Proof
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context
from tocsin.lower.proofs import gauge_of
from tocsin.lower.subject import Subject
from tocsin.spec.down import TargetsDown

AT: Final = ("scrape", "targets")
_EACH: Final = ("instance",)
_SENTENCES: Final = Sentences(
    "<< subject >>: a metrics endpoint is down<< which >>",
    "One of << several >> targets of << place >> has not answered the scrape of job << job >><< which >><< duration >>.",
)


def one_down(context: Context, subject: Subject, every: Alert) -> Iterator[Alert]:
    """Yield the alert on single targets, less grave than `every`, which tells that all are down; none where that says how many matter.

    A target that is named is never missing but 0: one that is taken out of the configuration is no fault.
    """
    scrape = subject.spec.scrape
    if scrape is None or len(scrape.targets) < 2 or (isinstance(scrape.down, TargetsDown) and _chosen(scrape.down)):  # noqa: PLR2004  # one is all
        return
    lesser = context.platform.severities[: context.platform.severities.index(every.severity)]
    if not lesser:
        return
    severity = context.usual if context.usual in lesser else lesser[-1]
    at = (*subject.at, *AT)
    name = f"One{every.name}"
    value = promql.Aggregate("min", promql.Selector("up", subject.scraped()), _EACH)
    facts = Facts(
        alert=name, severity=severity, for_ms=every.for_ms, title=every.title, condition=every.condition, value="down", metric="up",
        threshold="scrape", by=tuple((label, label) for label in _EACH), more=(("several", str(len(scrape.targets))),),
    )  # fmt: skip
    state = units.UNITS["bool"]
    yield Alert(
        name=name,
        expr=promql.Binary("==", value, promql.Number(0.0)),
        value=value,
        unit=state,
        limits=(("==", 0.0),),
        for_ms=every.for_ms,
        severity=severity,
        labels={**subject.labels, **severity_labels(severity, scrape.component)},
        annotations=annotate(context, subject, facts, _SENTENCES, at=at),
        title=every.title,
        condition=every.condition,
        at=at,
        proof=Proof(drive=gauge_of("up", subject.scraped(), _EACH, state, "min"), bounds=(("==", 0.0),)),
    )


def _chosen(down: TargetsDown) -> bool:
    return down.by is not None or down.above is not None
