"""A Grafana that is reached from outside with the password of its chart: older releases of kube-prometheus-stack publish theirs.

Without a Secret of one's own the administrator is `admin`, with the password `prom-operator` where the chart has not been told another.
https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml (`grafana.adminPassword`)

Bad (-), good (+):
    platform:
      stack:
        grafana:
          service: LoadBalancer  # error
          tls: grafana-tls
  +       admin: grafana-admin
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a Grafana that a load balancer on the internet or a port of every node opens, whose password nobody chose."""
    stack = checked.resolved.spec.platform.stack
    if stack is not None and stack.grafana.service != "ClusterIP" and not stack.grafana.internal and stack.grafana.admin is None:
        yield Finding(
            message=f"a `{stack.grafana.service}` opens Grafana, and its administrator has the chart's own password",
            help="name a Secret with the keys `admin-user` and `admin-password`: `admin: grafana-admin`",
            where=checked,
            at=("platform", "stack", "grafana", "service"),
        )
