"""Replicas that do not fit into the quota: the last ones stay pending, and the autoscaler believes that they will come.

What there is says `platform.quota`, what a replica takes `workload.gpus`. The fewest replicas of all models must fit together, the most of
each one alone.

Bad (-), good (+):
    platform: {name: shop, namespace: ml, quota: {gpus: 4}}
    models:
      chat:
        workload: {deployment: chat, gpus: 2}
        scaling:
  -       replicas: {min: 1, max: 3}  # error
  +       replicas: {min: 1, max: 2}
          targets: {cpu: 70%}
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.models import Workload


class _Replicas(Struct, frozen=True):
    """How many replicas a workload has, at the least and the most, and where the one and the other is said."""

    fewest: int
    most: int
    fewest_at: KeyPath
    most_at: KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every workload with which the quota is exceeded, by its own maximum or by everybody's minimum."""
    quota = checked.resolved.spec.platform.quota
    for what, granted in (("gpus", quota.gpus), ("pods", quota.pods)):
        if granted is not None:
            yield from _beyond(checked, what, granted)


def _beyond(checked: Checked, what: str, granted: int) -> Iterator[Finding]:
    word, together = {"gpus": "GPUs", "pods": "pods"}[what], 0
    for workload, replicas in _workloads(checked):
        each = (workload.gpus or 0) if what == "gpus" else 1
        before, together = together, together + replicas.fewest * each
        if before <= granted < together:
            message = f"the fewest replicas of all so far take {together} {word}, and there are {granted}"
            at = replicas.fewest_at
        elif replicas.most * each > granted:
            message, at = f"{replicas.most} replicas take {replicas.most * each} {word}, and there are {granted}", replicas.most_at
        else:
            continue
        yield Finding(
            message=message,
            help=f"ask for fewer replicas, or for more in `platform.quota.{what}`",
            where=checked,
            at=at,
            notes=(("the quota is", checked, ("platform", "quota", what)),),
        )


def _workloads(checked: Checked) -> Iterator[tuple[Workload, _Replicas]]:
    """Yield the workloads in the platform's own namespace whose replicas are known, each once."""
    platform = checked.resolved.spec.platform
    scaled = {autoscaler.at[:2]: autoscaler for autoscaler in checked.platform.autoscalers}
    seen: list[dict[str, str]] = []
    for at, subject in checked.subjects:
        workload, autoscaler = subject.workload, scaled.get(at)
        if workload is None or (subject.namespace or platform.namespace) != platform.namespace:
            continue
        if workload.objects() in seen:
            continue
        seen.append(workload.objects())
        if autoscaler is not None:
            said: KeyPath = (*autoscaler.at, "replicas")
            yield workload, _Replicas(autoscaler.minimum, autoscaler.maximum, (*said, "min"), (*said, "max"))
        elif workload.replicas is not None:
            said = (*at, "workload", "replicas")
            yield workload, _Replicas(workload.replicas, workload.replicas, said, said)
