"""The texts of an alert: summary, description, links. What the author does not write follows from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from tocsin.duration import format_duration
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.lower.uids import dashboard_uid
from tocsin.source import Route
from tocsin.threshold import Threshold


class Sentences(NamedTuple):
    """What an alert says when its author does not."""

    summary: str
    description: str


VALUE: Final = Sentences(
    "<< subject >>: << title >> << condition >>",
    "The << title >> of << subject >> in << namespace >> is << value >><< which >>, << condition >><< duration >>.<< help >>",
)
STATE: Final = Sentences(
    "<< subject >>: << title >> is << condition >>",
    "<< subject >> in << namespace >> says that << title >> is << condition >><< which >><< duration >>.<< help >>",
)
MISSING: Final = Sentences(
    "<< subject >>: << title >> is missing",
    "Nothing has been heard of the << title >> of << subject >> in << namespace >><< duration >>: its thresholds cannot fire.<< help >>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the texts of one alert may speak of."""

    alert: str
    severity: str
    for_ms: int
    title: str
    condition: str
    limit: str
    value: str
    """How Prometheus shows the value."""
    metric: str
    threshold: str
    help: str
    by: tuple[str, ...]
    """Labels that tell the values apart."""


def annotate(
    context: Context, subject: Subject, facts: Facts, usual: Sentences, *, at: Route, own: Threshold | None = None
) -> dict[str, str]:
    """Return the annotations of one alert: the texts that `own` has, otherwise the `usual` ones."""
    known = {**context.texts.subject_facts(subject), **_told(facts)}
    texts: dict[str, tuple[str, Route]] = {
        key: (written, (*at, key)) if (written := getattr(own, key, None)) else (getattr(usual, key), at)
        for key in ("summary", "description")
    }
    runbook = _runbook(context, subject, own, at)
    if runbook is not None:
        texts["runbook_url"] = runbook
    filled = {key: context.texts.fill(text, known, where) for key, (text, where) in texts.items()}
    result = {key: text.strip() for key, text in filled.items() if text is not None}
    if context.cluster.grafana.url is not None and subject.spec.dashboard:
        result["dashboard_url"] = f"{context.cluster.grafana.url.rstrip('/')}/d/{dashboard_uid(context, subject.name)}"
    return result


def _told(facts: Facts) -> dict[str, str]:
    wait = format_duration(facts.for_ms)
    return {
        "alert": facts.alert,
        "severity": facts.severity,
        "title": facts.title,
        "condition": facts.condition,
        "limit": facts.limit,
        "value": facts.value,
        "metric": facts.metric,
        "threshold": facts.threshold,
        "for": wait,
        # Parts of a sentence, with the space or comma that they need.
        "duration": f" for {wait}" if facts.for_ms else "",
        "which": "".join(f", {label} {{{{ $labels.{label} }}}}" for label in facts.by),
        "help": f" It measures {_lower(facts.help)}." if facts.help else "",
    }


def _runbook(context: Context, subject: Subject, own: Threshold | None, at: Route) -> tuple[str, Route] | None:
    if own is not None and own.runbook is not None:
        return own.runbook, (*at, "runbook")
    if subject.spec.runbook is not None:
        return subject.spec.runbook, (*subject.at, "runbook")
    if context.platform.runbooks is not None:
        return context.platform.runbooks, ("platform", "runbooks")
    return None


def _lower(text: str) -> str:
    """Return a help text as the end of a sentence."""
    sentence = text.strip().rstrip(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
