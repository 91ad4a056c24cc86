"""The alert that targets do not answer their scrape: all of them, one of them, or more than a share."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin import promql, units
from tocsin.conventions import severity_labels
from tocsin.ir import Alert, Proof
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.proofs import gauge_of
from tocsin.lower.subject import Subject
from tocsin.measures import Aggregation
from tocsin.spec.down import TargetsDown
from tocsin.spec.scrape import Scrape

_SUMMARY = "<< subject >>: metrics endpoint is down"
_ALL = Sentences(_SUMMARY, "No replica of << subject >> in << namespace >> has answered the scrape of job << job >><< duration >>.")
_ONE = Sentences(
    f"{_SUMMARY}<< which >>", "<< subject >> in << namespace >> has not answered the scrape of job << job >><< which >><< duration >>."
)
_MANY = Sentences(
    "<< subject >>: only << value >> of the metrics endpoints answer",
    "<< value >> of the targets of << subject >> in << namespace >> have answered the scrape of job << job >>, "
    "<< condition >><< duration >>.",
)


class _Asked(Struct, frozen=True):
    """What is asked of `up`."""

    aggregate: Aggregation
    op: str
    limit: float
    unit: units.Unit
    condition: str
    value: str
    sentences: Sentences


def target_down(context: Context, subject: Subject) -> Iterator[Alert]:
    """Yield the alert that no replica answers its scrape; that one does not, where each matters; or that too many do not.

    `up` of a target that is gone is not 0 but missing. Both are asked as one value, so that the alert stays the same one
    when a target that is down is taken away. A model that may sleep is allowed to be missing.
    """
    scrape = subject.spec.scrape
    if scrape is None or scrape.down is None or not subject.answers:
        return
    at = (*subject.at, "scrape")
    severity = context.severity(scrape.severity, context.gravest, (*at, "severity"))
    asked = _asked(scrape, subject)
    up = promql.Selector("up", subject.scraped())
    heard = up if subject.sleeps else promql.either(up, promql.multiply(promql.Number(0.0), promql.absent(up)))
    value = promql.Aggregate(asked.aggregate, heard, subject.each)
    duration = waits_ms(scrape, subject)
    facts = Facts(
        alert=scrape.alert, severity=severity, for_ms=duration, title="metrics endpoint", condition=asked.condition,
        value=asked.value, metric="up", threshold="scrape", by=tuple((label, label) for label in subject.each),
        gone=not subject.sleeps,
    )  # fmt: skip
    missing = None if subject.sleeps else 0.0
    drive = gauge_of("up", subject.scraped(), subject.each, asked.unit, asked.aggregate, missing=missing)
    yield Alert(
        name=scrape.alert,
        expr=promql.Binary(asked.op, value, promql.Number(asked.limit)),
        value=value,
        unit=asked.unit,
        limits=((asked.op, asked.limit),),
        for_ms=duration,
        severity=severity,
        labels={**subject.labels, **severity_labels(severity, scrape.component)},
        annotations=annotate(context, subject, facts, asked.sentences, at=at),
        title="metrics endpoint",
        condition=asked.condition,
        at=at,
        proof=Proof(drive=drive, bounds=((asked.op, asked.limit),)),
    )


def waits_ms(scrape: Scrape, subject: Subject) -> int:
    """Return how long its targets may be down; where nobody says, what wakes may besides be as long without an answer as it takes to start.

    Prometheus scrapes a pod as soon as it has an address, before its image is there.
    """
    down = scrape.down
    if down is None:
        raise ValueError(subject.name)
    usual = "down" not in scrape.model_fields_set or (isinstance(down, TargetsDown) and "for_" not in down.model_fields_set)
    return milliseconds(down.for_ if isinstance(down, TargetsDown) else down) + (subject.wakes_ms if usual else 0)


def _asked(scrape: Scrape, subject: Subject) -> _Asked:
    answering = scrape.down.answering if isinstance(scrape.down, TargetsDown) else None
    if answering is not None:
        ratio = units.UNITS["ratio"]
        return _Asked("avg", "<", answering, ratio, f"below {units.show(answering, ratio)}", ratio.value, _MANY)
    aggregate: Aggregation = "min" if subject.each else "max"
    return _Asked(aggregate, "==", 0.0, units.UNITS["bool"], "down", "down", _ONE if subject.each else _ALL)
