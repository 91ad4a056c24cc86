"""A scrape of what the declared stack installs and scrapes itself: every sample is stored twice, and every sum is twice as high.

kube-prometheus-stack brings the node exporter, kube-state-metrics and the kubelet's cAdvisor with monitors of their own.

Bad (-), good (+):
    platform: {stack: {}}
    components:
      nodes:
        runtime: node-exporter
  -     workload: {daemonset: node-exporter}
  -     scrape: {port: 9100}  # error
  +     scrape: {job: node-exporter}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of our own making of a program that the platform's stack installs."""
    stack = checked.resolved.spec.platform.stack
    if stack is None:
        return
    installed = {"node-exporter": stack.node_exporter, "kube-state-metrics": stack.kube_state_metrics, "cadvisor-kubelet": True}
    for each in checked.scrapes:
        if each.scrape.job is None and installed.get(each.subject.runtime or ""):
            yield Finding(
                message=f"`platform.stack` installs `{each.subject.runtime}` and scrapes it already",
                help="name that job: `scrape: {job: …}`; or do without it in the stack",
                where=checked,
                at=each.at,
                part="key",
            )
