"""Short forms that people expect, `workload: deployment/chat` or `to: [page, chat]`: what each is at length."""

from __future__ import annotations

import re
from typing import Final

from tocsin.duration import parse_duration
from tocsin.source import KeyPath

_KINDS: Final = {"deploy": "deployment", "sts": "statefulset", "ds": "daemonset", "isvc": "kserve", "inferenceservice": "kserve"}
"""What kubectl calls workloads for short."""
_WORKLOAD: Final = r"(?:([a-z]+)(?:\.[a-z.]+)?/)?([a-z0-9][-a-z0-9.]*)"
_CONDITION: Final = r"([<>]=?)\s*(\S+)(?:\s+for\s+(\w+))?"
_REPLICAS: Final = r"(\d+)\s*(?:-|\.\.|to|,|/)\s*(\d+)"


def at_length(keys: KeyPath, given: object) -> str | None:
    """Return how a short form that stands at `keys` is written; None when it is none.

    >>> at_length(("models", "chat", "workload"), "deploy/chat"), at_length(("scaling", "replicas"), "1-10")
    ('write `{deployment: chat}`', 'write `{min: 1, max: 10}`')
    >>> at_length(("routes", "critical", "to"), ["page", "chat"])
    'a route tells one receiver: give one both, or write two routes, the first with `continue: true`'
    """
    match keys, given:
        case (*_, "workload"), str() if (found := re.fullmatch(_WORKLOAD, given.lower())) is not None:
            kind = found[1] or "deployment"
            return f"write `{{{_KINDS.get(kind, kind)}: {found[2]}}}`" + ("" if found[1] else ", or the kind that it is")
        case (*_, "replicas"), int() if not isinstance(given, bool):
            return f"write `{{min: {given}, max: {given}}}`, or the fewest and the most that there may be"
        case (*_, "replicas"), str() if (found := re.fullmatch(_REPLICAS, given)) is not None:
            return f"write `{{min: {found[1]}, max: {found[2]}}}`"
        case (*_, "routes", _, "to"), [_, _, *_]:
            return "a route tells one receiver: give one both, or write two routes, the first with `continue: true`"
        case (*_, "email", "to"), [str(), *_]:
            return f"write one text: `{', '.join(map(str, given))}`" if isinstance(given, list) else None
        case (*_, "for"), [str() as single]:
            return f"write `{single}`, without `[` and `]`"
        case (*_, "thresholds", _, "for"), list() | None:
            return "write one duration, `5m`, or one for each severity: `{warning: 10m, critical: 5m}`"
        case (*_, "no_data"), str() if parse_duration(given) is not None:
            return f"write `{{for: {given}}}`"
        case (*_, "status", _), "2xx" | "2XX":
            return "leave `status` out: any 2xx is then good"
        case _:
            return _threshold(keys, given)


def reference(key: object, given: object) -> str | None:
    """Return how a reference to a Secret is written that stands as in a pod's `env:`; None when it is none.

    >>> reference("secretKeyRef", {"name": "slack", "key": "webhook"})
    'write `{secret: slack, key: webhook}` in place of all that'
    """
    match key, given:
        case "valueFrom", {"secretKeyRef": {"name": str() as secret, "key": str() as of}}:
            pass
        case "secretKeyRef", {"name": str() as secret, "key": str() as of}:
            pass
        case _:
            return None
    return f"write `{{secret: {secret}, key: {of}}}` in place of all that"


def _threshold(keys: KeyPath, given: object) -> str | None:
    match keys, given:
        case (*_, "thresholds", name), {"expr": str()}:
            metric = f"metrics: {{{name}: {{expr: …, unit: …}}}}"
            return f"an expression is a metric, without the comparison: `{metric}`; the limit is here: `{name}: {{above: …, for: …}}`"
        case (*_, "thresholds", _), str() if (found := re.fullmatch(_CONDITION, given)) is not None:
            wait = f", for: {found[3]}" if found[3] else ""
            return f"write `{{{'above' if found[1].startswith('>') else 'below'}: {found[2]}{wait}}}`"
        case (*_, "thresholds", _, "severity"), [first, second, *_]:
            return f"give each its limit: `above: {{{first}: …, {second}: …}}`"
        case _:
            return None
