"""A key that nothing reads, because of another key beside it: its author believes that it does something.

What `defaults:`, a profile or a runtime bring is meant for others too, and what only one environment's patch leaves idle is no fault.

Bad (-), good (+):
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          queue:
  -         above: {warning: 50, critical: 100}
  +         above: {info: 50, critical: 100}
            for: 5m
  -         severity: info  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tocsin.finding import Checked, Finding
from tocsin.section import Section
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ClientTls
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Component, Model
from tocsin.spec.prices import CostMetric
from tocsin.spec.retraining import Retraining
from tocsin.spec.scaling import PerReplica, ScalingPolicy
from tocsin.spec.scrape import Scrape
from tocsin.spec.serving import serving

OF_EACH_PLATFORM: Final = True
FROM_ABSENCE: Final = "platform"
IN_VAIN: Final = True


class _Idle(NamedTuple):
    """Why keys have no effect, and what else may be meant than to leave them out."""

    why: str
    instead: str


_COST_OF_A_TIME: Final = _Idle("it is about `per:`, and this is the cost of a time", "name what is paid for with `per:`")
_UNROUTED: Final = _Idle("without `routing:` no Alertmanager is configured", "add `routing: {receiver: ...}`")
_UNSELECTED: Final = {
    "prometheus": _Idle("where no operator runs, nothing selects rules or monitors by labels", "name the `stack:` that is installed"),
    "google": _Idle("Google's managed service takes rules and PodMonitorings by no label", "name the `stack:` that is installed"),
}
_NOWHERE: Final = _Idle("it is how to be let in at `address`, and `prometheus-operated` asks nobody who they are", "write `address:`")
_OF_GOOGLE: Final = _Idle("Google's managed service finds pods, and calls the job after the PodMonitoring", "name the job that exists")
_OVERRIDDEN: Final = {
    "openshift": _Idle("OpenShift lets no exporter's labels win", "read what they are stored as, `exported_<label>`"),
    "google": _Idle("Google's managed service lets no exporter's labels win", "read what they are stored as, `exported_<label>`"),
}
_UNDRAWN: Final = _Idle("it has no dashboard: `dashboard: false`", "let it have one")
_PROBED: Final = _Idle("a probe is asked for by its name", "name a probe of these targets only")
_LADDERED: Final = _Idle("each limit has a severity of its own", "write one limit")
_ANYBODY: Final = _Idle("`insecure_skip_verify` accepts any certificate", "`insecure_skip_verify`")
_EXISTING: Final = _Idle("the job that collects these metrics exists, and is told elsewhere how", "`job`, to have one generated")
_LISTED: Final = _Idle("`targets` says what is asked", "`targets`, for the operator to find them")
_SILENT: Final = _Idle("`down: null` asks for no alert", "say how long they may be down")
_PUSHED: Final = _Idle("what is pushed has no target that could be down", "`pushed`, when something is scraped")
_AWAKE: Final = _Idle("KEDA reads it only when `min` is 0", "write `replicas: {min: 0, ...}`")
_DISABLED: Final = _Idle("`disabled: true` means never in this direction", "remove `disabled`")
_UNCALLED: Final = _Idle("nobody is called", "add `to:` and `when:`")
_NO_ALERT_OF_ITS: Final = _Idle("it is that of `older_than` and `new_samples`; thresholds have their own", "write it at the thresholds")


class _Asked(NamedTuple):
    """Keys of a section that share a fate, at its place."""

    at: KeyPath
    section: Section
    keys: tuple[str, ...]
    idle: _Idle | None
    """None: they have an effect."""


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every key that has no effect in any environment that has it."""
    idle: dict[tuple[str, KeyPath], Finding] = {}
    working: list[tuple[Checked, _Asked]] = []
    for checked in estate:
        for asked in _asked(checked):
            if asked.section.model_fields_set.isdisjoint(asked.keys):
                continue
            if asked.idle is None:
                working.append((checked, asked))
                continue
            for key in _said(checked, asked):
                message, remedy = f"`{key}` has no effect: {asked.idle.why}", f"remove `{key}`, or {asked.idle.instead}"
                finding = Finding(message=message, help=remedy, where=checked, at=(*asked.at, key), part="key")
                idle.setdefault((checked.named_at, finding.at), finding)
    for checked, asked in working if idle else ():  # seldom: only then it matters what has an effect
        for key in _said(checked, asked):
            idle.pop((checked.named_at, (*asked.at, key)), None)
    yield from idle.values()


def _said(checked: Checked, asked: _Asked) -> Iterator[str]:
    """Yield the keys that a section says itself: in its own place, or in the patch of an environment."""
    for key in asked.keys:
        if key in asked.section.model_fields_set and getattr(asked.section, key):
            at = (*asked.at, key)
            written = checked.resolved.origins.written(at)[1]
            if written == at or written[:1] == ("environments",):
                yield key


def _asked(checked: Checked) -> Iterator[_Asked]:
    """Yield all keys that may have no effect."""
    spec = checked.resolved.spec
    for at, subject in checked.subjects:
        yield from _of_subject(checked, at, subject)
    for name, policy in spec.policies.items():
        yield from _directions(("policies", name), policy)
    for name, metric in spec.metrics.items():
        if isinstance(metric, SeriesMetric) and (metric.buckets or metric.native):
            yield from _of_series(checked, name, metric)
        elif isinstance(metric, CostMetric):
            yield _Asked(("metrics", name, "cost"), metric.cost, ("each",), _COST_OF_A_TIME if metric.cost.per is None else None)
    yield _Asked((), spec, ("alertmanager",), _UNROUTED if spec.routing is None else None)
    server, at = spec.platform.cluster.prometheus, ("platform", "cluster", "prometheus")
    yield _Asked(at, server, ("access",), None if server.address is not None else _NOWHERE)
    yield _Asked(at, server, ("rule_labels", "monitor_labels"), _UNSELECTED.get(server.stack))
    release = _Idle(f"it is one of kube-prometheus-stack, and the stack is `{server.stack}`", "write `stack: kube-prometheus-stack`")
    yield _Asked(at, server, ("release",), release if server.stack != "kube-prometheus-stack" else None)


