"""A Prometheus that is reached from outside: it asks nobody who he is, and answers everything that it has stored.

https://prometheus.io/docs/operating/security/#prometheus

Bad (-), good (+):
    platform:
      stack:
  -     prometheus: {service: LoadBalancer}  # error
  +     prometheus: {service: ClusterIP}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a Prometheus that a load balancer or a port of every node opens."""
    stack = checked.resolved.spec.platform.stack
    if stack is not None and stack.prometheus.service != "ClusterIP":
        yield Finding(
            message=f"a `{stack.prometheus.service}` opens Prometheus, which has no passwords",
            help="write `service: ClusterIP`, and open it through an Ingress that authenticates, or through Grafana",
            where=checked,
            at=("platform", "stack", "prometheus", "service"),
        )
