"""Every phase but one: what has succeeded is counted among what is wrong.

`phase!="Running"` takes Pending, Failed and Unknown, and also Succeeded: each finished Job is an unhealthy pod for ever.
https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   unhealthy: {expr: 'sum by (namespace) (kube_pod_status_phase{phase!="Running"})', unit: pods}  # error
  +   unhealthy: {expr: 'sum by (namespace) (kube_pod_status_phase{phase=~"Pending|Failed|Unknown"})', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import series
from tocsin.regex.patterns import satisfies


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every matcher that takes all phases of a pod but some, and Succeeded among them."""
    for written, selector, _, seen in series(checked):
        if selector.metric != "kube_pod_status_phase":
            continue
        phases = [matcher for matcher in selector.matchers if matcher.label == "phase"]
        negated = next((matcher for matcher in phases if matcher.op in {"!=", "!~"}), None)
        if negated is not None and all(satisfies(each.op, each.value, "Succeeded") for each in phases):
            message = "all other phases are taken, and `Succeeded` is one of them"
            remedy = 'write the phases that are meant: `phase=~"Pending|Failed|Unknown"`'
            yield written.finding(message, remedy, written.matcher(negated, seen))
