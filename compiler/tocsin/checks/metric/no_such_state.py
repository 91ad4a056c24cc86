"""A condition on a state that kube-state-metrics never tells: it matches no series, and its alert is silent for ever.

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

from tocsin import patterns
from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.matching import LabelMatch, Matching
from tocsin.raw import series
from tocsin.source import Route

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
    ("kube_namespace_status_phase", "phase"): ("Active", "Terminating"),
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition on a state that there is not, in whatever asks for series and in raw expressions."""
    for asked in checked.conditions:
        for label, wanted in asked.where.items():
            told = [_STATES[series, label] for series in asked.series if (series, label) in _STATES]
            for op, value, step in _asked(wanted) if told else ():
                states = next((states for states in told if not _met(op, value, states)), ())
                if states:
                    message, remedy = _said(label, value, states)
                    yield Finding(message=message, help=remedy, where=checked, at=(*asked.at, label, *step))
    for written, selector, _, seen in series(checked):
        for matcher in selector.matchers:
            states = _STATES.get((selector.metric or "", matcher.label), ())
            if states and matcher.value and not _met(matcher.op, matcher.value, states):
                yield written.finding(*_said(matcher.label, matcher.value, states), written.matcher(matcher, seen))


def _asked(wanted: LabelMatch) -> Iterator[tuple[str, str, Route]]:
    match wanted:
        case str():
            yield "=", wanted, ()
        case Matching(matches=str(pattern)):
            yield "=~", pattern, ("matches",)
        case Matching():
            return
        case _:
            yield from (("=", value, (index,)) for index, value in enumerate(wanted))


def _met(op: str, value: str, states: Collection[str]) -> bool:
    if op == "=":
        return value in states
    return op != "=~" or any(patterns.matches(value, state) for state in states)


def _said(label: str, value: str, states: Collection[str]) -> tuple[str, str]:
    return f"`{label}` is never `{value}`", did_you_mean(value, states)
