"""What every part of lowering needs: the spec, its metrics and texts, and where diagnostics go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from tocsin.conventions import usual_severity
from tocsin.diagnostics import Findings, did_you_mean
from tocsin.duration import parse_duration
from tocsin.ir import AdapterRule
from tocsin.lower.metrics import Metrics
from tocsin.lower.subject import Subject, subjects
from tocsin.lower.texts import Texts
from tocsin.lower.uids import dashboard_uid
from tocsin.promql import Expr
from tocsin.source import KeyPath, Part
from tocsin.spec.rate_window import rate_window_ms
from tocsin.spec.resolved import Resolved
from tocsin.versions import Version, parse_version

_LOOKBACK_MS = 300_000
"""After this time without a sample Prometheus takes a series as missing."""


class Context:
    """One platform in one environment on its way to the IR."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.platform = resolved.spec.platform
        self.cluster = resolved.spec.platform.cluster
        self.environment = resolved.environment
        self.findings = Findings()
        self.scrape_ms = milliseconds(self.cluster.prometheus.scrape_interval)
        self.evaluation_ms = milliseconds(self.cluster.prometheus.evaluation_interval)
        self.window_ms = rate_window_ms(self.scrape_ms)
        self.texts = Texts(resolved, self.findings, window_ms=self.window_ms)
        self.metrics = Metrics(resolved, self.texts, self.findings)
        self.prometheus = version(self.cluster.prometheus.version)
        self._dashboard_urls: dict[KeyPath, str | None] = {}
        self._windows: dict[KeyPath, int] = {}
        self.served_per_pod: dict[tuple[str, int], AdapterRule] = {}
        """The rules by which an adapter serves a series for each pod, by its metric and window: all models share them."""
        self.served_in_total: dict[tuple[str, str, int, bool], AdapterRule] = {}
        """Those by which it serves a total, by its metric, aggregation and window, and whether they are narrowed to a namespace."""
        self.totals_of_everybody: dict[tuple[str, str, int], Expr | None] = {}
        """The queries that those of all models are made of, by metric, aggregation and window; None: they have too little in common."""

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Return all models, then all components."""
        return tuple(subjects(self.resolved))

    @cached_property
    def running(self) -> Mapping[str, Sequence[Subject]]:
        """Return the models and components by the pack that they run."""
        found: dict[str, list[Subject]] = {}
        for each in self.subjects:
            if each.spec.runtime is not None:
                found.setdefault(each.spec.runtime, []).append(each)
        return found

    @cached_property
    def models_on(self) -> Counter[tuple[str, str | None]]:
        """Return how many models each workload serves, by its namespace and name."""
        return Counter((subject.namespace, subject.workload) for subject in self.subjects if subject.kind == "model")

    def scrape_interval_ms(self, subject: Subject) -> int:
        """Return the time between two scrapes of `subject`, in milliseconds: the longer one of its own interval and the platform's."""
        scrape = subject.spec.scrape
        return max(self.scrape_ms, milliseconds(scrape.every) if scrape is not None and scrape.every is not None else 0)

    def window_of(self, subject: Subject) -> int:
        """Return the window for the rates of what `subject` exports, in milliseconds."""
        if subject.at not in self._windows:
            self._windows[subject.at] = rate_window_ms(self.scrape_interval_ms(subject))
        return self._windows[subject.at]

    def dashboard_url(self, subject: Subject) -> str | None:
        """Return where the dashboard of `subject` is; None without one, and as below."""
        if subject.at not in self._dashboard_urls:
            self._dashboard_urls[subject.at] = self.url_of(subject.name) if subject.spec.dashboard else None
        return self._dashboard_urls[subject.at]

    def url_of(self, dashboard: str) -> str | None:
        """Return where the dashboard of that name is; None where nobody says where Grafana is."""
        url = self.cluster.grafana.url
        return None if url is None else f"{url.rstrip('/')}/d/{dashboard_uid(self, dashboard)}"

    def fresh(self, every: str, at: KeyPath) -> None:
        """Say where samples come too rarely: 5 minutes after the last one a series counts as missing.

        https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
        """
        if milliseconds(every) > _LOOKBACK_MS:
            message = f"every {every} is too rare: 5 minutes after its last sample Prometheus calls a series missing"
            self.findings.add("scrape/too-rare", message, "write at most `5m`", at=at)

    @property
    def gravest(self) -> str:
        """The severity of what has gone completely."""
        return self.platform.severities[-1]

    @property
    def usual(self) -> str:
        """The severity of a threshold that names none."""
        return usual_severity(self.platform.severities)

    def severity(self, given: str | None, default: str, at: KeyPath) -> str:
        """Return the severity of an alert that may name one; one that the platform has not is told, and `default` then."""
        return given if given is not None and self.has_severity(given, "alert/unknown-severity", at) else default

    def has_severity(self, severity: str, code: str, at: KeyPath, part: Part = "value") -> bool:
        """Tell whether the platform has a severity; one that it has not is told as `code`."""
        if severity in self.platform.severities:
            return True
        remedy = did_you_mean(severity, self.platform.severities)
        if remedy.startswith("one of"):
            remedy += "; or name yours, from harmless to grave: `platform: {severities: [...]}`"
        self.findings.add(code, f"there is no severity `{severity}`", remedy, at=at, part=part)
        return False


def milliseconds(duration: str) -> int:
    """Return the milliseconds of a duration that the spec's types have checked."""
    parsed = parse_duration(duration)
    if parsed is None:
        raise ValueError(duration)
    return parsed


def version(text: str) -> Version:
    """Return a version that the spec's types have checked."""
    parsed = parse_version(text)
    if parsed is None:
        raise ValueError(text)
    return parsed
