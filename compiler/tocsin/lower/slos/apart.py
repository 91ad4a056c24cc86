"""The labels by which the budgets of one objective are told apart; all of its series must have them."""

from __future__ import annotations

from typing import Final

from tocsin.conventions import (
    COMPONENT_LABEL,
    EXHAUSTION_LABEL,
    LONG_WINDOW_LABEL,
    NAMESPACE_LABEL,
    SEVERITY_LABEL,
    SHORT_WINDOW_LABEL,
)
from tocsin.lower.context import Context
from tocsin.lower.slos.objective import Objective
from tocsin.lower.subject import Subject
from tocsin.measures import Counted, Events, Samples, Series, Slower

_OF_ALERTS: Final = frozenset({SEVERITY_LABEL, SHORT_WINDOW_LABEL, LONG_WINDOW_LABEL, EXHAUSTION_LABEL})


def told_apart(context: Context, subject: Subject, objective: Objective, events: Events) -> bool:
    """Tell whether `events` can have a budget for each value of their labels; why not is said."""
    series = _series(events)
    at = (*objective.at, "by")
    unlike = next((each for each in series if each.by != events.by), None)
    if unlike is not None:
        message = f"`{series[0].metric}` tells its events apart by {_listed(events.by)}, `{unlike.metric}` by {_listed(unlike.by)}"
        remedy = "name metrics whose series have the same labels for it, or count by what they have in common"
        context.findings.add("slo/labels-unlike", message, remedy, at=at)
        return False
    spec = objective.spec
    own = {*subject.labels, *objective.labels, *spec.labels, *_OF_ALERTS, *({COMPONENT_LABEL} if spec.component else ())}
    for label in events.by:
        # What is always the same hides nothing, and a namespace gives way.
        one = all(any(matcher.label == label and matcher.op == "=" for matcher in each.matchers) for each in series)
        if label in own and not one and label != NAMESPACE_LABEL:
            message = f"the alerts have a label `{label}` of their own, which would hide what tells the budgets apart"
            remedy = f"remove `{label}`" + (" from `labels:`" if label in spec.labels else ", or give the series another label for it")
            context.findings.add("slo/label-hidden", message, remedy, at=at)
            return False
    return True


def _series(events: Events) -> tuple[Series, ...]:
    match events:
        case Counted(part=part, whole=whole):
            return (*whole, *part)
        case Slower(histogram=histogram):
            return (histogram,)
        case Samples(state=state):
            return (state,)
        case _:
            raise TypeError(events)


def _listed(labels: tuple[str, ...]) -> str:
    return " and ".join([f"`{label}`" for label in labels]) or "nothing"
