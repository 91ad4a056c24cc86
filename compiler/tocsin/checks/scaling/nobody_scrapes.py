"""An autoscaler on a metric of the model's own runtime, and nobody scrapes the model: there is never an answer, and nothing is scaled.

Bad:
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 5}}  # error

Good:
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape: {job: vllm-pods}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 5}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.scaling import PerReplica


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target that only the model itself serves, of a model without a scrape."""
    resolved = checked.resolved
    for at, subject in checked.subjects():
        pack = resolved.packs.get(subject.runtime or "")
        if pack is None or subject.scrape is not None or subject.scaling is None:
            continue
        policy = resolved.spec.policies.get(subject.scaling.policy or "")
        for name, target in {**(policy.targets if policy is not None else {}), **subject.scaling.targets}.items():
            if not isinstance(target, PerReplica):
                continue
            metric = resolved.spec.metrics.get(target.metric or name)
            series = metric.series if isinstance(metric, SeriesMetric) else (target.metric or name) if metric is None else ""
            if pack.metric_of(series) is not None:
                place: Route = (*at, "scaling", "targets", name)
                yield Finding(
                    message=f"`{series}` is served by `{at[1]}` itself, and nothing scrapes it",
                    help="add `scrape: {port: …}`, or name the job that does it already: `scrape: {job: …}`",
                    where=checked,
                    at=place,
                    part="key",
                )
