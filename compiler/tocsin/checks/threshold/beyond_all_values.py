"""A floor, a least deviation or a difference that the metric's values cannot reach: the alert never fires.

A share is never below 0 nor above 1, so that two of them are never more than 1 apart.

Bad (-), good (+):
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          cache:
            anomaly:
              deviations: 3
              over: 1d
  -           least: 50%  # error
  +           least: 5%
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.promql import Binary, Call, Number, walk
from tocsin.raw import Knowledge, Span, span_of
from tocsin.threshold import Threshold
from tocsin.thresholds import anomaly, change, compare

_Kinds = (anomaly.Kind, change.Kind, compare.Kind)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield what keeps an alert on a history, or on two versions, from ever firing."""
    asked = {each.at: each.threshold for each in checked.thresholds if isinstance(each.threshold, _Kinds)}
    if not asked or not checked.sound:
        return
    knowledge = Knowledge(checked)
    for alert in checked.alerts:
        found = _beyond(alert, asked[alert.at], knowledge) if alert.at in asked and alert.limits else None
        if found is not None:
            path, why = found
            yield Finding(message=f"`{alert.name}` never fires: {why}", help="write a smaller one", where=checked, at=(*alert.at, *path))


def _beyond(alert: Alert, threshold: Threshold, knowledge: Knowledge) -> tuple[tuple[str, ...], str] | None:
    """Return where in the threshold it is said what cannot be reached, and why it cannot."""
    match threshold:
        case change.Kind():
            floors = (node for node in walk(alert.value) if isinstance(node, Binary) and node.op == ">" and isinstance(node.right, Number))
            spans = ((span_of(node.left, knowledge), node.right) for node in floors)
            highest = next((span for span, floor in spans if span and isinstance(floor, Number) and span.never(">", floor.value)), None)
            return None if highest is None else (("change", "floor"), f"no value is above {highest.greatest:g}")
        case anomaly.Kind():
            least = next((node.args[1] for node in walk(alert.value) if isinstance(node, Call) and node.function == "clamp_min"), None)
            width = _width(alert, knowledge)
            if width is None or not isinstance(least, Number) or not all(limit * least.value >= width for _, limit in alert.limits):
                return None
            return ("anomaly", "least"), f"no two values are more than {width:g} apart, and of {least.value:g} that is no such deviation"
        case compare.Kind() if threshold.compare.way[0] == "difference":
            step = next((each for each in threshold.steps() if each.severity in {None, alert.severity}), None)
            width = _width(alert, knowledge)
            if step is None or width is None or not all(Span(-width, width).never(op, limit) for op, limit in alert.limits):
                return None
            return step.path, f"no two values are more than {width:g} apart"
        case _:
            return None


def _width(alert: Alert, knowledge: Knowledge) -> float | None:
    """Return how far apart two values can be that the alert subtracts; None when nobody knows."""
    apart = next((node for node in walk(alert.value) if isinstance(node, Binary) and node.op == "-"), None)
    spans = [span_of(side, knowledge) for side in (apart.left, apart.right)] if apart is not None else []
    return next((span.greatest - span.least for span in spans if span is not None), None)
