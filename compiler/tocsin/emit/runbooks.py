"""Runbooks: a Markdown page for each alert's name, made from the facts that the rule itself is made of.

`platform.runbooks` says where they are published, `https://docs.example.org/runbooks/<< alert >>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from tocsin import ir, promql
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.parts.guides import guide_of
from tocsin.emit.parts.receivers import Receivers
from tocsin.section import Guide
from tocsin.source import Route


class _Firing(Struct, frozen=True, kw_only=True):
    """An alert, whose it is, and what is recorded beside it."""

    alert: ir.Alert
    subject: str
    rules: ir.RuleObject


class _Facts:
    """What the pages say of a platform besides its alerts."""

    def __init__(self, platform: ir.Platform) -> None:
        self.external_labels = platform.cluster.external_labels
        self.receivers = Receivers(platform.routing)
        self.metrics = {metric.series: metric for metric in reversed(platform.metrics)}
        self.dashboards: dict[Route, list[ir.Dashboard]] = {}
        self.panels: dict[tuple[str, Route], str] = {}
        for dashboard in platform.dashboards:
            self.dashboards.setdefault(dashboard.at, []).append(dashboard)
            for panel in (panel for row in dashboard.rows for panel in row.panels):
                self.panels.setdefault((dashboard.uid, panel.at), panel.title)


def emit(platform: ir.Platform) -> Iterator[ir.Artifact]:
    """Yield `runbooks/<Alert>.md` for each name that an alert has."""
    facts = _Facts(platform)
    named: dict[str, list[_Firing]] = {}
    for rules in platform.rules:
        for group in rules.groups:
            for rule in group.rules:
                if isinstance(rule, ir.Alert):
                    subject = str(rule.at[1]) if rule.at[:1] in {("models",), ("components",)} else platform.name
                    named.setdefault(page_of(rule.name), []).append(_Firing(alert=rule, subject=subject, rules=rules))
    for name, firings in sorted(named.items()):
        sources = tuple(sorted({source for firing in firings for source in firing.rules.sources}))
        parts = [f"<!-- {header(sources)} -->", f"# {firings[0].alert.name}", *_page(facts, firings)]
        yield ir.Artifact(f"runbooks/{name}.md", "\n\n".join(parts) + "\n")


def page_of(alert: str) -> str:
    """Return the name of an alert's page: an alert may be called after a series, whose colons not every file system can store.

    >>> page_of("QueueHigh"), page_of("Vllm:numRequestsWaitingMissing")
    ('QueueHigh', 'Vllm_numRequestsWaitingMissing')
    """
    return re.sub(r"[^A-Za-z0-9_.-]", "_", alert)


def _page(facts: _Facts, firings: Sequence[_Firing]) -> Iterator[str]:
    guides: dict[Guide | None, list[_Firing]] = {}
    for firing in firings:
        guides.setdefault(guide_of(firing.alert), []).append(firing)
    for guide, those in guides.items():
        who = "" if len(guides) == 1 else f"{', '.join(_subjects(those))}: "
        meaning = guide.meaning if guide is not None else None
        yield who + (meaning or _sentence(those[0].alert))
    yield "## When it fires"
    yield _table(("who", "severity", "when", "for", "told"), (_row(facts, firing) for firing in firings))
    yield f"It says, for example:\n\n> {_said(firings[0].alert, 'description')}"
    yield "## Look here first"
    yield _list(dict.fromkeys(place for firing in firings for place in _places(facts, firing)))
    for guide, those in guides.items():
        yield from _advice(guide, "" if len(guides) == 1 else f" ({', '.join(_subjects(those))})")
    yield from _asked(facts, firings)


def _row(facts: _Facts, firing: _Firing) -> tuple[str, ...]:
    alert = firing.alert
    labels = {**facts.external_labels, **alert.labels, "alertname": alert.name}
    wait = format_duration(alert.for_ms) if alert.for_ms else "at once"
    return firing.subject, alert.severity, f"{alert.title} {alert.condition}".strip(), wait, ", ".join(facts.receivers.told(labels))


def _places(facts: _Facts, firing: _Firing) -> Iterator[str]:
    """Yield the dashboard of the alert's model with the panel that draws it, and what the author says elsewhere."""
    alert = firing.alert
    link = alert.annotations.get("dashboard_url")
    for dashboard in facts.dashboards.get(alert.at[:2], ()):
        panel = facts.panels.get((dashboard.uid, alert.at))
        called = f"[{dashboard.title}]({link})" if link is not None else f"*{dashboard.title}*"
        yield f"Dashboard {called}" + (f", panel *{panel}*" if panel is not None else "")
    elsewhere = alert.annotations.get("runbook_url", "")
    if elsewhere and alert.name not in elsewhere:
        yield f"The runbook of {firing.subject}: <{elsewhere}>"
    yield f'`ALERTS{{alertname="{alert.name}"}}` in Prometheus: since when, and of what'


