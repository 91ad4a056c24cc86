"""An inhibition that says nothing of what its two sides have in common: one alert anywhere silences all others everywhere.

Where source and target ask for the same model, component or name, that is what they have in common. Where one alert really means that
all others are of no interest, say so with `# allow`.
https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
  -     lesser: {source: {severity: critical}, target: {severity: warning}}  # error
  +     lesser: {source: {severity: critical}, target: {severity: warning}, equal: [alertname, component]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SEVERITY_LABEL, SUBJECT_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import deliveries

_WIDE: Final = frozenset({PLATFORM_LABEL, ENVIRONMENT_LABEL, NAMESPACE_LABEL, SEVERITY_LABEL})
"""Labels that many models share."""


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition of the author's without `equal` whose sides do not ask for one value of one label."""
    for delivery in deliveries(estate):
        conceivable = Conceivable(delivery)
        for rule in delivery.inhibitions:
            if not rule.equal and not _tied(rule):
                yield Finding(
                    message=f"while one alert is what `{rule.name}` asks for, it silences all its targets, whatever they are about",
                    help=f"say in `equal:` what both must have in common, for example `equal: [{_example(conceivable, rule)}]`",
                    where=delivery.checked,
                    at=rule.at,
                    part="key",
                )


def _tied(rule: ir.InhibitRule) -> bool:
    wanted = {(matcher.label, matcher.value) for matcher in rule.source if matcher.op == "=" and matcher.label not in _WIDE}
    return any(matcher.op == "=" and (matcher.label, matcher.value) in wanted for matcher in rule.target)


def _example(conceivable: Conceivable, rule: ir.InhibitRule) -> str:
    """Return labels by which some alerts of both sides are about the same."""
    sources, targets = conceivable.matching(rule.source), conceivable.matching(rule.target)
    named = any(matcher.label == "alertname" for matcher in (*rule.source, *rule.target))
    shared = [label for label in _SUBJECTS if any(map(_having(label), sources)) and any(map(_having(label), targets))]
    # What both lack counts as equal: with the other one, a component is about the same as no other.
    about = [label for label in _SUBJECTS if shared and any(map(_having(label), (*sources, *targets)))]
    wide = NAMESPACE_LABEL if all(map(_having(NAMESPACE_LABEL), (*sources, *targets))) else ENVIRONMENT_LABEL
    return ", ".join([*([] if named else ["alertname"]), *(about or [wide])])


_SUBJECTS: Final = (MODEL_LABEL, SUBJECT_LABEL)


def _having(label: str) -> Callable[[Arrivals], bool]:
    return lambda each: bool(each.labels.known(label))
