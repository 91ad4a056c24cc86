"""A recording has the name of a series that thresholds record already, or that a server serves: whoever asks for one gets both.

Bad (-), good (+):
    metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
    recordings:
  -   model:queue:max: {metric: queue, by: [model], aggregate: max}  # error
  +   models:queue:max: {metric: queue, by: [model], aggregate: max}
    models:
      chat: {workload: {deployment: chat}, thresholds: {queue: {above: {warning: 10, critical: 20}, for: 5m}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import Recording


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every recording of the section `recordings` whose series somebody else makes."""
    named = checked.resolved.spec.recordings
    if not named:
        return
    made = {rule.record: rule.at for rule in checked.rules if isinstance(rule, Recording) and rule.at[0] != "recordings"}
    for record in named:
        at = ("recordings", record)
        serving = [pack for pack, each in checked.resolved.packs.items() if each.metric_of(record) is not None]
        if record in made:
            message, notes = f"`{record}` is recorded for alerts too", (("for this one", checked, made[record]),)
            yield Finding(message=message, help="give it another name", where=checked, at=at, part="key", notes=notes)
        elif serving:
            message = f"`{record}` is a series of {serving[0]}"
            yield Finding(message=message, help="give it another name", where=checked, at=at, part="key")
