"""The section `events` of models and components: what is told of their everyday, as kube-state-metrics sees it."""

from typing import Literal

from tocsin.section import Period, Section
from tocsin.section.naming import Word


class Events(Section):
    """What happens to a workload and is no fault. All of it needs the pack `kube-state-metrics` in `use:`, and is silent without."""

    deployed: Literal["mark", "alert"] | None = "mark"
    """A new version: a mark in the graphs of its dashboards, or an alert `Deployed` besides; null: nothing."""
    retraining: Literal["mark", "alert"] | None = "mark"
    """A run that the CronJob of `retraining.schedule` starts: a mark, or an alert `RetrainingStarted` besides; null: nothing."""
    at_maximum: Period | None = "15m"
    """How long its autoscaler may hold it at the most replicas before the alert `ScalingAtMaximum`; null: for ever. Where a component
    watches all autoscalers, as one of `runtime: kube-state-metrics` does, the graver of the two alerts silences the other."""
    not_converging: Period | None = "15m"
    """How long its autoscaler may want other replicas than there are before the alert `ReplicasNotConverging`; null: for ever."""
    severity: Word | None = None
    """Severity of these alerts; default: the least grave."""
