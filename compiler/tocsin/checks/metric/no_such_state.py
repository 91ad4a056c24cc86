"""A condition on a state that kube-state-metrics never tells: it matches no series, and its alert is silent for ever.

One that leaves such a state out leaves nothing out, and its alert fires for what it should not.
Kubernetes writes the phases of a pod with a capital letter, and whether a condition holds in small ones.
https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   running: {series: kube_pod_status_phase, where: {phase: running}}  # error
  +   running: {series: kube_pod_status_phase, where: {phase: Running}}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.raw import series
from tocsin.regex import late, patterns
from tocsin.section.matching import LabelMatch, Matching
from tocsin.source import KeyPath

_HOLDS: Final = ("true", "false", "unknown")
_STATES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("kube_pod_status_phase", "phase"): ("Pending", "Running", "Succeeded", "Failed", "Unknown"),
    ("kube_pod_status_ready", "condition"): _HOLDS,
    ("kube_pod_status_scheduled", "condition"): _HOLDS,
    ("kube_pod_status_qos_class", "qos_class"): ("BestEffort", "Burstable", "Guaranteed"),
    ("kube_job_complete", "condition"): _HOLDS,
    ("kube_job_failed", "condition"): _HOLDS,
    ("kube_node_status_condition", "status"): _HOLDS,
    ("kube_deployment_status_condition", "status"): _HOLDS,
    ("kube_horizontalpodautoscaler_status_condition", "status"): _HOLDS,
    ("kube_persistentvolumeclaim_status_phase", "phase"): ("Pending", "Bound", "Lost"),
    ("kube_persistentvolume_status_phase", "phase"): ("Pending", "Available", "Bound", "Released", "Failed"),
    ("kube_namespace_status_phase", "phase"): ("Active", "Terminating"),
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition on a state that there is not, in whatever asks for series and in raw expressions."""
    for asked in checked.conditions:
        for label, wanted in asked.where.items():
            told = [_STATES[series, label] for series in asked.series if (series, label) in _STATES]
            for op, value, step in _asked(wanted) if told else ():
                states = next((states for states in told if _odd(op, value, states) is not None), ())
                odd = _odd(op, value, states) if states else None
                if odd is not None:
                    message, remedy = _said(label, op, odd, states)
                    yield Finding(message=message, help=remedy, where=checked, at=(*asked.at, label, *step))
    for written, selector, _, seen in series(checked):
        for matcher in selector.matchers:
            states = _STATES.get((selector.metric or "", matcher.label), ())
            odd = _odd(matcher.op, matcher.value, states) if states and matcher.value else None
            if odd is not None:
                yield written.finding(*_said(matcher.label, matcher.op, odd, states), written.matcher(matcher, seen))


def _asked(wanted: LabelMatch) -> Iterator[tuple[str, str, KeyPath]]:
    match wanted:
        case str():
            yield "=", wanted, ()
        case Matching():
            asked = (("=~", wanted.matches, "matches"), ("!~", wanted.not_matches, "not_matches"), ("!=", wanted.equals_not, "not"))
            yield from ((op, value, (key,)) for op, value, key in asked if value)
        case _:
            yield from (("=", value, (index,)) for index, value in enumerate(wanted))


def _odd(op: str, value: str, states: Collection[str]) -> str | None:
    """Return what of a condition is no state: the value, the pattern, or one of the values that a pattern lists."""
    if "~" not in op:
        return None if value in states else value
    listed = value.split("|") if _LISTED.fullmatch(value) else [value]
    return next((each for each in listed if not any(patterns.matches(each, state) for state in states)), None)


_LISTED: Final = late(r"\w+(\|\w+)+")


def _said(label: str, op: str, value: str, states: Collection[str]) -> tuple[str, str]:
    vain = ": this leaves nothing out" if op.startswith("!") else ""
    return f"`{label}` is never `{value}`{vain}", did_you_mean(value, states)
