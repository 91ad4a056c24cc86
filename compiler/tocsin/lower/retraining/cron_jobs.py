"""Alerts on the CronJob of a retraining: its last run failed, it has not succeeded for too long, a run takes too long.

https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.duration import format_duration
from tocsin.ir import Alert
from tocsin.lower.annotations import Sentences
from tocsin.lower.proofs import absence
from tocsin.lower.retraining import proofs
from tocsin.lower.retraining.watching import Watching
from tocsin.measures import Series
from tocsin.units import UNITS

FAILED: Final = Sentences(
    "<< subject >>: the retraining failed",
    "<< Title >> of << place >> since the last that ended well: << value >>. Its jobs are those of the CronJob << schedule >>.",
)
LATE: Final = Sentences(
    "<< subject >>: the retraining is late",
    "The last retraining of << place >> that ended well was << value >> ago, << condition >>. It is run by the CronJob << schedule >>.",
)
SLOW: Final = Sentences(
    "<< subject >>: the retraining takes too long",
    "A retraining of << place >> has been running for << value >>, << condition >>. It is a job of the CronJob << schedule >>.",
)
MISSING: Final = Sentences(
    "<< subject >>: nothing retrains on schedule",
    "There is no CronJob << schedule >> in << namespace >>, or nobody has told of it<< duration >>: << place >> is not retrained.",
)
_MISSING_MS: Final = 900_000
_SECOND_MS: Final = 1000


def cron_job_rules(watching: Watching) -> Iterator[Alert]:
    """Yield the alerts on a CronJob."""
    succeeded = watching.series("kube_cronjob_status_last_successful_time", {"cronjob": watching.name})
    created = watching.series("kube_cronjob_created", {"cronjob": watching.name})
    started = watching.series("kube_job_status_start_time", {})
    # A job of the CronJob, also one that somebody started from it by hand: a pattern on its name would miss that.
    owned = watching.series("kube_job_owner", {"owner_kind": "CronJob", "owner_name": watching.name})
    same = promql.on("namespace", "job_name")
    yield _failed(watching, promql.both(started, owned, same), succeeded, proofs.Jobs(started, owned, _failures(watching)))
    yield _late(watching, succeeded, created)
    if watching.slow_ms is not None:
        active = watching.series("kube_job_status_active", {})
        running = promql.both(promql.both(started, promql.compare(">", active, 0), same), owned, same)
        yield _slow(watching, running, watching.slow_ms, proofs.Jobs(started, owned, active))
    absent = promql.absent(created)
    gone = absence(Series(metric=created.metric or "", type="gauge", base=UNITS["seconds"], matchers=created.matchers, by=()))
    yield watching.alert(
        "RetrainingScheduleMissing", absent, absent, usual=MISSING, title="retraining schedule", condition="gone",
        for_ms=_MISSING_MS, proof=gone,
    )  # fmt: skip


def _failures(watching: Watching) -> promql.Selector:
    return watching.series("kube_job_failed", {"condition": "true"})


def _failed(watching: Watching, started: promql.Expr, succeeded: promql.Selector, jobs: proofs.Jobs) -> Alert:
    """Count the failed runs since the last good one: a failed job is kept and stays failed, however well the next one went."""
    failed = promql.compare("==", _failures(watching), 1)
    last = promql.either(promql.aggregate("max", (), succeeded), promql.call("vector", 0))
    since = promql.compare(">", started, last, promql.on(group_left=()))
    runs = promql.aggregate("count", (), promql.both(since, failed, promql.on("namespace", "job_name")))
    return watching.alert(
        "RetrainingFailed",
        promql.compare(">", runs, 0),
        runs,
        usual=FAILED,
        title="failed retrainings",
        condition="above 0",
        limit=(">", 0.0),
        proof=proofs.failed(jobs, succeeded),
    )


def _late(watching: Watching, succeeded: promql.Selector, created: promql.Selector) -> Alert:
    """Compare the age of the last good run, or as long as there was none, of the CronJob itself."""
    last = promql.either(promql.aggregate("max", (), succeeded), promql.aggregate("max", (), created))
    age = promql.subtract(promql.call("time"), last)
    limit = watching.late_ms / _SECOND_MS
    return watching.alert(
        "RetrainingLate", promql.compare(">", age, limit), age, usual=LATE, title="time since the last good retraining", unit="seconds",
        condition=f"above {format_duration(watching.late_ms)}", limit=(">", limit),
        proof=proofs.late(succeeded, created, watching.late_ms),
    )  # fmt: skip


def _slow(watching: Watching, running: promql.Expr, slow_ms: int, jobs: proofs.Jobs) -> Alert:
    age = promql.subtract(promql.call("time"), promql.aggregate("min", (), running))
    limit = slow_ms / _SECOND_MS
    return watching.alert(
        "RetrainingSlow", promql.compare(">", age, limit), age, usual=SLOW, title="time that a retraining has been running", unit="seconds",
        condition=f"above {format_duration(slow_ms)}", limit=(">", limit), proof=proofs.slow(jobs, slow_ms),
    )  # fmt: skip
