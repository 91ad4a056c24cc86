"""What every part of lowering needs: the spec, its metrics and texts, and where to complain."""

from __future__ import annotations

from tocsin.diagnostics import Findings
from tocsin.duration import parse_duration
from tocsin.lower.metrics import Metrics
from tocsin.lower.texts import Texts
from tocsin.spec.resolved import Resolved
from tocsin.versions import Version, parse_version

# Four scrapes: a rate needs two samples, and one may be missed. https://www.robustperception.io/what-range-should-i-use-with-rate/
SCRAPES_PER_WINDOW = 4
_FIVE_MINUTES_MS = 300_000


class Context:
    """One platform in one environment on its way to the IR."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.platform = resolved.spec.platform
        self.cluster = resolved.spec.platform.cluster
        self.environment = resolved.environment
        self.findings = Findings()
        self.scrape_ms = milliseconds(self.cluster.prometheus.scrape_interval)
        self.window_ms = max(_FIVE_MINUTES_MS, SCRAPES_PER_WINDOW * self.scrape_ms)
        self.texts = Texts(resolved, self.findings, window_ms=self.window_ms)
        self.metrics = Metrics(resolved, self.texts, self.findings)
        self.prometheus = version(self.cluster.prometheus.version)

    @property
    def gravest(self) -> str:
        """The severity of what has gone completely."""
        return self.platform.severities[-1]

    @property
    def usual(self) -> str:
        """The severity of a threshold that names none: `warning`, or the second gravest."""
        severities = self.platform.severities
        return "warning" if "warning" in severities else severities[max(0, len(severities) - 2)]


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
