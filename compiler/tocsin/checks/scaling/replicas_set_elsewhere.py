"""Replicas in the manifest of what is scaled: every deployment of it sets them back, until the autoscaler looks again.

https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling

Bad (-), good (+):
    models:
      chat:
  -     workload: {deployment: chat, replicas: 3}  # error
  -     scaling: {replicas: {min: 1, max: 9}, targets: {cpu: 70%}}
  +     workload: {deployment: chat}
  +     scaling: {replicas: {min: 3, max: 9}, targets: {cpu: 70%}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.spec.models import Workload


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the replicas of every workload that an autoscaler has for its target."""
    scaled = {(each.namespace, each.target.kind, each.target.name): each for each in checked.platform.autoscalers}
    for at, subject in checked.subjects if scaled else ():
        if subject.workload is None or subject.workload.replicas is None:
            continue
        namespace = subject.namespace or checked.platform.namespace
        autoscaler = scaled.get((namespace, *_object(subject.workload)))
        if autoscaler is not None:
            yield Finding(
                message=f"the manifest asks for {subject.workload.replicas} replicas, and the autoscaler decides how many there are",
                help="take `replicas` out of the manifest and from here; `scaling.replicas.min` is what it begins with",
                where=checked,
                at=(*at, "workload", "replicas"),
                notes=(("it is scaled", checked, autoscaler.at),),
            )


def _object(workload: Workload) -> tuple[str, str]:
    """Return kind and name of what has the replicas."""
    if workload.predictor is not None:
        return "Deployment", workload.predictor
    if workload.statefulset is not None:
        return "StatefulSet", workload.statefulset
    return ("Rollout", workload.rollout) if workload.rollout is not None else ("Deployment", workload.deployment or "")