def _of_subject(checked: Checked, at: KeyPath, subject: Model | Component) -> Iterator[_Asked]:
    if isinstance(subject, Component):
        yield _Asked(at, subject, ("known_as",), _Idle("only models are found by their names", "select its series with `where:`"))
    yield _Asked(at, subject, ("panels",), None if subject.dashboard else _UNDRAWN)
    if subject.scrape is not None:
        yield from _of_scrape((*at, "scrape"), subject.scrape, checked.resolved.spec.platform.cluster.prometheus.stack)
    for place, tls in _tls_of(at, subject):
        yield _Asked(place, tls, ("ca",), _ANYBODY if tls.insecure_skip_verify else None)
    yield from _of_scaling(checked, (*at, "scaling"), subject)
    if isinstance(subject, Model) and subject.retraining is not None:
        yield from _of_retraining((*at, "retraining"), subject.retraining)
    for name, slo in subject.slos.items():
        if slo.probe is not None:
            yield _Asked((*at, "slos", name), slo, ("where", "by"), _PROBED)
    for name, threshold in subject.thresholds.items():
        if "severity" in threshold.model_fields_set:
            laddered = all(step.severity is not None for step in threshold.steps())
            yield _Asked((*at, "thresholds", name), threshold, ("severity",), _LADDERED if laddered else None)


def _tls_of(at: KeyPath, subject: Model | Component) -> Iterator[tuple[KeyPath, ClientTls]]:
    """Yield how what is scraped and probed is trusted."""
    if subject.scrape is not None and subject.scrape.tls is not None:
        yield (*at, "scrape", "tls"), subject.scrape.tls
    for name, probe in subject.probes.items():
        for key, asked in (("http", probe.http), ("tcp", probe.tcp)):
            if asked is not None and isinstance(asked.tls, ClientTls):
                yield (*at, "probes", name, key, "tls"), asked.tls


def _of_scrape(at: KeyPath, scrape: Scrape, stack: str) -> Iterator[_Asked]:
    of_google = _OF_GOOGLE if stack == "google" else None
    # Its port, its path and what it drops are facts of an existing job, too, which other checks read.
    elsewhere = _EXISTING if scrape.job is not None else None
    yield _Asked(at, scrape, ("scheme", "timeout", "tls", "basic_auth", "authorization", "oauth2"), elsewhere)
    yield _Asked(at, scrape, ("job_label",), elsewhere or (_LISTED if scrape.targets else of_google))
    yield _Asked(at, scrape, ("through",), _LISTED if scrape.targets else of_google)
    yield _Asked(at, scrape, ("honor_labels",), _OVERRIDDEN.get(stack))
    silent = _PUSHED if scrape.pushed else _SILENT if scrape.down is None else None
    yield _Asked(at, scrape, ("severity", "alert", "component"), silent)
    yield _Asked(at, scrape, ("down",), _PUSHED if scrape.pushed else None)


def _of_scaling(checked: Checked, at: KeyPath, subject: Model | Component) -> Iterator[_Asked]:
    scaling = subject.scaling
    if scaling is None:
        return
    by_keda = (scaling.by or checked.resolved.spec.platform.cluster.autoscaler) == "keda"
    idle = _AWAKE if by_keda and not _may_sleep(checked, subject) else None
    yield _Asked(at, scaling, ("cooldown",), idle)
    for name, target in scaling.targets.items():
        if isinstance(target, PerReplica):
            yield _Asked((*at, "targets", name), target, ("activation",), idle)
    yield from _directions(at, scaling)


def _directions(at: KeyPath, scaling: ScalingPolicy) -> Iterator[_Asked]:
    for key, direction in (("up", scaling.up), ("down", scaling.down)):
        if direction is not None:
            keys = ("window", "by", "every", *(("when",) if key == "down" else ()))
            yield _Asked((*at, key), direction, keys, _DISABLED if direction.disabled else None)


def _of_retraining(at: KeyPath, retraining: Retraining) -> Iterator[_Asked]:
    yield _Asked(at, retraining, ("again",), _UNCALLED if retraining.to is None else None)
    if retraining.when is not None:
        alerts = retraining.when.older_than is not None or retraining.when.new_samples is not None
        yield _Asked((*at, "when"), retraining.when, ("severity",), None if alerts else _NO_ALERT_OF_ITS)


def _of_series(checked: Checked, name: str, metric: SeriesMetric) -> Iterator[_Asked]:
    found = (pack.metric_of(metric.series) for pack in serving(checked.resolved, name, None))
    kind = metric.type or next((each.type for each in found if each is not None), None)
    idle = _Idle(f"`{metric.series}` is a {kind}, which has no buckets", "write `type: histogram`")
    yield _Asked(("metrics", name), metric, ("buckets", "native"), idle if kind not in {"histogram", None} else None)


def _may_sleep(checked: Checked, subject: Model | Component) -> bool:
    workload = subject.workload
    asleep = workload is not None and (workload.mode == "Knative" or workload.replicas == 0)
    return asleep or checked.resolved.fewest(subject) == 0
