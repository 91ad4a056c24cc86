"""Where whoever is called looks first: what Prometheus says, the panel, what runs it, and what the author says elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final
from urllib.parse import urlencode

from tocsin import ir
from tocsin.conventions import AUTOSCALER_LABEL, OVERVIEW_TAG
from tocsin.source import KeyPath

_PLATFORM: Final[KeyPath] = ("platform",)


class Places:
    """What the pages of a platform name beside its alerts."""

    def __init__(self, platform: ir.Platform) -> None:
        self._dashboards: dict[KeyPath, list[ir.Dashboard]] = {}
        self._panels: dict[tuple[str, KeyPath], list[ir.Panel]] = {}
        self._probes = {probe.at: probe for probe in platform.monitors if isinstance(probe, ir.Probe)}
        self._schedules = {schedule.at: schedule for schedule in platform.schedules}
        for dashboard in platform.dashboards:
            # What is about all models is seen where all are surveyed.
            self._dashboards.setdefault(_PLATFORM if OVERVIEW_TAG in dashboard.tags else dashboard.at, []).append(dashboard)
            for panel in dashboard.panels:
                for at in dict.fromkeys((panel.at, *(watch.at for watch in panel.watched))):
                    self._panels.setdefault((dashboard.uid, at), []).append(panel)

    def of(self, alert: ir.Alert, subject: str, rules: ir.RuleObject) -> Iterator[str]:
        """Yield a line for each place."""
        yield f'`ALERTS{{alertname="{alert.name}"}}` in Prometheus: since when, and of what'
        link = alert.annotations.get("dashboard_url")
        for dashboard in self._dashboards.get(_PLATFORM if alert.at[:1] == _PLATFORM else alert.at[:2], ()):
            panel = _panel_of(alert, self._panels.get((dashboard.uid, alert.at), ()))
            called = f"[{dashboard.title}]({link})" if link is not None and link.endswith(f"/d/{dashboard.uid}") else f"*{dashboard.title}*"
            yield f"Dashboard {called}" + (f", panel *{panel}*" if panel is not None else "")
        elsewhere = alert.annotations.get("runbook_url", "")
        if elsewhere and alert.name not in elsewhere:
            yield f"The runbook of {subject}: <{elsewhere}>"
        if alert.at in self._probes:
            yield from _asked(self._probes[alert.at])
        if alert.at in self._schedules:
            yield f"What trains {subject}: {_trained_by(self._schedules[alert.at])}"
        elif rules.workload:
            yield f"What runs {subject}: {_looked_at(rules.namespace, rules.workload)}"
        if AUTOSCALER_LABEL in alert.labels:
            yield f"What scales {subject}: `kubectl -n {rules.namespace} describe hpa/{alert.labels[AUTOSCALER_LABEL]}`"


def _panel_of(alert: ir.Alert, panels: Sequence[ir.Panel]) -> str | None:
    """Return the title of the panel that shows what `alert` watches, of those of its place in the spec.

    A probe has a panel of its answers and one of how long they take, an objective one of its budget and one of its burn rate: the right
    one is watched by the alert, or is called as what is missing.
    """
    watched = (panel.title for panel in panels if ir.Watch.of(alert) in panel.watched)
    alike = (panel.title for panel in panels if panel.title.lower() == alert.title.lower())
    only = (panel.title for panel in panels if len(panels) == 1)
    return next(chain(watched, alike, only), None)


def _asked(probe: ir.Probe) -> Iterator[str]:
    """Yield what a probe asks, each with how to ask the blackbox exporter itself: https://github.com/prometheus/blackbox_exporter#debugging."""
    for target in probe.targets:
        question = urlencode({"module": probe.module, "target": target, "debug": "true"})
        yield f"What the probe asks: `{target}`; in the cluster `curl 'http://{probe.prober}/probe?{question}'` tells each step"


def _trained_by(schedule: ir.Schedule) -> str:
    """Return how to look at a schedule, and at its runs."""
    kubectl = f"kubectl -n {schedule.namespace}"
    kind, runs = ("cronworkflow", "workflows") if isinstance(schedule.runs, ir.Workflow) else ("cronjob", "jobs")
    return f"`{kubectl} describe {kind}/{schedule.name}`, `{kubectl} get {runs} --sort-by .metadata.creationTimestamp`"


def _looked_at(namespace: str, workload: str) -> str:
    """Return how to look at a workload; of what Kubernetes does not know itself, kubectl finds no log."""
    kubectl = f"kubectl -n {namespace}"
    described = f"`{kubectl} describe {workload}`"
    return f"{described}, `{kubectl} logs {workload} --tail 100`" if workload.partition("/")[0] in _WITH_LOGS else described


_WITH_LOGS: Final = frozenset({"deployment", "statefulset", "daemonset"})
