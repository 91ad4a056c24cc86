"""Which labels the samples of an expression surely have, surely lack, or may have."""

from __future__ import annotations

from typing import Final

from tocsin.promql import Expr, metrics, output_labels
from tocsin.raw.known import Knowledge

# Every scraped series has these, whatever it is. https://prometheus.io/docs/concepts/jobs_instances/
_SCRAPED: Final = frozenset({"instance", "job"})


def surely_has(expr: Expr, label: str, knowledge: Knowledge) -> bool:
    """Tell whether every sample of `expr` has `label`."""
    labels = output_labels(expr)
    if label in labels.fixed:
        return True
    if not labels.may_have(label) or not labels.series:
        return False
    found = [knowledge.of(selector.metric) for selector in labels.series]
    if labels.only is not None:  # who groups by a label knows that it is there
        return all(known is not None and known.may_have(label) for known in found)
    return all(known is not None and (label in _SCRAPED or label in known.own) for known in found)


def surely_lacks(expr: Expr, label: str, knowledge: Knowledge) -> bool:
    """Tell whether no sample of `expr` has `label`."""
    labels = output_labels(expr)
    if not labels.may_have(label):
        return True
    if label in labels.added or label in labels.fixed:
        return False
    found = [knowledge.of(selector.metric) for selector in labels.series]
    return all(known is not None and not known.may_have(label) for known in found)


def may_have(expr: Expr, label: str, knowledge: Knowledge) -> bool:
    """Tell whether a sample of `expr` may have `label`; recorded series have what their rules give them."""
    labels = output_labels(expr)
    if not labels.may_have(label):
        return False
    if label in labels.fixed or label in labels.added:
        return True
    return any(_may_bring(selector.metric, label, knowledge) for selector in labels.series)


def _may_bring(series: str | None, label: str, knowledge: Knowledge) -> bool:
    rules = knowledge.recorded.get(series or "", ())
    if rules:
        return any(label in rule.labels or may_have(rule.expr, label, knowledge) for rule in rules if series not in metrics(rule.expr))
    known = knowledge.of(series)
    return known is None or known.may_have(label)
