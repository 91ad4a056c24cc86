"""Probes of a plain Prometheus, and nobody has said where the blackbox exporter is: it is asked where a chart of Kubernetes would put it.

Where nothing answers there, the alert is that nothing is heard of the probe, and never that it fails. Who has installed it there says so.

Bad (-), good (+):
  - platform: {cluster: {prometheus: {stack: prometheus}}}  # error
  + platform: {cluster: {prometheus: {stack: prometheus}, blackbox: {address: "blackbox:9115"}}}
    components:
      app:
        scrape: {targets: ["app:8000"]}
        probes: {alive: {url: "https://app.example.org/health"}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield one finding where a platform without the operator has probes, and no address of who asks them."""
    cluster = checked.resolved.spec.platform.cluster
    if checked.platform.cluster.finds_targets or "address" in cluster.blackbox.model_fields_set:
        return
    probe = next(((at[1], name) for at, subject in checked.subjects for name in subject.probes), None)
    if probe is not None:
        yield Finding(
            message=f"nobody says where the blackbox exporter is, and `{probe[1]}` of `{probe[0]}` asks it at `{cluster.blackbox.address}`",
            help='say where it is: `platform: {cluster: {blackbox: {address: "blackbox:9115"}}}`',
            where=checked,
            at=("platform", "cluster", "prometheus", "stack"),
        )
