"""Fills facts such as the platform's name into the texts of receivers; only facts that hold for every notification of a platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.diagnostics.nearest import closest
from tocsin.lower.context import Context
from tocsin.lower.receivers.texts import changed
from tocsin.regex import late
from tocsin.source import KeyPath
from tocsin.spec.receivers.receiver import Receiver

# Something else that begins with `<<` is the text's own.
_FACT: Final = late(r"<<\s*([^<>]*?)\s*>>")
_OF_ALERTS: Final = {
    **{label: f".CommonLabels.{label}" for label in ("model", "subject", "component", "owner", "severity", "slo", "pod")},
    **{text: f".CommonAnnotations.{text}" for text in ("summary", "description", "runbook_url", "dashboard_url")},
    "alert": ".CommonLabels.alertname",
    "runbook": ".CommonAnnotations.runbook_url",
    "receiver": ".Receiver",
}


def with_facts(context: Context, receiver: Receiver, at: KeyPath) -> Receiver:
    """Return the receiver with each `<< fact >>` of its texts filled in; what is no fact of a receiver stays, and adds a diagnostic."""
    facts = _known(context)
    return changed(receiver, lambda text, place: _text(context, text, facts, place) if "<<" in text else text, at)


def templates_with_facts(context: Context) -> dict[str, str]:
    """Return the platform's own templates likewise, by name, without the white space around them."""
    facts = _known(context)
    templates = context.resolved.spec.templates
    return {name: _text(context, text, facts, ("templates", name)).strip() for name, text in templates.items()}


def _known(context: Context) -> dict[str, str]:
    facts = context.texts.subject_facts(None)
    return {name: facts[name] for name in ("platform", "environment", "namespace", "owner") if facts[name]}


def _text(context: Context, text: str, facts: Mapping[str, str], at: KeyPath) -> str:
    for found in _FACT.finditer(text):
        if found[1] not in facts:
            said = f"`{found[1]}` is no fact of a receiver, which is told of many alerts"
            context.findings.add("text/unknown-fact", said, _remedy(found[1], facts), at=at, within=found.span(1))
    return _FACT.sub(lambda found: facts.get(found[1], found[0]), text)


def _remedy(name: str, facts: Mapping[str, str]) -> str:
    if name.startswith("."):
        return f"write `{{{{ {name} }}}}`, which Alertmanager fills in"
    of_alerts = _OF_ALERTS.get(closest(name, (*facts, *_OF_ALERTS)) or "")
    return f"write `{{{{ {of_alerts} }}}}`, which Alertmanager fills in" if of_alerts else did_you_mean(name, facts)
