"""A condition that holds for every alert, also for one without the label: it asks for nothing.

A missing label is an empty one, which `.*` matches. That the label is there at all is `.+`.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, ml: {webhook: {url: {secret: ml, key: url}}}}
  + metrics: {errors: {series: errors_total, type: counter, unit: requests, labels: {model: model}}}
  + models: {fraud: {thresholds: {errors: {above: 1/s, for: 5m}}}}
    routing:
      receiver: chat
      routes:
  -     ml: {when: {model: {matches: .*}}, to: ml}  # error
  +     ml: {when: {model: {matches: .+}}, to: ml}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.implication import matches_all, shown
from tocsin.source import KeyPath


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every condition of a route or an inhibition that asks for nothing."""
    for delivery in deliveries(estate):
        for place, matcher in _conditions(delivery):
            if matches_all(matcher):
                yield Finding(
                    message=f"`{shown(matcher)}` holds for every alert, also without the label",
                    help=f"for alerts that have the label, write `{matcher.label}: {{matches: .+}}`; otherwise remove the condition",
                    where=delivery.checked,
                    at=(*place, matcher.label),
                    part="key",
                )


def _conditions(delivery: Delivery) -> Iterator[tuple[KeyPath, ir.Matcher]]:
    for branch in branches(delivery.routing.root):
        yield from (((*branch.route.at, "when"), matcher) for matcher in branch.route.matchers)
    for rule in delivery.routing.inhibit:
        yield from (((*rule.at, "source"), matcher) for matcher in rule.source)
        yield from (((*rule.at, "target"), matcher) for matcher in rule.target)
