"""Every alert of an estate: when it fires, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tocsin import ir
from tocsin.duration import format_duration
from tocsin.finding import Checked
from tocsin.promql import to_text
from tocsin.routing.told import NOBODY, Ways, told, ways_of


class Listed(Struct, frozen=True, kw_only=True, rename={"wait": "for"}):
    """One alert, in the words of the specs."""

    platform: str
    environment: str
    alert: str
    windows: tuple[str, ...]
    """Of an objective's alert the two that agree: several of them share a name."""
    severity: str
    of: str
    """The model or component; empty: the platform."""
    when: str
    wait: str
    told: str
    """Who, and in which hours."""
    receivers: tuple[str, ...]
    """All whom it may come to, sorted."""
    expr: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    file: str
    line: int
    """Where the specs ask for it, or for that from which it follows."""

    @property
    def whom(self) -> tuple[str, ...]:
        """Its receivers, `nobody` where it has none."""
        return self.receivers or (NOBODY,)


def inventory(estate: Sequence[Checked]) -> tuple[Listed, ...]:
    """Return the alerts of all platforms of an estate, those of each with the gravest first, then by name."""
    ways = ways_of(estate)
    return tuple(listed for each in estate for listed in _listed(each, ways))


def _listed(checked: Checked, ways: Mapping[int, Ways]) -> Iterator[Listed]:
    severities = checked.resolved.spec.platform.severities
    for alert in sorted(checked.alerts, key=lambda alert: (-severities.index(alert.severity), alert.name, ir.whose(alert.at))):
        span = checked.resolved.origins.span(alert.at)
        yield Listed(
            platform=checked.platform.name,
            environment=checked.platform.environment,
            alert=alert.name,
            windows=alert.windows,
            severity=alert.severity,
            of=ir.whose(alert.at),
            when=alert.when,
            wait=format_duration(alert.for_ms),
            told=told(ways[id(alert)]),
            receivers=tuple(sorted({hop.receiver for way in ways[id(alert)] for hop in way})),
            expr=to_text(alert.expr),
            labels=alert.labels,
            annotations=alert.annotations,
            file=span.file,
            line=span.line,
        )
