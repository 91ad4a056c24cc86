"""Runbooks: a Markdown page for each alert's name, made from the facts that the rule itself is made of.

`platform.runbooks` says where they are published, `https://docs.example.org/runbooks/<< alert >>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from tocsin import catalog, ir, promql
from tocsin.annotation import as_text
from tocsin.artifact import Advice, Artifact, packed
from tocsin.artifact import RunbookEntry as Entry
from tocsin.catalog.vocabulary import PARTS
from tocsin.conventions import DEPLOYED
from tocsin.duration import format_duration
from tocsin.emit.parts.guides import guide_of
from tocsin.emit.parts.receivers import Receivers
from tocsin.emit.parts.runbook_page import page, table
from tocsin.emit.parts.runbook_places import Places
from tocsin.emit.parts.silencers import Silencers


class _Firing(Struct, frozen=True, kw_only=True):
    """An alert, whose it is, and what is recorded beside it."""

    alert: ir.Alert
    subject: str
    rules: ir.RuleObject

    @property
    def recorded(self) -> Mapping[str, ir.Recording]:
        """The recordings beside the alert by their names; its own first, where several objectives record under one name."""
        return {rule.record: rule for rule in sorted(self.rules.recordings, key=lambda rule: rule.at == self.alert.at)}


class _Facts:
    """What the pages say of a platform besides its alerts."""

    def __init__(self, platform: ir.Platform) -> None:
        self.operator = platform.cluster.operator
        self.external_labels = platform.cluster.external_labels
        self.receivers = Receivers(platform.routing)
        # What a spec says of a series counts for more than its pack, whose panels ask for it by its own name.
        declared = {each.series: each for each in reversed(platform.metrics) if each.name != each.series}
        self.metrics = {each.series: each for each in reversed(platform.metrics)} | declared
        self.marked = {dashboard.at for dashboard in platform.dashboards if any(map(_of_rollouts, dashboard.annotations))}
        self.places = Places(platform)
        self.silencers = Silencers(platform)


class _Questions:
    """What alerts ask: the series that are read. Of a thousand models that ask alike the first is looked at."""

    def __init__(self, platform: ir.Platform) -> None:
        self._runtimes = {subject.at: subject.runtime for subject in platform.subjects}
        self._known: dict[tuple[object, ...], str] = {}

    def of(self, firing: _Firing) -> str:
        """Return the series that an alert reads."""
        alert = firing.alert
        key = (alert.name, alert.at[2:], alert.title, self._runtimes.get(alert.at[:2]), *_counted(firing))
        if key not in self._known:
            recorded = firing.recorded
            self._known[key] = " ".join(sorted(name for name in _read(alert.expr, recorded) if name not in recorded))
        return self._known[key]


def _counted(firing: _Firing) -> tuple[str, ...]:
    """Return the series that an objective reads, which its name does not tell."""
    at = firing.alert.at
    first = next((rule for rule in firing.rules.recordings if rule.at == at), None) if at[2:3] == ("slos",) else None
    return () if first is None else tuple(promql.metrics(first.expr))


def _of_rollouts(annotation: ir.Annotation) -> bool:
    return annotation.name.startswith(DEPLOYED)


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `runbooks/<Alert>.md` for each name that an alert has."""
    facts = _Facts(platform)
    pages: dict[str, list[Entry]] = {}
    questions = _Questions(platform)
    known: set[tuple[str, str]] = set()
    for rules in platform.rules:
        for alert in rules.alerts:
            subject = str(alert.at[1]) if alert.at[:1] in {("models",), ("components",)} else platform.name
            firing = _Firing(alert=alert, subject=subject, rules=rules)
            asked = (page_of(alert.name), questions.of(firing))
            pages.setdefault(asked[0], []).append(_entry(facts, firing, asked[1], first=asked not in known))
            known.add(asked)
    for name, entries in sorted(pages.items()):
        yield Artifact(f"runbooks/{name}.md", page(entries), packed(entries))


@lru_cache(maxsize=1024)
def page_of(alert: str) -> str:
    """Return the name of an alert's page: an alert may be called after a series, whose colons not every file system can store.

    >>> page_of("QueueHigh"), page_of("Vllm:numRequestsWaitingMissing")
    ('QueueHigh', 'Vllm_numRequestsWaitingMissing')
    """
    return re.sub(r"[^A-Za-z0-9_.-]", "_", alert)


