"""How scrapes and probes are let in, TLS and authentication, in the keys of who asks."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.conventions import BLACKBOX_MOUNTS, PROMETHEUS_MOUNTS
from tocsin.lower.clients.files import Files
from tocsin.lower.clients.google import Google
from tocsin.lower.clients.secrets import Secrets
from tocsin.lower.context import Context
from tocsin.lower.subject import by_google
from tocsin.source import KeyPath
from tocsin.spec.client_tls import ClientTls
from tocsin.spec.probes import Http
from tocsin.spec.scrape import Scrape
from tocsin.versions import supported


def of_monitor(context: Context, scrape: Scrape, at: KeyPath) -> Mapping[str, object]:
    """Return what a ServiceMonitor, a PodMonitor or Google's PodMonitoring says of a scrape: keys of an endpoint."""
    writer = Google(context.findings) if by_google(context.resolved) else Secrets(context.findings)
    return writer.client(scrape, at)


def of_job(context: Context, scrape: Scrape, at: KeyPath) -> Mapping[str, object]:
    """Return what a job of a plain Prometheus says of a scrape."""
    return Files(context.findings, PROMETHEUS_MOUNTS, names=supported("prometheus/username_file", context.prometheus)).client(scrape, at)


def of_http_module(context: Context, http: Http, at: KeyPath) -> Mapping[str, object]:
    """Return what a module of the blackbox exporter says of an HTTP question."""
    return Files(context.findings, BLACKBOX_MOUNTS).client(http, at)


def of_tcp_module(context: Context, tls: ClientTls, at: KeyPath) -> Mapping[str, object]:
    """Return the `tls_config` of a module that asks over TCP."""
    return Files(context.findings, BLACKBOX_MOUNTS).section(tls, at)