def _advice(guide: Guide | None, who: str) -> Iterator[str]:
    causes, actions = (guide.causes, guide.actions) if guide is not None else ((), ())
    yield f"## Possible causes{who}"
    yield _list(causes) or "Nobody has written any down: `guide: {causes: [...]}` in the spec does."
    yield f"## What to do{who}"
    numbered = "\n".join(f"{number}. {action}" for number, action in enumerate(actions, start=1))
    yield numbered or "Nobody has written it down: `guide: {actions: [...]}` in the spec does."


def _asked(facts: _Facts, firings: Sequence[_Firing]) -> Iterator[str]:
    """Yield the first expression, what is recorded for it, and its metrics; the others differ in limits, windows and labels."""
    first = firings[0]
    recorded = _recorded(first)
    read = _read(first.alert.expr, recorded)
    yield "## What is asked"
    yield _code(first.alert.expr)
    for name in (each for each in read if each in recorded):
        yield f"`{name}` is recorded as"
        yield _code(recorded[name].expr)
    if len({firing.alert.expr for firing in firings}) > 1:
        yield "The others in the table ask the same with their own limits, windows and labels."
    known = facts.metrics
    series = dict.fromkeys(_family(name, known) for name in read if name not in recorded)
    yield "## Metrics"
    yield _table(("series", "type", "unit", "what it is"), (_metric(name, known.get(name)) for name in series))


def _recorded(firing: _Firing) -> dict[str, ir.Recording]:
    """Return the recordings beside an alert by their names; its own first, where several objectives record under one name."""
    found = [rule for group in firing.rules.groups for rule in group.rules if isinstance(rule, ir.Recording)]
    return {rule.record: rule for rule in sorted(found, key=lambda rule: rule.at == firing.alert.at)}


def _read(expr: promql.Expr, recorded: Mapping[str, ir.Recording]) -> dict[str, None]:
    """Return every series that is read, directly or by way of a recording, in the order met."""
    found: dict[str, None] = {}
    pending = list(promql.metrics(expr))
    while pending:
        name = pending.pop(0)
        if name not in found:
            found[name] = None
            pending += promql.metrics(recorded[name].expr) if name in recorded else ()
    return found


def _family(series: str, known: Mapping[str, ir.Metric]) -> str:
    stem = series
    for suffix in ("_bucket", "_sum", "_count"):
        stem = stem.removesuffix(suffix)
    return stem if series not in known and stem in known else series


def _metric(series: str, metric: ir.Metric | None) -> tuple[str, ...]:
    if metric is None:
        return f"`{series}`", "", "", ""
    pack = f" ({metric.pack})" if metric.pack is not None else ""
    return f"`{series}`", metric.type, metric.unit.name.replace("_", " "), f"{metric.help}{pack}".strip()


def _subjects(firings: Iterable[_Firing]) -> list[str]:
    return list(dict.fromkeys(firing.subject for firing in firings))


_LABEL: Final = re.compile(r"\{\{ *\$labels\.(\w+)[^}]*\}\}")
_VALUE: Final = re.compile(r"\{\{[^}]*\}\}")


def _said(alert: ir.Alert, key: str) -> str:
    """Return an annotation with names in the place of what only a firing alert knows: publishers of Markdown read `{{` too."""
    text = _VALUE.sub("*value*", _LABEL.sub(r"*\1*", alert.annotations.get(key, "")))
    return " ".join(text.split())


def _sentence(alert: ir.Alert) -> str:
    said = _said(alert, "summary")
    return f"{said or f'{alert.title} {alert.condition}'}."


def _code(expr: promql.Expr) -> str:
    return f"```promql\n{promql.pretty(expr, width=100)}\n```"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *dict.fromkeys(rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
