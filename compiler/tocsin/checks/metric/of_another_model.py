"""What one model asks is about another one: a threshold that was copied, or an expression in which the other's name stands.

The alert then has the name of the one and fires for the other, which most often has the same alert itself.

Bad (-), good (+):
    use: [vllm]
    models:
      chat:
        workload: {deployment: chat}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
      code:
        workload: {deployment: code}
        thresholds:
          "vllm:num_requests_waiting":
            above: 20
            for: 5m
  -         where: {model_name: chat}  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.raw import expressions
from tocsin.source import KeyPath, Part
from tocsin.spec.metrics import SeriesMetric


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold, objective and target of a model that asks for the series of another model, and for none of its own."""
    models = checked.resolved.spec.models
    called = {name: {name, model.known_as} if isinstance(model.known_as, str) else {name} for name, model in models.items()}
    others = {word: name for name, words in called.items() for word in words}
    labels = _labels(checked)
    for each in checked.conditions:
        if each.at[0] == "models" and each.at[2] in {"thresholds", "slos"}:
            for label, value in each.where.items():
                other = others.get(value) if isinstance(value, str) and label in labels else None
                if other is not None and value not in called[str(each.at[1])]:
                    yield _finding(checked, (*each.at, label), other, "remove it: a model's own series are selected by themselves")
    written = dict(_written(checked, labels, others))
    for at, metric in _asked(checked) if written else ():
        word = written.get(metric)
        if word is not None and word not in called[str(at[1])]:
            yield _finding(checked, at, others[word], f"write `<< model >>` in the expression of `{metric}` in place of `{word}`")


def _finding(checked: Checked, at: KeyPath, other: str, remedy: str) -> Finding:
    part: Part = "value" if "where" in at else "key"
    return Finding(message=f"this asks for the series of `{other}`, and is about `{at[1]}`", help=remedy, where=checked, at=at, part=part)


def _labels(checked: Checked) -> frozenset[str]:
    """Return the labels by which series of models are told apart."""
    declared = (metric.labels.get("model") for metric in checked.resolved.spec.metrics.values() if isinstance(metric, SeriesMetric))
    return frozenset({"model", "model_name", *(label for label in declared if label is not None)})


def _written(checked: Checked, labels: frozenset[str], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the raw metrics in which one model's name stands, and no fact, each with that name."""
    for written in expressions(checked):
        matchers = (matcher for selector, _ in written.of(Selector) for matcher in selector.matchers)
        said = {matcher.value for matcher in matchers if matcher.label in labels and matcher.op == "="}
        if len(said) == 1 and said <= others.keys() and not written.filled.facts:
            yield written.name, said.pop()


def _asked(checked: Checked) -> Iterator[tuple[KeyPath, str]]:
    """Yield what thresholds and targets of models ask of."""
    placed = [(each.at, each.metric) for each in checked.thresholds] + [(each.at, each.metric) for each in checked.targets]
    yield from ((at, metric) for at, metric in placed if at[0] == "models")
