"""Alerts on the CronWorkflow of a retraining, by Argo Workflows' own metrics: how many workflows entered each phase.

The counters of https://argo-workflows.readthedocs.io/en/latest/metrics/ (3.6 and newer) have no time in them, begin again with every
new controller, and appear with the value 1: `increase` alone would miss the first failure of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.duration import format_duration
from tocsin.ir import Alert, Recording
from tocsin.lower.annotations import Sentences
from tocsin.lower.retraining import proofs
from tocsin.lower.retraining.watching import Watching
from tocsin.section.matching import Matching

FAILED: Final = Sentences(
    "<< subject >>: the retraining failed",
    "A retraining of << place >> failed, and none ended well since. It is run by the CronWorkflow << schedule >>.",
)
LATE: Final = Sentences(
    "<< subject >>: the retraining is late",
    "No retraining of << place >> ended well << condition >>. It is run by the CronWorkflow << schedule >>.",
)
_SCHEDULED: Final = "model:retraining:scheduled"
_HOUR_MS: Final = 3_600_000


def workflow_rules(watching: Watching, template: str) -> Iterator[Alert | Recording]:
    """Yield a recording of since when there is a schedule, and the alerts on the template's workflows."""
    metric = "argo_workflows_workflowtemplate_triggered_total"
    succeeded = watching.series(metric, {"workload": template, "phase": "Succeeded"})
    failed = watching.series(metric, {"workload": template, "phase": Matching(matches="Failed|Error")})
    labels = watching.subject.identity
    scheduled = promql.Selector(_SCHEDULED, tuple(promql.Matcher(label, "=", value) for label, value in sorted(labels.items())))
    yield Recording(record=_SCHEDULED, expr=promql.call("vector", 1), labels=labels, at=watching.at)
    yield _failed(watching, failed, succeeded)
    yield _late(watching, succeeded, scheduled)


def _failed(watching: Watching, failed: promql.Selector, succeeded: promql.Selector) -> Alert:
    """Look at failures and successes of the same time, in which the schedule runs once: a retry by hand that went well ends the alert."""
    runs = promql.aggregate("count", (), _happened(failed, watching.recent_ms))
    expr = promql.unless(promql.compare(">", runs, 0), _any(succeeded, watching.recent_ms), promql.on())
    return watching.alert(
        "RetrainingFailed", expr, runs, usual=FAILED, title="failed retrainings", condition="above 0", limit=(">", 0.0),
        proof=proofs.workflow_failed(failed, succeeded, watching.recent_ms),
    )  # fmt: skip


def _late(watching: Watching, succeeded: promql.Selector, scheduled: promql.Selector) -> Alert:
    """Miss a success for as long as the schedule has existed: before that, none was due."""
    back = promql.Range(replace(scheduled, offset_ms=watching.late_ms), _HOUR_MS)
    due = promql.aggregate("max", (), promql.call("max_over_time", back))
    expr = promql.unless(due, _any(succeeded, watching.late_ms), promql.on())
    condition = f"within {format_duration(watching.late_ms)}"
    proof = proofs.workflow_late(succeeded, watching.late_ms)
    return watching.alert("RetrainingLate", expr, expr, usual=LATE, title="last good retraining", condition=condition, proof=proof)


def _any(counter: promql.Selector, window_ms: int) -> promql.Expr:
    return promql.aggregate("count", (), _happened(counter, window_ms))


def _happened(counter: promql.Selector, window_ms: int) -> promql.Expr:
    """Return the counters that counted within the window: they grew, or they are there and were not before it."""
    grew = promql.compare(">", promql.increase(counter, window_ms), 0)
    seen = promql.call("last_over_time", promql.Range(counter, window_ms))
    return promql.either(grew, promql.unless(seen, replace(counter, offset_ms=window_ms)))
