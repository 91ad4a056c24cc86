"""Whether an alert can ever match a route or an inhibition, today or with a severity that no alert has yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin import ir
from tocsin.conventions import NAMESPACE_LABEL, OWNER_LABEL, SEVERITY_LABEL
from tocsin.diagnostics.nearest import closest
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.by_value import ByValue
from tocsin.routing.delivery import Delivery
from tocsin.routing.implication import only, shown
from tocsin.routing.labels import AlertLabels
from tocsin.routing.matching import maybe
from tocsin.routing.sent_labels import KnownLabels
from tocsin.routing.tree import holds

# https://github.com/prometheus-operator/kube-prometheus/tree/main/jsonnet/kube-prometheus/components/mixin/alerts
_BROUGHT: Final = tuple(
    AlertLabels(fixed={"alertname": name, SEVERITY_LABEL: "none"}, maybe=frozenset({NAMESPACE_LABEL, "prometheus"}))
    for name in ("Watchdog", "InfoInhibitor")
)
_SYSTEM: Final = "kube-system"
"""What the stack watches besides itself, and tells of in alerts of many names."""


def _of_namespace(namespace: str) -> AlertLabels:
    return AlertLabels(fixed={NAMESPACE_LABEL: namespace}, maybe=frozenset({SEVERITY_LABEL, "prometheus"}))


class Conceivable:
    """The alerts of a delivery, asked for conditions."""

    def __init__(self, delivery: Delivery) -> None:
        """Take the delivery whose alerts count."""
        prometheus = delivery.checked.resolved.spec.platform.cluster.prometheus
        brought = prometheus.stack.startswith("kube-prometheus")
        self._brought = (*_BROUGHT, *map(_of_namespace, (_SYSTEM, prometheus.namespace))) if brought else ()
        self._declared = delivery.severities
        known = (labels.known(SEVERITY_LABEL) for labels in (*(each.labels for each in delivery.others), *self._brought))
        self._severities = tuple(dict.fromkeys(("", *delivery.severities, *(severity for severity in known if severity))))
        self._labels: tuple[KnownLabels, ...] = tuple(sort[0].labels for sort in delivery.sorts)
        self._by_label: dict[str, ByValue[KnownLabels]] = {}
        self._arrivals = delivery.arrivals

    def any(self, asked: Sequence[ir.Matcher]) -> bool:
        """Tell whether some alert may be what all of `asked` ask for; of severities, whether one of the platform's is."""
        rest = self._without_severities(asked)
        return rest is not None and any(maybe(rest, labels) for labels in (*self._candidates(rest), *self._named(asked)))

    def matching(self, asked: Sequence[ir.Matcher]) -> tuple[Arrivals, ...]:
        """Return the alerts that may be what `asked` ask for."""
        return tuple(each for each in self._arrivals if maybe(asked, each.labels))

    def reason(self, asked: Sequence[ir.Matcher]) -> tuple[str, str]:
        """Return why no alert is what `asked` ask for, and what to do about it."""
        usual = "mend the condition, or remove it; `# allow` it with a reason where others send such alerts"
        for matcher in asked:
            if not self.any([matcher]):
                if matcher.label == SEVERITY_LABEL:
                    return f"`{shown(matcher)}` is none of the platform's severities", self._severity_meant(matcher)
                values = {value for labels in (*self._labels, *self._brought) if (value := labels.known(matcher.label))}
                near = next((found for value in only(matcher) if (found := closest(value, values)) is not None), None)
                why = f"none is `{shown(matcher)}`" if values else f"none has a label `{matcher.label}`"
                return why, f"did you mean `{near}`?" if near else self._called_otherwise(matcher) or usual
        return "none is all of that at once", usual

    def _severity_meant(self, matcher: ir.Matcher) -> str:
        """Return which severity may be meant, or which there are."""
        near = next((found for value in only(matcher) if (found := closest(value, self._declared)) is not None), None)
        listed = ", ".join(f"`{severity}`" for severity in self._declared)
        return f"did you mean `{near}`?" if near else f"one of {listed}"

    def _called_otherwise(self, matcher: ir.Matcher) -> str:
        """Return which label has the value that is asked for, such as `owner` where rules written by hand said `team`; else nothing."""
        for value in only(matcher):
            having = {label for labels in self._labels for label, known in labels.fixed.items() if known == value}
            if having:
                label = OWNER_LABEL if OWNER_LABEL in having else min(having)
                return f"did you mean the label `{label}`? of some alerts that is `{value}`"
        return ""

    def _named(self, asked: Sequence[ir.Matcher]) -> Sequence[KnownLabels]:
        """Return those of the stack that `asked` names by what is known of them, not only by a namespace, in which any may be."""
        wanted = [matcher for matcher in asked if matcher.op in {"=", "=~"}]
        return [
            labels
            for labels in self._brought
            if any(matcher.label in labels.fixed and holds(matcher, labels.fixed[matcher.label]) for matcher in wanted)
        ]

    def _candidates(self, asked: Sequence[ir.Matcher]) -> Sequence[KnownLabels]:
        """Return all that may be what the first `=` of `asked` asks for: of the alerts of hundreds of teams those of one."""
        exact = next((matcher for matcher in asked if matcher.op == "="), None)
        if exact is None:
            return self._labels
        if exact.label not in self._by_label:
            self._by_label[exact.label] = ByValue(self._labels, exact.label)
        return self._by_label[exact.label].of(exact.value)

    def _without_severities(self, asked: Sequence[ir.Matcher]) -> list[ir.Matcher] | None:
        """Return the other matchers; None when none of the platform's severities is what is asked for."""
        graded = [matcher for matcher in asked if matcher.label == SEVERITY_LABEL]
        if graded and not any(all(holds(matcher, severity) for matcher in graded) for severity in self._severities):
            return None
        return [matcher for matcher in asked if matcher.label != SEVERITY_LABEL]
