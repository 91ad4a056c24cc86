"""A trigger without a parameter that it needs: KEDA calls the whole ScaledObject broken, and scales nothing.

Some it may have from the workload's environment: `hostFromEnv: RABBITMQ_URL`. What a named TriggerAuthentication holds nobody knows here.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 0, max: 3}
          triggers:
            jobs:
              type: rabbitmq
  -           metadata: {mode: QueueLength, value: 20}  # error
  +           metadata: {mode: QueueLength, value: 20, queueName: jobs, host: {secret: rabbitmq, key: uri}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.catalog.keda_triggers import Parameters, keda_triggers
from tocsin.diagnostics.nearest import closest
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the parameters of every trigger without those that it needs."""
    for trigger in checked.triggers:
        known = keda_triggers().get(trigger.type)
        lacking = known.lacks(_given(trigger, known), _secrets(trigger)) if known is not None else ()
        if known is not None and lacking:
            named = " and ".join(" or ".join(f"`{name}`" for name in needed.split("|")) for needed in lacking)
            first = lacking[0].split("|")[0]
            by_secret = f"`{first}: {{secret: <name of the Secret>, key: <key in it>}}`" if first in known.authenticates else ""
            plain = f"`{first}: …`" if known.reads(first) else ""
            yield Finding(
                message=f"`{trigger.type}` needs {named}",
                help=f"write {', or '.join(filter(None, (plain, by_secret)))}",
                where=checked,
                at=(*trigger.at, "metadata"),
                part="key",
            )


def _given(trigger: ir.Trigger, known: Parameters) -> frozenset[str]:
    """Return which parameters its metadata have; a misspelt one, which is told by itself, is the one that is meant."""
    meant = {closest(name, known.takes) for name in trigger.metadata if not known.reads(name)}
    return frozenset(trigger.metadata) | frozenset(filter(None, meant))


def _secrets(trigger: ir.Trigger) -> frozenset[str] | None:
    """Return which parameters its authentication has; None where that is written elsewhere."""
    authentication = trigger.authentication
    if authentication is None:
        return frozenset()
    return frozenset(authentication.secrets) if authentication.secrets or authentication.identity else None
