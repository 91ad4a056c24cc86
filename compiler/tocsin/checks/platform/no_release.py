"""Rules and monitors without the label of the Helm release: the Prometheus of kube-prometheus-stack selects by it, and loads none of them.

The chart's Prometheus takes what is labelled `release: <release>`, unless its values say otherwise. Which release it is tell the addresses
of its services, `<release>-kube-prometheus-prometheus`; what its values say is known where `platform.stack` generates them.
https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml (`ruleSelectorNilUsesHelmValues`)

Bad (-), good (+):
    platform:
      cluster:
        prometheus:
  +       release: monitoring
          address: http://monitoring-kube-prometheus-prometheus.monitoring.svc:9090  # error
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from tocsin.finding import Checked, Finding
from tocsin.regex import late
from tocsin.source import KeyPath
from tocsin.spec.platform import Platform, PrometheusDatasource

NEVER_ALLOWED: Final = True  # what is generated would never be loaded

_CHART: Final = "kube-prometheus-stack"
# The chart's full name is the release with its own name behind, cut at 26 characters.
_SERVICE: Final = late(r"(?P<release>[a-z0-9-]+?)-kube-prometheus(-s|-st|-sta|-stac|-stack)?-(prometheus|alertmanager)")
_AT: Final[KeyPath] = ("platform", "cluster", "prometheus")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield labels that the chart's Prometheus surely does not select by, and addresses of another release than the labels tell."""
    platform = checked.resolved.spec.platform
    if platform.cluster.prometheus.stack != _CHART:
        return
    written = {"monitor_labels": checked.platform.cluster.monitor_labels}
    if platform.cluster.prometheus.ruler == "prometheus":  # another must be the only one that selects the rules
        written["rule_labels"] = checked.platform.cluster.rule_labels
    if platform.stack is not None:
        yield from (_unselected(checked, key, platform) for key, labels in written.items() if labels.get("release") != _release(platform))
    # With labels of one's own the chart's values say otherwise, or else the above.
    if any("release" in labels for labels in written.values()):
        for at, name in _names(platform):
            found = _SERVICE.fullmatch(name)
            if found is not None and found["release"] not in {labels.get("release") for labels in written.values()}:
                yield _of_another(checked, at, found["release"])
                return


def _release(platform: Platform) -> str:
    return platform.cluster.prometheus.release or _CHART


def _unselected(checked: Checked, key: str, platform: Platform) -> Finding:
    return Finding(
        message=f"Prometheus selects by `release: {_release(platform)}`, which is not among `{key}`",
        help=f"add it, or remove `{key}`: the values in `platform.stack` leave the chart's selectors as they are",
        where=checked,
        at=(*_AT, key),
        part="key",
    )


def _of_another(checked: Checked, at: KeyPath, release: str) -> Finding:
    return Finding(
        message=f"this is a service of the release `{release}`, whose Prometheus selects by `release: {release}`: nothing is labelled so",
        help=f"write `release: {release}` at `platform.cluster.prometheus`",
        where=checked,
        at=at,
    )


def _names(platform: Platform) -> Iterator[tuple[KeyPath, str]]:
    """Yield the names of services of the chart that the platform states, and where."""
    cluster = platform.cluster
    if cluster.prometheus.address is not None:
        yield (*_AT, "address"), _host(cluster.prometheus.address)
    if cluster.alertmanager.name is not None:
        yield ("platform", "cluster", "alertmanager", "name"), cluster.alertmanager.name
    for name, source in platform.datasources.items():
        if isinstance(source, PrometheusDatasource):
            yield ("platform", "datasources", name, "url"), _host(source.url)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").partition(".")[0]
