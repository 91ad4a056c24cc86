"""A label in `equal` that alerts do not have: where both sides lack it, it compares nothing, where one lacks it, nothing is ever equal.

Labels that both alerts lack count as equal. https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
        lesser:
          source: {severity: critical}
          target: {severity: warning}
  -       equal: [alertname, service]  # error
  +       equal: [alertname, subject]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.diagnostics.nearest import closest
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import deliveries

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every label of `equal` that neither side has, or that one side always has and the other never."""
    for delivery in deliveries(estate):
        conceivable = Conceivable(delivery)
        for rule in delivery.inhibitions:
            sources, targets = conceivable.matching(rule.source), conceivable.matching(rule.target)
            for index, label in enumerate(rule.equal if sources and targets else ()):
                why = _why(label, sources, targets)
                if why:
                    near = closest(label, (_of_some(sources) & _of_some(targets)) - {label})
                    yield Finding(
                        message=why,
                        help=f"did you mean `{near}`?" if near else f"remove `{label}`, or name a label that both sides have",
                        where=delivery.checked,
                        at=(*rule.at, "equal", index),
                    )


def _why(label: str, sources: Sequence[Arrivals], targets: Sequence[Arrivals]) -> str:
    ours, theirs = _lack(label, sources), _lack(label, targets)
    if ours and theirs:
        return f"neither side has a label `{label}`, so that it compares nothing"
    if (ours and _have(label, targets)) or (theirs and _have(label, sources)):
        one, other = ("sources", "targets") if ours else ("targets", "sources")
        return f"the {one} have no label `{label}`, and all {other} have one: they are never equal, and nothing is silenced"
    return ""


def _of_some(alerts: Sequence[Arrivals]) -> set[str]:
    return {label for each in alerts for label in each.labels.fixed}


def _lack(label: str, alerts: Sequence[Arrivals]) -> bool:
    return all(each.labels.known(label) == "" for each in alerts)


def _have(label: str, alerts: Sequence[Arrivals]) -> bool:
    return all(bool(each.labels.known(label)) or label in each.labels.present or _kept(label, each) for each in alerts)


_OF_EVERY_TARGET: Final = frozenset({"instance", "job"})


def _kept(label: str, each: Arrivals) -> bool:
    """Tell whether an alert has a label that its author tells values apart by, or that every scraped series has."""
    if each.labels.known(label) is not None:
        return False
    return label in (_OF_EVERY_TARGET if each.labels.maybe is None else each.labels.maybe)
