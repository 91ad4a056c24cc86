"""ServiceMonitors and PodMonitors, or scrape jobs where no operator runs: how Prometheus finds each model's metrics."""

from __future__ import annotations

from tocsin.conventions import object_labels
from tocsin.ir import PodMonitor, ScrapeJob, ServiceMonitor
from tocsin.lower.clients import of_job, of_monitor
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.subject import Subject, monitor_kind, operated
from tocsin.spec.scrape import Scrape

_KSERVE_POD_LABEL = "serving.kserve.io/inferenceservice"
_LLM_POD_LABEL = "app.kubernetes.io/name"


def monitor(context: Context, subject: Subject) -> ServiceMonitor | PodMonitor | None:
    """Return the monitor of `subject`; None without the operator, and when it is not scraped, or by a job that exists already."""
    scrape = subject.spec.scrape
    if not operated(context.resolved) or scrape is None or scrape.job is not None or scrape.port is None:
        return None
    interval, timeout = _timing(context, subject, scrape)
    shared = {
        "name": subject.name,
        "namespace": subject.namespace,
        "labels": {**object_labels(context.platform.name, context.environment), **monitor_labels(context)},
        "selector": _selector(subject),
        "job_label": scrape.job_label or "",
        "target_namespace": subject.namespace,
        "port": scrape.port,
        "path": scrape.path,
        "scheme": scrape.scheme,
        "client": of_monitor(context, scrape, (*subject.at, "scrape")),
        "interval_ms": interval,
        "timeout_ms": timeout,
        "honor_labels": context.resolved.honors(subject.spec),
        "target_labels": dict(scrape.labels),
        "pod_labels": dict(scrape.pod_labels),
        "drop": scrape.drop,
        "sources": subject.sources,
        "at": (*subject.at, "scrape"),
    }
    if monitor_kind(context.resolved, subject.spec) == "pods":
        return PodMonitor(**shared)  # type: ignore[arg-type]  # the fields that both kinds share
    return ServiceMonitor(**shared)  # type: ignore[arg-type]  # the fields that both kinds share


def scrape_job(context: Context, subject: Subject) -> ScrapeJob | None:
    """Return the job that a plain Prometheus needs for `subject`; None with the operator, and without targets."""
    scrape = subject.spec.scrape
    if operated(context.resolved) or scrape is None or not scrape.targets or subject.job is None:
        return None
    interval, timeout = _timing(context, subject, scrape)
    return ScrapeJob(
        name=subject.job,
        targets=scrape.targets,
        path=scrape.path,
        scheme=scrape.scheme,
        client=of_job(context, scrape, (*subject.at, "scrape")),
        interval_ms=interval,
        timeout_ms=timeout,
        honor_labels=context.resolved.honors(subject.spec),
        # What somebody says the scraped series carry must come from somewhere.
        target_labels={**({"namespace": scrape.namespace} if scrape.namespace else {}), **scrape.labels},
        drop=scrape.drop,
        at=(*subject.at, "scrape"),
    )


def monitor_labels(context: Context) -> dict[str, str]:
    """Return the labels without which the declared Prometheus does not see a monitor."""
    prometheus = context.cluster.prometheus
    if prometheus.monitor_labels is not None:
        return dict(prometheus.monitor_labels)
    if prometheus.stack == "kube-prometheus-stack":
        return {"release": prometheus.release or prometheus.stack}
    return {}


def _timing(context: Context, subject: Subject, scrape: Scrape) -> tuple[int, int]:
    """Return the interval and the timeout (0: not said) in milliseconds."""
    if scrape.every is not None:
        context.fresh(scrape.every, (*subject.at, "scrape", "every"))
    # Written out even when it is the server's own: the rules' windows are computed from it.
    interval = milliseconds(scrape.every) if scrape.every else context.scrape_ms
    timeout = milliseconds(scrape.timeout) if scrape.timeout else 0
    if timeout > interval:
        context.findings.add(
            "scrape/timeout-above-interval",
            f"the timeout {scrape.timeout} is longer than the interval {scrape.every or context.cluster.prometheus.scrape_interval}",
            "Prometheus refuses such a job, the operator drops such a monitor whole: shorten `timeout`",
            at=(*subject.at, "scrape", "timeout"),
        )
    return interval, timeout


def _selector(subject: Subject) -> dict[str, str]:
    workload = subject.spec.workload
    if workload is None:
        return {"app": subject.name}
    if workload.labels:
        return dict(workload.labels)
    if workload.kserve is not None:
        return {_KSERVE_POD_LABEL: workload.kserve}
    if workload.llminferenceservice is not None:
        return {_LLM_POD_LABEL: workload.llminferenceservice}
    return {"app": workload.service or subject.workload or subject.name}
