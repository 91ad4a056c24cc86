"""Who uses a metric of the spec."""

from __future__ import annotations

from tocsin.finding import Checked


def is_acted_on(checked: Checked, name: str) -> bool:
    """Tell whether an alert or an autoscaler acts on the metric `name`: then its value decides, and nobody looks at it first."""
    for _, subject in checked.subjects:
        if any((threshold.metric or key) == name or name in threshold.while_ for key, threshold in subject.thresholds.items()):
            return True
        if any(name in slo.metrics or name in slo.while_ for slo in subject.slos.values()):
            return True
        targets = subject.scaling.targets if subject.scaling is not None else {}
        if any((getattr(target, "metric", None) or key) == name for key, target in targets.items()):
            return True
    return False
