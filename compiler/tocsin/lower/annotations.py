"""The texts of an alert: summary, description, links. What the author does not write follows from the facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from tocsin.duration import format_duration
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.source import Route
from tocsin.spec.health import Health
from tocsin.spec.slos import Slo
from tocsin.threshold import Threshold


class Sentences(Struct, frozen=True):
    """What an alert says when its author does not."""

    summary: str
    description: str


VALUE: Final = Sentences(
    "<< subject >>: << title >> << condition >>",
    "<< Title >> of << place >><< which >>: << value >>, << condition >><< duration >>.<< help >>",
)
STATE: Final = Sentences(
    "<< subject >>: << title >> is << condition >>",
    "<< Title >> of << place >><< which >> has been << condition >><< duration >>.<< help >>",
)
MISSING: Final = Sentences(
    "<< subject >>: << title >> is missing",
    "Nothing has been heard of << title >> of << place >><< duration >>: what watches it cannot fire.<< help >>",
)


class Facts(Struct, frozen=True, kw_only=True, cache_hash=True):
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
    by: tuple[tuple[str, str], ...]
    """What tells the values apart: our word and the label."""
    more: tuple[tuple[str, str], ...] = ()
    """Facts that only alerts of its sort know."""

    def by_name(self) -> dict[str, str]:
        """Return them as texts name them."""
        wait = format_duration(self.for_ms)
        return {
            "alert": self.alert,
            "severity": self.severity,
            "title": self.title,
            "Title": self.title[:1].upper() + self.title[1:],
            "condition": self.condition,
            "limit": self.limit,
            "value": self.value,
            "metric": self.metric,
            "threshold": self.threshold,
            "for": wait,
            # Parts of a sentence, with the space or comma that they need.
            "duration": f" for {wait}" if self.for_ms else "",
            "which": f" ({', '.join(f'{word} {{{{ $labels.{label} }}}}' for word, label in self.by)})" if self.by else "",
            "help": f" {_sentence(self.help)}" if self.help else "",
            **dict(self.more),
        }


def annotate(
    context: Context, subject: Subject, facts: Facts, usual: Sentences, *, at: Route, own: Threshold | Slo | Health | None = None
) -> dict[str, str]:
    """Return the annotations of one alert: the texts that `own` has, otherwise the `usual` ones."""
    known = context.texts.alert_facts(subject)
    result: dict[str, str] = {}
    for key, text, where in _texts(context, subject, usual, own, at):
        filled = context.texts.fill(text, known, where, told=facts)
        if filled is not None:
            result[key] = filled.strip()
    dashboard = context.dashboard_url(subject)
    if dashboard is not None:
        result["dashboard_url"] = dashboard
    return result


def _texts(
    context: Context, subject: Subject, usual: Sentences, own: Threshold | Slo | Health | None, at: Route
) -> Iterator[tuple[str, str, Route]]:
    """Yield each annotation with its text and where that was written."""
    for key in ("summary", "description"):
        written = getattr(own, key, None)
        yield (key, written, (*at, key)) if written else (key, getattr(usual, key), at)
    if own is not None and own.runbook is not None:
        yield "runbook_url", own.runbook, (*at, "runbook")
    elif subject.spec.runbook is not None:
        yield "runbook_url", subject.spec.runbook, (*subject.at, "runbook")
    elif context.platform.runbooks is not None:
        yield "runbook_url", context.platform.runbooks, ("platform", "runbooks")


def _sentence(text: str) -> str:
    """Return a help text as a sentence of its own."""
    sentence = text.strip().rstrip(".")
    return f"{sentence[:1].upper()}{sentence[1:]}."
