"""A parameter that the trigger does not read, or not from there, or not with this value.

KEDA passes over what it does not know, and takes a default: a queue is then as long as it may be anyway. Some parameters it reads from its
metadata, some from a TriggerAuthentication, such as passwords, and some from both.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 0, max: 3}
          triggers:
            jobs:
              type: kafka
              metadata:
                bootstrapServers: kafka:9092
                consumerGroup: chat
                topic: jobs
  -             lagTreshold: 100  # error
  +             lagThreshold: 100
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.catalog.keda_triggers import Parameters, keda_triggers
from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.source import Part


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every parameter that would be passed over or refused."""
    for trigger in checked.triggers:
        known = keda_triggers().get(trigger.type)
        for name, message, remedy, part in _faults(trigger, known) if known is not None else ():
            yield Finding(message=message, help=remedy, where=checked, at=(*trigger.at, "metadata", name), part=part)


def _faults(trigger: ir.Trigger, known: Parameters) -> Iterator[tuple[str, str, str, Part]]:
    kind = f"`{trigger.type}`"
    for name, value in trigger.metadata.items():
        choices = known.choices.get(name, ())
        if name in known.authenticates and not known.reads(name):
            yield (
                name,
                f"{kind} reads `{name}` from no metadata",
                f"write `{name}: {{secret: <name of the Secret>, key: <key in it>}}`",
                "key",
            )
        elif not known.reads(name):
            yield name, f"{kind} reads no `{name}`", did_you_mean(name, known.takes | known.authenticates), "key"
        elif choices and value not in choices:
            yield name, f"`{name}` is not `{value}`", did_you_mean(value, choices), "value"
    for name in trigger.authentication.secrets if trigger.authentication is not None else ():
        if name not in known.authenticates:
            message, remedy = f"{kind} reads no `{name}` from a Secret", did_you_mean(name, known.authenticates)
            if known.reads(name):
                remedy = "write its value, or let the workload's environment hold it: `" + f"{name}FromEnv: <VARIABLE>`"
            yield name, message, remedy, "key"
