"""A series that the kubelet or kube-state-metrics serves, asked for as one that a model serves itself: of its job there is none.

Without its pack in `use:` nobody knows whose it is, and what no pack knows is taken to be on the page of whoever asks for it. What compares
it never fires, and where `no_data` says so it is told to be missing.

Bad (-), good (+):
  + use: [cadvisor-kubelet]
    metrics:
  -   disk_free: {series: kubelet_volume_stats_available_bytes, type: gauge}  # error
  +   disk_free: {series: kubelet_volume_stats_available_bytes}
    components:
      vectors:
        workload: {statefulset: qdrant}
        scrape: {port: 6333}
        thresholds: {disk_free: {below: 5GiB, for: 5m}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import catalog, promql
from tocsin.finding import Checked, Finding
from tocsin.raw import declared
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model

_KUBELET: Final = "cadvisor-kubelet"
_OBJECTS: Final = "kube-state-metrics"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every series of these two, without its pack, that a rule expects from the job of a workload of ours."""
    narrowed = {series for each in checked.conditions if "job" in each.where for series in each.series}
    for each in declared(checked):
        series = each.metric.series
        if each.known is not None or each.metric.pack is not None or series in narrowed:
            continue
        packs = [pack.name for pack, _ in catalog.find(series)]
        if packs not in ([_KUBELET], [_OBJECTS]) or packs[0] in checked.resolved.packs:
            continue
        asking = next((at for at, subject in checked.subjects if _is_another(subject, packs[0]) and _expects(checked, at, series)), None)
        if asking is not None:
            yield Finding(
                message=f"`{series}` is a series of `{packs[0]}`, and `{asking[1]}` asks for one that it serves itself",
                help=f"add `{packs[0]}` to `use:`, which knows whose it is",
                where=checked,
                at=(*each.at, "series"),
            )


def _is_another(subject: Model | Component, pack: str) -> bool:
    """Tell whether what is scraped for `subject` is surely not the exporter: a component may run one, and cAdvisor may run on each node."""
    workload = subject.workload
    ours = subject.scrape is not None and subject.scrape.job is None and workload is not None and workload.daemonset is None
    return ours and (isinstance(subject, Model) or pack == _KUBELET or subject.runtime is not None)


def _expects(checked: Checked, at: KeyPath, series: str) -> bool:
    return any(
        selector.metric is not None and selector.metric.startswith(series) and any(each.label == "job" for each in selector.matchers)
        for rule in checked.rules
        if rule.at[:2] == at
        for selector in promql.selectors(rule.expr)
    )