def _entry(facts: _Facts, firing: _Firing, question: str, *, first: bool) -> Entry:
    alert = firing.alert
    guide = guide_of(alert, operator=facts.operator)
    return Entry(
        sources=firing.rules.sources,
        alert=alert.name,
        subject=firing.subject,
        guide=None if guide is None else Advice(meaning=guide.meaning, causes=guide.causes, actions=guide.actions),
        sentence=_sentence(alert),
        row=_row(facts, firing),
        silencing=facts.silencers.of(alert),
        places=tuple(facts.places.of(alert, firing.subject, firing.rules)),
        rollouts=alert.at[:2] in facts.marked,
        question=question,
        asked=tuple(_asked(facts, firing)) if first else (),
    )


def _row(facts: _Facts, firing: _Firing) -> tuple[str, ...]:
    alert = firing.alert
    labels = {**facts.external_labels, **alert.labels, "alertname": alert.name}
    wait = format_duration(alert.for_ms) if alert.for_ms else "at once"
    return firing.subject, alert.severity, alert.when, wait, ", ".join(facts.receivers.told(labels))


def _asked(facts: _Facts, firing: _Firing) -> Iterator[str]:
    """Yield what the alert says, its expression with what is recorded for it, and its metrics."""
    yield _said(firing.alert, "description")
    recorded = firing.recorded
    read = _read(firing.alert.expr, recorded)
    yield "\n\n".join(
        [_code(firing.alert.expr), *(f"`{name}` is recorded as\n\n{_code(recorded[name].expr)}" for name in read if name in recorded)]
    )
    known = facts.metrics
    series = dict.fromkeys(_family(name, known) for name in read if name not in recorded)
    yield table(("series", "type", "unit", "what it is"), (_metric(name, known.get(name)) for name in series))


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
    for suffix in PARTS:
        stem = stem.removesuffix(suffix)
    return stem if series not in known and stem in known else series


def _metric(series: str, metric: ir.Metric | None) -> tuple[str, ...]:
    if metric is None:
        return (f"`{series}`", *(_OF_PROMETHEUS.get(series) or _of_an_exporter(series)))
    pack = f" ({metric.pack})" if metric.pack is not None else ""
    return f"`{series}`", metric.type, metric.unit.name.replace("_", " "), f"{metric.help}{pack}".strip()


@lru_cache(maxsize=1024)
def _of_an_exporter(series: str) -> tuple[str, str, str]:
    """Return what the catalogue says of a series that no metric of the spec has, such as those of alerts on autoscalers."""
    pack, metric = next(iter(catalog.find(series)), (None, None))
    return ("", "", "") if pack is None or metric is None else (metric.type, metric.unit.replace("_", " "), f"{metric.help} ({pack.name})")


# https://prometheus.io/docs/concepts/jobs_instances/ and https://github.com/prometheus/blackbox_exporter
_OF_PROMETHEUS: Final = {
    "up": ("gauge", "bool", "Whether the target answered the last scrape"),
    "probe_success": ("gauge", "bool", "Whether the probe passed"),
    "probe_duration_seconds": ("gauge", "seconds", "How long the probe took"),
    "probe_ssl_earliest_cert_expiry": ("gauge", "timestamp seconds", "When the first certificate of the chain ends"),
}
_LABEL: Final = re.compile(r"\{\{ *\$labels\.(\w+)[^}]*\}\}")
_IF: Final = re.compile(r"\{\{ (?:if [^}]*|end) \}\}")
_VALUE: Final = re.compile(r"\{\{[^}]*\}\}")


def _said(alert: ir.Alert, key: str) -> str:
    """Return an annotation with names in the place of what only a firing alert knows: publishers of Markdown read `{{` too."""
    text = alert.annotations.get(key, "")
    if "{{" in text:
        text = text.replace(as_text("{{"), "&#123;&#123;")
        text = _VALUE.sub("*value*", _LABEL.sub(r"*\1*", _IF.sub("", text)))
    return " ".join(text.split())


def _sentence(alert: ir.Alert) -> str:
    said = _said(alert, "summary")
    return f"{said or f'{alert.title} {alert.condition}'}."


def _code(expr: promql.Expr) -> str:
    return f"```promql\n{promql.pretty(expr, width=100)}\n```"
