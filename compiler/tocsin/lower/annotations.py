"""The texts of an alert: summary, description, links. What the author does not write follows from the facts."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.duration import format_duration
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.lower.uids import dashboard_uid
from tocsin.source import Route
from tocsin.threshold import Threshold

_SUMMARY = "<< subject >>: << title >> << condition >>"
_DESCRIPTION = "The << title >> of << subject >> in << namespace >> is << value >><< which >>, << condition >><< duration >>.<< help >>"
_MISSING = (
    "Nothing has been heard of the << title >> of << subject >> in << namespace >><< duration >>: its thresholds cannot fire.<< help >>"
)


def annotate(  # noqa: PLR0913  # an alert has this many facts
    context: Context,
    subject: Subject,
    threshold: Threshold | None,
    *,
    alert: str,
    severity: str,
    for_ms: int,
    help_text: str,
    facts: Mapping[str, str],
    by: tuple[str, ...],
    at: Route,
    description: str | None = None,
) -> dict[str, str]:
    """Return the annotations of one alert; `description` is the default where its kind has one of its own."""
    wait = format_duration(for_ms)
    known = {
        **context.texts.subject_facts(subject),
        "which": "".join(f", {label} {{{{ $labels.{label} }}}}" for label in by),
        "duration": f" for {wait}" if for_ms else "",
        "help": f" It measures {_lower(help_text)}." if help_text else "",
        "alert": alert,
        "severity": severity,
        "for": wait,
        **facts,
    }
    missing = facts.get("condition") == "missing"
    usual = description or (_MISSING if missing else _DESCRIPTION)
    own = threshold if threshold is not None and not missing else None
    texts = {
        "summary": (own.summary if own and own.summary else _SUMMARY, (*at, "summary") if own and own.summary else at),
        "description": (own.description if own and own.description else usual, (*at, "description") if own and own.description else at),
    }
    runbook = _runbook(context, subject, threshold, at)
    if runbook is not None:
        texts["runbook_url"] = runbook
    written = {key: context.texts.fill(text, known, where) for key, (text, where) in texts.items()}
    result = {key: text.strip() for key, text in written.items() if text is not None}
    if context.cluster.grafana.url is not None and subject.spec.dashboard:
        result["dashboard_url"] = f"{context.cluster.grafana.url.rstrip('/')}/d/{dashboard_uid(context, subject.name)}"
    return result


def _runbook(context: Context, subject: Subject, threshold: Threshold | None, at: Route) -> tuple[str, Route] | None:
    if threshold is not None and threshold.runbook is not None:
        return threshold.runbook, (*at, "runbook")
    if subject.spec.runbook is not None:
        return subject.spec.runbook, (*subject.at, "runbook")
    if context.platform.runbooks is not None:
        return context.platform.runbooks, ("platform", "runbooks")
    return None


def _lower(text: str) -> str:
    """Return a help text as the end of a sentence."""
    sentence = text.strip().rstrip(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
