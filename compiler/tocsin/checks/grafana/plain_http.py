"""A Grafana that is reached from outside over HTTP: its passwords and sessions can be read on the way.

https://grafana.com/docs/grafana/latest/setup-grafana/set-up-https/

Bad (-), good (+):
    platform:
      stack:
  -     grafana: {service: LoadBalancer, admin: grafana-admin}  # error
  +     grafana: {service: LoadBalancer, admin: grafana-admin, tls: grafana-tls}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.hosts import is_public


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a Grafana that is opened without TLS, and an address on the internet to which alerts send people over HTTP.

    A load balancer opens it, or a port of every node; an internal balancer is no encryption.
    """
    platform = checked.resolved.spec.platform
    url = platform.cluster.grafana.url or ""
    if url.startswith("http://") and is_public(url):
        yield Finding(
            message="every alert links there, and people would send their passwords over plain HTTP",
            help=f"write `https://{url.removeprefix('http://')}`",
            where=checked,
            at=("platform", "cluster", "grafana", "url"),
        )
    stack = platform.stack
    if stack is None or stack.grafana.service == "ClusterIP" or stack.grafana.tls is not None:
        return
    yield Finding(
        message=f"a `{stack.grafana.service}` opens Grafana, and people would send it their passwords over plain HTTP",
        help="name a Secret of the type kubernetes.io/tls: `tls: grafana-tls`, or use `service: ClusterIP` behind an Ingress that has one",
        where=checked,
        at=("platform", "stack", "grafana", "service"),
    )
