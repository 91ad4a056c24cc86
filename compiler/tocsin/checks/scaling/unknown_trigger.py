"""A type of trigger that KEDA does not have: it calls the whole ScaledObject broken, and scales nothing.

https://keda.sh/docs/latest/scalers/

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 0, max: 3}
          triggers:
            jobs:
  -           type: sqs  # error
  +           type: aws-sqs-queue
              metadata: {queueURL: https://sqs.eu-west-1.amazonaws.com/123456789012/jobs, awsRegion: eu-west-1}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog.keda_triggers import keda_triggers
from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every trigger of a type that is not known."""
    for trigger in checked.triggers:
        if trigger.type not in keda_triggers():
            yield Finding(
                message=f"KEDA has no trigger `{trigger.type}`",
                help=_meant(trigger.type),
                where=checked,
                at=(*trigger.at, "type"),
            )


def _meant(kind: str) -> str:
    """Return what is meant: the only type with this word in its name, such as `sqs`, or one that is spelled alike."""
    holding = [each for each in keda_triggers() if kind in each]
    return f"did you mean `{holding[0]}`?" if len(holding) == 1 else did_you_mean(kind, keda_triggers())
