"""A Grafana that is reached from outside over HTTP: its passwords and sessions can be read on the way.

https://grafana.com/docs/grafana/latest/setup-grafana/set-up-https/

Bad:
    platform:
      stack:
        grafana: {service: LoadBalancer}  # error

Good:
    platform:
      stack:
        grafana: {service: LoadBalancer, tls: grafana-tls}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a Grafana that a load balancer or a port of every node opens without TLS; an internal balancer is no encryption."""
    stack = checked.resolved.spec.platform.stack
    if stack is None or stack.grafana.service == "ClusterIP" or stack.grafana.tls is not None:
        return
    yield Finding(
        message=f"a `{stack.grafana.service}` opens Grafana, and people would send it their passwords over plain HTTP",
        help="name a Secret of the type kubernetes.io/tls: `tls: grafana-tls`, or use `service: ClusterIP` behind an Ingress that has one",
        where=checked,
        at=("platform", "stack", "grafana", "service"),
    )
