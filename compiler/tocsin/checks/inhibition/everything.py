"""An inhibition by which one alert silences every other alert of the platform: `equal` names only what all of them share.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}, queue: {series: queue_length, type: gauge, unit: requests}}
    components:
      gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}
      gateway: {thresholds: {queue: {above: 9, for: 5m, severity: warning}}}
      proxy: {thresholds: {queue: {above: 9, for: 5m, severity: warning}}}
    routing:
      receiver: chat
      inhibit:
  -     lesser: {source: {severity: critical}, target: {severity: warning}, equal: [platform]}  # error
  +     lesser: {source: {severity: critical}, target: {severity: warning}, equal: [platform, subject]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.conventions import MODEL_LABEL, SUBJECT_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.matching import maybe, silences, surely

_FEW: Final = 2

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition of the author's by which one alert silences all others, and they are about several things."""
    for delivery in deliveries(estate):
        for rule in delivery.inhibitions:
            if rule.equal:
                yield from _everything(delivery, rule)


def _everything(delivery: Delivery, rule: ir.InhibitRule) -> Iterator[Finding]:
    others = [each for each in delivery.own if not maybe(rule.source, each.labels)]
    for source in delivery.own if len({_subject(each) for each in others}) >= _FEW else ():
        if surely(rule.source, source.labels) and _silences_all(rule, source, others):
            yield Finding(
                message=f"while `{source.alert.name}` fires, `{rule.name}` silences all {len(others)} other alerts",
                help="name in `equal:` what tells one model or component from another, for example `subject`",
                where=delivery.checked,
                at=rule.at,
                part="key",
                notes=(("the alert is", delivery.checked, source.alert.at),),
            )
            return


def _subject(each: Arrivals) -> tuple[str | None, str | None]:
    return each.labels.known(MODEL_LABEL), each.labels.known(SUBJECT_LABEL)


def _silences_all(rule: ir.InhibitRule, source: Arrivals, others: Sequence[Arrivals]) -> bool:
    return all(silences(rule, source.labels, each.labels) for each in others)
