"""Fills the facts into the texts of receivers: what holds for every notification that a platform sends in an environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from tocsin.diagnostics import closest, did_you_mean
from tocsin.lower.context import Context
from tocsin.regexes import late
from tocsin.source import Route
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


def with_facts(context: Context, receiver: Receiver, at: Route) -> Receiver:
    """Return the receiver with each `<< fact >>` of its texts filled in; what is no fact of a receiver stays, and has been said."""
    facts = context.texts.subject_facts(None)
    known = {name: facts[name] for name in ("platform", "environment", "namespace", "owner") if facts[name]}
    return receiver.model_copy(update=_changed(context, receiver, known, at))


def _changed(context: Context, part: BaseModel, facts: Mapping[str, str], at: Route) -> dict[str, Any]:
    """Return the fields of a section that facts change, with their new values."""
    changed: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        before = getattr(part, name)
        after = _filled(context, before, facts, (*at, field.alias or name))
        if after is not before:
            changed[name] = after
    return changed


def _filled(context: Context, part: Any, facts: Mapping[str, str], at: Route) -> Any:  # noqa: ANN401 -- as various as what receivers say
    """Return a value with its facts; itself where it names none."""
    match part:
        case str() if "<<" in part:
            return _text(context, part, facts, at)
        case BaseModel():
            changed = _changed(context, part, facts, at)
            return part.model_copy(update=changed) if changed else part
        case dict():
            pairs = {key: _filled(context, value, facts, (*at, key)) for key, value in part.items()}
            return pairs if any(pairs[key] is not value for key, value in part.items()) else part
        case tuple():
            items = tuple(_filled(context, value, facts, (*at, index)) for index, value in enumerate(part))
            return items if any(ours is not theirs for ours, theirs in zip(items, part, strict=True)) else part
        case _:
            return part


def _text(context: Context, text: str, facts: Mapping[str, str], at: Route) -> str:
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
