"""Who uses a metric of the spec."""

from __future__ import annotations

from tocsin.finding import Checked


def is_acted_on(checked: Checked, name: str) -> bool:
    """Tell whether an alert or an autoscaler acts on the metric `name`: then its value decides, and nobody looks at it first."""
    if is_alerted_on(checked, name):
        return True
    scaled = (subject.scaling.targets for _, subject in checked.subjects if subject.scaling is not None)
    return any((getattr(target, "metric", None) or key) == name for targets in scaled for key, target in targets.items())


def is_alerted_on(checked: Checked, name: str) -> bool:
    """Tell whether an alert reads the metric `name`."""
    for _, subject in checked.subjects:
        if any((threshold.metric or key) == name or name in threshold.while_ for key, threshold in subject.thresholds.items()):
            return True
        if any(name in slo.metrics or name in slo.while_ for slo in subject.slos.values()):
            return True
    return False
