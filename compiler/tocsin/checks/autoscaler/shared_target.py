"""Two autoscalers on one workload: Kubernetes then reports AmbiguousSelector and neither scales.

https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/

Bad (-), good (+):
    models:
      chat: {workload: {deployment: llm}, scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}
  -   code:
  -     workload: {deployment: llm}
  -     scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}  # error
  +   code: {workload: {deployment: code}, scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.ir import Autoscaler


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every autoscaler whose target another one scales already, of any platform in the same cluster."""
    seen: dict[tuple[str, ...], tuple[Checked, Autoscaler]] = {}
    for checked in estate:
        clusters = checked.clusters
        for autoscaler in checked.platform.autoscalers:
            target = autoscaler.target
            workload = (autoscaler.namespace, target.kind, target.name)
            known = [seen.setdefault((cluster, *workload), (checked, autoscaler)) for cluster in clusters]
            first, other = next((each for each in known if each[0] is not checked), known[0])
            # One object generated twice is another fault: object/duplicate.
            if other is not autoscaler and other.name != autoscaler.name:
                yield Finding(
                    message=f"the {target.kind} `{target.name}` already has an autoscaler",
                    help="keep one `scaling` for each workload: two block each other",
                    where=checked,
                    at=autoscaler.at,
                    part="key",
                    notes=(("the other one is", first, other.at),),
                )
