"""A resolved spec in, the IR of one platform in one environment out."""

from __future__ import annotations

from tocsin.diagnostics import Diagnostic
from tocsin.ir import Cluster, Platform
from tocsin.lower.analyses import analyses
from tocsin.lower.context import Context, version
from tocsin.lower.dashboards import dashboards
from tocsin.lower.exposition import exposed, metrics
from tocsin.lower.inhibition import inhibition
from tocsin.lower.known_names import check_names
from tocsin.lower.large_objects import check_sizes
from tocsin.lower.monitors import monitor, monitor_labels, scrape_job
from tocsin.lower.probes import modules, probes
from tocsin.lower.retraining import schedule_of
from tocsin.lower.rewriting.clusters import of_its_cluster
from tocsin.lower.rewriting.spellings import both_spellings
from tocsin.lower.routing import routing
from tocsin.lower.rules import rule_labels, rule_objects
from tocsin.lower.scaling import adapter_rules, check_unused, scaled
from tocsin.lower.stack import alertmanager_secret, stack
from tocsin.lower.subject import by_google, operated
from tocsin.spec.resolved import Resolved

__all__ = ["lower"]


def lower(resolved: Resolved) -> tuple[Platform, tuple[Diagnostic, ...]]:
    """Return the platform, and every mistake found; with one, the platform is incomplete and must not be written."""
    context = Context(resolved)
    subjects = context.subjects
    context.metrics.check(subjects)
    rules = tuple(rule_objects(context, subjects))
    scalings = tuple(each for subject in subjects if (each := scaled(context, subject)) is not None)
    autoscalers = tuple(each.autoscaler for each in scalings)
    monitors = [scraped for subject in subjects if (scraped := monitor(context, subject)) is not None]
    jobs = tuple(job for subject in subjects if (job := scrape_job(context, subject)) is not None)
    probe_monitors = [each for subject in subjects for each in probes(context, subject, monitor_labels(context))]
    alertmanager = routing(context, rules)
    check_unused(context, subjects)
    check_names(context, subjects)
    served = adapter_rules(context, scalings)
    platform = Platform(
        name=context.platform.name,
        environment=resolved.environment,
        namespace=context.platform.namespace,
        sources=_sources(context),
        cluster=_cluster(context),
        rules=rules,
        monitors=(*monitors, *probe_monitors),
        jobs=jobs,
        modules=tuple(each for subject in subjects for each in modules(context, subject)),
        autoscalers=autoscalers,
        adapter_rules=served,
        patches=tuple(each.patch for each in scalings if each.patch is not None),
        routing=alertmanager,
        inhibit=tuple(inhibition(context, rules)) if alertmanager is None else (),
        dashboards=tuple(dashboards(context, subjects, rules, autoscalers)),
        proofs=context.platform.proofs,
        stack=stack(context, alertmanager.secrets if alertmanager is not None else None),
        analyses=tuple(analyses(context, subjects)),
        schedules=tuple(schedule for subject in subjects if (schedule := schedule_of(context, subject)) is not None),
        # Last: the metrics that panels and analyses name are known only now.
        metrics=tuple(metrics(context)),
        subjects=tuple(exposed(context, subjects)),
    )
    check_sizes(context, platform)
    platform = of_its_cluster(both_spellings(platform, resolved.packs), resolved)
    return platform, tuple(context.findings.diagnostics)


def _sources(context: Context) -> tuple[str, ...]:
    """Return the spec files that say something about the platform, sorted."""
    origins = context.resolved.origins
    shared = (("platform",), *(("metrics", name) for name in context.resolved.spec.metrics))
    return tuple(sorted({file for subject in context.subjects for file in subject.sources} | {origins.file(at) for at in shared}))


def _cluster(context: Context) -> Cluster:
    cluster = context.cluster
    return Cluster(
        prometheus=context.prometheus,
        alertmanager=version(cluster.alertmanager.version),
        operator=operated(context.resolved) and not by_google(context.resolved),
        ruler=cluster.prometheus.ruler,
        google=by_google(context.resolved),
        rule_labels=rule_labels(context),
        monitor_labels=monitor_labels(context),
        alertmanager_delivery=cluster.alertmanager.delivery,
        alertmanager_secret=alertmanager_secret(context),
        alertmanager_namespace=cluster.alertmanager.namespace or cluster.prometheus.namespace,
        alertmanager_strategy=cluster.alertmanager.matcher_strategy,
        grafana_delivery=cluster.grafana.delivery,
        grafana_namespace=cluster.grafana.namespace or cluster.prometheus.namespace,
        grafana_instance=cluster.grafana.instance,
        blackbox_namespace=_exporter_namespace(context),
        external_labels=dict(context.cluster.prometheus.external_labels),
        series_labels=dict(context.cluster.prometheus.series_labels or {}),
    )


def _exporter_namespace(context: Context) -> str:
    """Return the namespace of the blackbox exporter: `<service>.<namespace>` or `<service>.<namespace>.svc...` say it.

    A bare name is looked up from Prometheus, and so in its namespace; of any other address nobody knows a namespace.
    """
    blackbox = context.cluster.blackbox
    labels = blackbox.address.rpartition(":")[0].split(".")
    said = labels[1] if len(labels) == 2 or labels[2:3] == ["svc"] else None  # noqa: PLR2004  # a service and its namespace
    return blackbox.namespace or said or context.cluster.prometheus.namespace
