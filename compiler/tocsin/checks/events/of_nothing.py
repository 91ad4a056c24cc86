"""An event that is asked for and that nothing can ever tell: no autoscaler, no training, no workload, or nobody who watches them.

What a model does not say itself, and what `defaults:` or a profile says of several, is told where it can be.

Bad (-), good (+):
  + platform: {cluster: {autoscaler: hpa, prometheus: {release: monitoring}}}
    use: [kube-state-metrics]
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}
  +     scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}
        events: {at_maximum: 30m}  # error
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.defaults import IN_COMMON
from tocsin.spec.models import Component, Model

FROM_ABSENCE: Final = "platform"
_PACK: Final = "kube-state-metrics"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every event that a model or component asks for in vain, and the severity of no alert at all."""
    telling = {alert.at[:3] for alert in checked.alerts if alert.at[2:3] == ("events",)}
    for subject_at, subject in checked.subjects:
        at: KeyPath = (*subject_at, "events")
        asked = [key for key in sorted(subject.events.model_fields_set) if getattr(subject.events, key) is not None]
        for key in asked if _is_its_own(checked, at) else ():
            found = _vain(checked, subject, key, told=at in telling)
            if found is not None and _is_its_own(checked, (*at, key)):
                yield Finding(message=found[0], help=found[1], where=checked, at=(*at, key), part="key")


def _is_its_own(checked: Checked, at: KeyPath) -> bool:
    """Tell whether the subject says so itself."""
    return checked.resolved.origins.written(at)[1][:1] not in {(section,) for section in IN_COMMON}


def _vain(checked: Checked, subject: Model | Component, key: str, *, told: bool) -> tuple[str, str] | None:
    """Return why nothing tells an event, and what to do; None when something may."""
    if key == "severity":
        return None if told else ("none of its events is an alert", "ask for one of them, or remove `severity`")
    if _PACK not in checked.resolved.packs:
        return f"nothing tells it: the pack `{_PACK}` is not in use", f"add `{_PACK}` to `use:`"
    match key:
        case "deployed":
            return None if subject.workload is not None else ("it has no workload that could change", "add `workload: {deployment: ...}`")
        case "retraining":
            section = subject.retraining if isinstance(subject, Model) else None
            runs = section is not None and section.schedule is not None and section.schedule.job is not None
            return None if runs else ("no CronJob trains it again", "add `retraining: {schedule: {job: ...}}`, or remove this")
        case _:
            remedy = "add `scaling:`, or remove this"
            return None if subject.scaling is not None else ("no autoscaler of it is generated here", remedy)
