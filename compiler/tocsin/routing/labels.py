"""The labels with which an alert leaves Prometheus: their values where they are known, and which others it may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from tocsin import ir, promql
from tocsin.routing.by_value import ByValue

_EVERY_ALERT = "alertname"
_NAME = "__name__"


class AlertLabels(Struct, frozen=True, kw_only=True):
    """What is known of the labels of one alert at Alertmanager."""

    fixed: Mapping[str, str]
    """Labels that every such alert has, with this value."""
    present: frozenset[str] = frozenset()
    """Labels that it surely has, with a value that the spec does not say."""
    maybe: frozenset[str] | None = frozenset()
    """Labels that it may have; None: any but `never`."""
    never: frozenset[str] = frozenset()
    """With `maybe` None, the labels that it surely lacks."""
    external: Mapping[str, str] = field(default_factory=dict)
    """What Prometheus adds where the alert lacks the label itself."""

    def known(self, label: str) -> str | None:
        """Return the value of `label`, empty when the alert surely lacks it; None when it is not known."""
        if label in self.fixed:
            return self.fixed[label]
        if label in self.present or (label not in self.never if self.maybe is None else label in self.maybe):
            return None
        return self.external.get(label, "")

    def with_values(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return a whole label set, in which the labels of `values` have these values; an empty one is a label that is not there."""
        complete = {**self.external, **{label: value for label, value in values.items() if value}, **self.fixed}
        return dict(sorted(complete.items()))


def alert_labels(name: str, expr: promql.Expr, static: Mapping[str, str], platform: ir.Platform, recordings: Recorded) -> AlertLabels:
    """Return the labels of the alerts of a rule.

    Prometheus drops the metric's name, sets the rule's labels over those of the sample (an empty value removes one), then `alertname`;
    external labels only fill gaps. The operator gives its Prometheus, and no other ruler, the label `prometheus`, and takes away the
    replica's.
    https://github.com/prometheus/prometheus/blob/main/rules/alerting.go, func (*AlertingRule) Eval
    https://github.com/prometheus/prometheus/blob/main/notifier/manager.go, func relabelAlerts
    https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go, func buildExternalLabels
    """
    external = platform.cluster.external_labels
    if not platform.cluster.operator or platform.cluster.ruler != "prometheus":
        return _with_static(_sampled(expr, recordings), {**static, _EVERY_ALERT: name}, external=external)
    # The operator ignores what somebody else calls `prometheus`.
    others = {label: value for label, value in external.items() if label != "prometheus"}
    return _with_static(_sampled(expr, recordings), {**static, _EVERY_ALERT: name}, external=others, added=frozenset({"prometheus"}))


def sample_labels(expr: promql.Expr, static: Mapping[str, str], recorded: Recorded) -> AlertLabels:
    """Return the labels of what a rule makes of `expr` and of its own labels `static`, before anybody else adds some."""
    return _with_static(_sampled(expr, recorded), static)


def recordings(platform: ir.Platform) -> Recorded:
    """Return the platform's recording rules by the series that they make."""
    return Recorded(platform.recordings)


def _sampled(expr: promql.Expr, recorded: Recorded) -> AlertLabels:
    """Return the labels of the samples of `expr`; of a recorded series they are those of its own rules."""
    output = promql.output_labels(expr)
    sources = [recorded.made(selector) for selector in output.series]
    fixed = {label: value for label, value in output.fixed.items() if label != _NAME}
    if not sources or not all(sources):
        maybe = None if output.only is None else output.only - fixed.keys() - {_NAME}
        return AlertLabels(fixed=fixed, maybe=maybe, never=output.dropped)
    rules = [rule for source in sources for rule in source]
    unbounded = output.only is None and any(rule.maybe is None for rule in rules)
    passed = frozenset([label for rule in rules for label in (*rule.fixed, *(rule.maybe or ()))])
    names = output.names(passed) | (output.only or frozenset())
    for label in sorted(names - fixed.keys() - output.added - {_NAME}):
        values = {rule.known(label) for rule in rules}
        value = values.pop()
        if not values and value is not None:
            fixed[label] = value
    lacking = frozenset([label for label, value in fixed.items() if not value])
    return AlertLabels(
        fixed={label: value for label, value in fixed.items() if value},
        maybe=None if unbounded else names - fixed.keys() - {_NAME},
        never=output.dropped | lacking,
    )


class Recorded:
    """Recording rules by the series that they make: of one name there may be as many as there are models."""

    def __init__(self, rules: Iterable[ir.Recording] = ()) -> None:
        """Take the rules."""
        self._rules: dict[str, list[ir.Recording]] = {}
        for rule in rules:
            self._rules.setdefault(rule.record, []).append(rule)
        self._labels: dict[str, list[AlertLabels]] = {}
        self._by_label: dict[tuple[str, str], ByValue[AlertLabels]] = {}
        self._asked: set[str] = set()

    def made(self, selector: promql.Selector) -> list[AlertLabels]:
        """Return the labels that each rule gives the series of `selector`; nothing when no rule makes them."""
        record = selector.metric or ""
        # No rule reads what it makes itself, directly or over others, in a group that means anything.
        if record not in self._rules or record in self._asked:
            return []
        wanted = [matcher for matcher in selector.matchers if matcher.op == "="]
        candidates = [self._known(record, matcher.label).of(matcher.value) for matcher in wanted] or [self._all(record)]
        fewest = min(candidates, key=len)
        return [labels for labels in fewest if all(labels.known(matcher.label) in (None, matcher.value) for matcher in wanted)]

    def _all(self, record: str) -> list[AlertLabels]:
        if record not in self._labels:
            self._asked.add(record)
            self._labels[record] = [_with_static(_sampled(rule.expr, self), rule.labels) for rule in self._rules[record]]
            self._asked.remove(record)
        return self._labels[record]

    def _known(self, record: str, label: str) -> ByValue[AlertLabels]:
        if (record, label) not in self._by_label:
            self._by_label[record, label] = ByValue(self._all(record), label)
        return self._by_label[record, label]


def _with_static(
    labels: AlertLabels, static: Mapping[str, str], *, external: Mapping[str, str] | None = None, added: frozenset[str] = frozenset()
) -> AlertLabels:
    """Return `labels` after a rule has set its own and others have `added` some; what a template gives is not known here."""
    computed = frozenset([label for label, value in static.items() if "{{" in value])
    removed = frozenset([label for label, value in static.items() if not value])
    fixed = {label: value for label, value in labels.fixed.items() if label not in static}
    said = {label: value for label, value in static.items() if label not in computed and label not in removed}
    fixed.update(said)
    return AlertLabels(
        fixed=fixed,
        present=labels.present | (added - fixed.keys()),
        maybe=None if labels.maybe is None else (labels.maybe - static.keys()) | computed,
        never=(labels.never | removed) - computed - said.keys(),
        external=labels.external if external is None else external,
    )
