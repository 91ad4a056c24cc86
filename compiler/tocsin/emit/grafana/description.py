"""The description of a panel: what it shows, and which alerts watch that."""

from __future__ import annotations

from functools import lru_cache

from tocsin import ir
from tocsin.duration import format_duration


def description(panel: ir.Panel) -> str:
    """Return what Grafana shows of a panel beside its title."""
    watched = _watched_by(tuple([(each.alert, each.severity, _asked(each, panel), each.for_ms) for each in panel.watched]))
    return " ".join(filter(None, (panel.description, panel.promise, watched))) or panel.title


def _asked(watch: ir.Watch, panel: ir.Panel) -> str:
    """Return the condition of an alert; where several quantiles are drawn it says which one it is about."""
    metric, _, line = watch.title.rpartition(" ")
    drawn = len(panel.queries) > 1 and any(query.legend == line for query in panel.queries)
    return f"{line} {watch.condition}" if metric and drawn and not panel.title.endswith(line) else watch.condition


@lru_cache(maxsize=1024)  # models of one kind have the same limits
def _watched_by(alerts: tuple[tuple[str, str, str, int], ...]) -> str:
    """Return which alerts watch a panel, as a sentence; empty when there are none."""
    steps: dict[str, list[str]] = {}
    for name, severity, condition, for_ms in alerts:
        duration = f" for {format_duration(for_ms)}" if for_ms else ""
        steps.setdefault(name, []).append(f"{severity} when {condition}{duration}")
    told = "; ".join(f"{name} ({', '.join(dict.fromkeys(conditions))})" for name, conditions in steps.items())
    return f"Watched by {told}." if told else ""
