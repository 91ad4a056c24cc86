"""Probes: the objects that have the blackbox exporter ask from outside, its modules, and the alerts on the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tocsin import promql, units
from tocsin.conventions import blackbox_module, object_labels, pascal_case, scrape_job, severity_labels, words
from tocsin.drives import Drive
from tocsin.duration import format_duration
from tocsin.ir import Alert, BlackboxModule, Probe, Proof
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.clients import of_http_module, of_tcp_module
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.probes.certificates import certificate_alerts
from tocsin.lower.probes.targets import asked, targets
from tocsin.lower.probes.unasked import unasked
from tocsin.lower.proofs import gauge_of
from tocsin.lower.subject import Subject, operated
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ClientTls
from tocsin.spec.probes import Probe as Spec

_FAILED = Sentences(
    "<< subject >>: probe << title >> fails<< which >>",
    "The probe << title >> of << place >><< which >><< asked >> has failed<< duration >>.",
)
_SLOW = Sentences(
    "<< subject >>: probe << title >> is slow<< which >>",
    "The probe << title >> of << place >><< which >><< asked >> has taken << value >>, << condition >><< duration >>.",
)
# A mean over fewer is no mean, and one that comes late would leave a window without any.
_ANSWERS_PER_WINDOW = 2
# https://pkg.go.dev/net/http#Client.Do
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def probes(context: Context, subject: Subject, monitor_labels: dict[str, str]) -> Iterator[Probe]:
    """Yield the probes of `subject`."""
    for name, probe in subject.spec.probes.items():
        at: KeyPath = (*subject.at, "probes", name)
        interval, timeout = milliseconds(probe.every), milliseconds(probe.timeout)
        context.fresh(probe.every, (*at, "every"))
        if timeout > interval:
            context.findings.add(
                "probe/timeout-above-interval",
                f"the timeout {probe.timeout} is longer than the interval {probe.every}",
                "the operator drops such a probe: shorten the timeout",
                at=(*at, "timeout"),
            )
        yield Probe(
            name=_name(subject, name),
            namespace=subject.namespace,
            labels={**object_labels(context.platform.name, context.environment), **monitor_labels},
            job=_job(context, subject, name),
            prober=context.cluster.blackbox.address,
            module=probe.module or _module(context, subject, name),
            targets=tuple(targets(context, subject, probe, at)),
            interval_ms=interval,
            timeout_ms=min(timeout, interval),
            target_labels={},
            sources=subject.sources,
            at=at,
        )


def modules(context: Context, subject: Subject) -> Iterator[BlackboxModule]:
    """Yield the blackbox modules that the probes of `subject` need."""
    for name, probe in subject.spec.probes.items():
        at: KeyPath = (*subject.at, "probes", name)
        if probe.module is None:
            yield BlackboxModule(name=_module(context, subject, name), config=_config(context, subject, probe, at), at=at)


def probe_alerts(context: Context, subject: Subject) -> Iterator[Alert]:
    """Yield an alert that a probe fails, one that nobody asks, and one that it is slow where that is wanted."""
    for name, probe in subject.spec.probes.items():
        job = probed(context, subject, name)
        by = () if isinstance(probe.url, str) else ("instance",)
        failed = _alert(
            context,
            subject,
            name,
            "Failed",
            value=promql.Aggregate("min", promql.Selector("probe_success", job), by),
            limit=("==", 0.0),
            by=by,
            condition="failing",
            drive=gauge_of("probe_success", job, by, units.UNITS["bool"], "min"),
        )
        yield failed
        yield unasked(context, subject, name, job, failed=failed.severity)
        if probe.slow is not None:
            window_ms = max(context.window_ms, _ANSWERS_PER_WINDOW * milliseconds(probe.every))
            read = promql.Range(promql.Selector("probe_duration_seconds", job), window_ms)
            average = promql.Aggregate("max", promql.Call("avg_over_time", (read,)), by)
            condition = f"above {format_duration(milliseconds(probe.slow))}"
            yield _alert(
                context,
                subject,
                name,
                "Slow",
                value=average,
                limit=(">", milliseconds(probe.slow) / 1000),
                by=by,
                condition=condition,
                drive=gauge_of("probe_duration_seconds", job, by, units.UNITS["seconds"], "max", window_ms=window_ms),
            )
        yield from certificate_alerts(context, subject, name, job, by)


def _alert(  # noqa: PLR0913  # one alert has this many facts
    context: Context, subject: Subject, name: str, kind: Literal["Failed", "Slow"], *, value: promql.Expr,
    limit: tuple[Literal["==", ">"], float], by: tuple[str, ...], condition: str, drive: Drive,
) -> Alert:  # fmt: skip
    at: KeyPath = (*subject.at, "probes", name)
    probe = subject.spec.probes[name]
    usual = f"{pascal_case(name)}Probe{kind}"
    alert = usual if probe.alert is None else probe.alert + ("" if kind == "Failed" else kind)
    severity = context.severity(probe.severity, context.gravest, (*at, "severity")) if kind == "Failed" else context.usual
    unit = units.UNITS["bool" if kind == "Failed" else "seconds"]
    for_ms = milliseconds(probe.down)
    facts = Facts(
        alert=alert, severity=severity, for_ms=for_ms, title=words(name), condition=condition, value=unit.value,
        metric="probe_success", threshold=name, by=tuple((label, label) for label in by),
        more=asked(context, subject, probe, at),
    )  # fmt: skip
    return Alert(
        name=alert,
        expr=promql.Binary(limit[0], value, promql.Number(limit[1])),
        value=value,
        unit=unit,
        limits=(limit,),
        for_ms=for_ms,
        severity=severity,
        labels={**subject.labels, **severity_labels(severity, probe.component)},
        annotations=annotate(context, subject, facts, _FAILED if kind == "Failed" else _SLOW, at=at),
        title=f"probe {words(name)}" if kind == "Failed" else f"time of probe {words(name)}",
        condition=condition,
        at=at,
        proof=Proof(drive=drive, bounds=(limit,)),
    )


def _module(context: Context, subject: Subject, probe: str) -> str:
    return blackbox_module(context.platform.name, context.environment, subject.name, probe)


def _name(subject: Subject, probe: str) -> str:
    return f"{subject.name}-{probe}"


def probed(context: Context, subject: Subject, probe: str) -> tuple[promql.Matcher, ...]:
    """Return the matchers of what one probe of `subject` answers."""
    # The operator gives the label to every probe, a plain Prometheus does not.
    namespace = (promql.Matcher("namespace", "=", subject.namespace),) if operated(context.resolved) else ()
    return (promql.Matcher("job", "=", _job(context, subject, probe)), *namespace)


def _job(context: Context, subject: Subject, probe: str) -> str:
    if operated(context.resolved):
        return f"probe/{context.platform.name}/{subject.name}/{probe}"
    return f"probe/{scrape_job(context.platform.name, context.environment, subject.name, probe)}"


def _config(context: Context, subject: Subject, probe: Spec, at: KeyPath) -> dict[str, object]:
    """Return a module in the exporter's own keys.

    https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md
    """
    timeout = format_duration(milliseconds(probe.timeout))
    if probe.tcp is not None:
        steps = [{"send": probe.tcp.send}] if probe.tcp.send else []
        steps += [{"expect": probe.tcp.expect}] if probe.tcp.expect else []
        tcp: dict[str, object] = {"tls": True} if probe.tcp.tls else {}
        if isinstance(probe.tcp.tls, ClientTls):
            tcp["tls_config"] = of_tcp_module(context, probe.tcp.tls, (*at, "tcp", "tls"))
        return {"prober": "tcp", "timeout": timeout, "tcp": {**tcp, "query_response": steps} if steps else tcp}
    http: dict[str, object] = {"preferred_ip_protocol": "ip4"}
    if probe.http is not None:
        http |= {"method": probe.http.method, "enable_http2": probe.http.http2}
        http |= {
            key: value
            for key, value in (
                ("headers", dict(probe.http.headers)),
                ("body", context.texts.fill(probe.http.body or "", context.texts.subject_facts(subject), (*at, "http", "body"))),
                ("valid_status_codes", list(probe.http.status)),
            )
            if value
        }
        if not _REDIRECTS.isdisjoint(probe.http.status):
            # What is followed is never seen itself.
            http["follow_redirects"] = False
        if probe.http.expect is not None:
            http["fail_if_body_not_matches_regexp"] = [probe.http.expect]
        http |= of_http_module(context, probe.http, (*at, "http"))
    return {"prober": "http", "timeout": timeout, "http": http}
