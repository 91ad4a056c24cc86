"""The alert that nothing is at the Pushgateway of what a job pushes: one fault, where each of its metrics would tell that it is missing.

A group is there until somebody deletes it, or the Pushgateway starts again without a volume.
https://github.com/prometheus/pushgateway#delete-method
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin import units
from tocsin.conventions import SEVERITY_LABEL
from tocsin.ir import Alert
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context
from tocsin.lower.metrics.selection import is_foreign
from tocsin.lower.proofs import absence, gauge_of
from tocsin.lower.subject import Subject
from tocsin.promql import Selector, walk
from tocsin.section import Guide

NAME: Final = "NothingPushed"
AT: Final = ("scrape", "pushed")
_SERIES: Final = "push_time_seconds"
"""What the Pushgateway itself tells of each group, for as long as it has one."""
_FEWEST: Final = 2
"""One metric that is missing says as much."""
_SENTENCES: Final = Sentences(
    "<< subject >>: nothing that job << job >> has pushed is there",
    "The Pushgateway has had no metrics of job << job >> of << place >><< duration >>: what watches them cannot fire.",
)
_GUIDE: Final = Guide.model_construct(
    meaning="All that the job has ever pushed is gone. Whether it runs well nobody knows until it pushes again.",
    causes=(
        "Somebody has deleted its group at the Pushgateway.",
        "The Pushgateway has started again, and has no volume to remember what was pushed (`--persistence.file`).",
        "The job has never pushed, or pushes under another name since somebody renamed it.",
    ),
    actions=(
        "Ask the Pushgateway which groups it has: its page, or `curl http://HOST:9091/api/v1/metrics`.",
        "Run the job, or wait for its next run when nobody needs to know before.",
        "Remove the job from the spec when it was given up.",
    ),
)


def nothing_pushed(context: Context, subject: Subject, missing: Iterable[Alert]) -> Iterator[Alert]:
    """Yield the alert of what is pushed, where at least two of `missing` would tell it, as grave as the gravest of them and no later."""
    scrape = subject.spec.scrape
    if scrape is None or not scrape.pushed or len(context.running.get("pushgateway", ())) != 1:
        return
    told = [alert for alert in missing if is_pushed(context, subject, alert)]
    if len(told) < _FEWEST:
        return
    severity = max((alert.severity for alert in told), key=context.platform.severities.index)
    for_ms = min(context.window_ms, *(alert.for_ms for alert in told))
    series = gauge_of(_SERIES, subject.scraped(), (), units.UNITS["timestamp_seconds"], "max").series
    facts = Facts(
        alert=NAME, severity=severity, for_ms=for_ms, title="pushes", condition="missing", value=units.UNITS["count"].value,
        metric=_SERIES, threshold="pushed", more=(("job", str(scrape.job)),),
    )  # fmt: skip
    yield Alert(
        name=NAME,
        expr=series.absent(),
        value=series.absent(),
        unit=units.UNITS["count"],
        for_ms=for_ms,
        severity=severity,
        labels={**subject.labels, SEVERITY_LABEL: severity},
        annotations=annotate(context, subject, facts, _SENTENCES, at=(*subject.at, *AT)),
        title="pushes",
        condition="missing",
        guide=_GUIDE,
        at=(*subject.at, *AT),
        proof=absence(series),
    )


def is_pushed(context: Context, subject: Subject, alert: Alert) -> bool:
    """Tell whether what is missing is of its own job, and not what another exporter tells of it."""
    asked = {node.metric for node in walk(alert.expr) if isinstance(node, Selector)}
    return not any(each.series in asked and is_foreign(each, subject) for each in context.metrics.series().values())
