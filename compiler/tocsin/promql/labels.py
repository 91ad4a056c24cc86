"""Which labels the result of an expression has: what an alert is routed by, and what its texts may mention.

The rules, tried against promtool in the tests:
- Functions, arithmetic, comparisons with `bool`, negation and aggregation take `__name__` away; filters and `last_over_time` keep it.
  https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operators
- Two vectors joined one to one keep the labels of `on`, or lose those of `ignoring`; with `group_left` the left side keeps all, and takes
  the named labels of the right, absent ones too. https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching
- `by` keeps nothing else, `without` nothing of its own; `topk` and its like keep all.
  https://prometheus.io/docs/prometheus/latest/querying/operators/#aggregation-operators
- `absent` makes labels of equality matchers, where a label has no second matcher; `vector`, `scalar` and numbers have none.
  https://prometheus.io/docs/prometheus/latest/querying/functions/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.promql.ast import COMPARISONS, Aggregate, Binary, Call, Expr, Matching, Number, Range, Selector, String, Subquery, Unary

_NAME = frozenset({"__name__"})


class OutputLabels(Struct, frozen=True, kw_only=True):
    """The labels that a result may have: `only` these or, when None, all those of `series` except `dropped`.

    `added` come from elsewhere (`label_replace`, `count_values`, `group_left`), `fixed` are on every sample with the value that a matcher
    asks for, `series` are the selectors whose labels pass through. A bare selector has its metric's name as `__name__`.
    """

    only: frozenset[str] | None = None
    dropped: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    series: tuple[Selector, ...] = ()

    def may_have(self, label: str) -> bool:
        """Tell whether a sample can have `label`, whatever the labels of the series."""
        return label not in self.dropped if self.only is None else label in self.only

    def names(self, series_labels: Iterable[str]) -> frozenset[str]:
        """Return the labels that a sample may have when the series have `series_labels`."""
        return frozenset([label for label in {*series_labels, *self.added, *self.fixed} if self.may_have(label)])


def output_labels(expr: Expr) -> OutputLabels:
    """Return the labels that the samples of `expr` have.

    >>> from tocsin.promql import parse
    >>> labels = output_labels(parse('sum by (job, model) (x{job="api"})'))
    >>> sorted(labels.only), dict(labels.fixed), sorted(labels.names(["model", "pod"]))
    (['job', 'model'], {'job': 'api'}, ['job', 'model'])
    """
    match expr:  # the most frequent first: to see that a node is of another kind takes time
        case Selector():
            return _selected(expr)
        case Range() | Subquery():
            return output_labels(expr.expr)
        case Call():
            return _called(expr)
        case Aggregate():
            return _aggregated(expr)
        case Number() | String():
            return _NO_LABELS
        case Binary():
            return _combined(expr)
        case Unary():
            return _without(output_labels(expr.expr), _NAME)
        case _:
            assert_never(expr)


_NO_LABELS = OutputLabels(only=frozenset())


def _selected(selector: Selector) -> OutputLabels:
    equal = {matcher.label: matcher.value for matcher in selector.matchers if matcher.op == "="}
    if selector.metric is not None:
        equal["__name__"] = selector.metric
    # An empty value is how PromQL spells a label that is not there.
    dropped = frozenset([label for label, value in equal.items() if not value])
    fixed = {label: value for label, value in equal.items() if value} if dropped else equal
    return OutputLabels(dropped=dropped, fixed=fixed, series=(selector,))


SCALAR_FUNCTIONS = frozenset({"scalar", "time", "pi"})
_NAME_KEEPING_FUNCTIONS = frozenset({"sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "last_over_time", "first_over_time"})
_BUCKET_FUNCTIONS = frozenset({"histogram_quantile", "histogram_fraction"})
_NAME_AND_EDGE = _NAME | {"le"}


def _called(call: Call) -> OutputLabels:
    vectors = [arg for arg in call.args if not isinstance(arg, String) and not _is_scalar(arg)]
    if not vectors or call.function == "scalar":
        return _NO_LABELS
    vector = vectors[0]
    if call.function in ("absent", "absent_over_time"):
        return _absent(vector)
    labels = output_labels(vector)
    if call.function in ("label_replace", "label_join"):
        texts = [arg.value for arg in call.args if isinstance(arg, String)]
        return _with(labels, texts[0], _constant_replacement(texts) if call.function == "label_replace" else None)
    if call.function in _NAME_KEEPING_FUNCTIONS:
        return labels
    return _without(labels, _NAME_AND_EDGE if call.function in _BUCKET_FUNCTIONS else _NAME)


def _absent(expr: Expr) -> OutputLabels:
    selector = expr.expr if isinstance(expr, Range) else expr
    if not isinstance(selector, Selector):
        return _NO_LABELS
    uses = Counter([matcher.label for matcher in selector.matchers])
    equal = {
        matcher.label: matcher.value
        for matcher in selector.matchers
        if matcher.op == "=" and matcher.value and uses[matcher.label] == 1 and matcher.label != "__name__"
    }
    return OutputLabels(only=frozenset(equal), fixed=equal)


def _constant_replacement(texts: list[str]) -> str | None:
    """Return what `label_replace` surely sets; `""` matched against the label `""` is the idiom for always."""
    _, replacement, source, pattern = texts
    always = pattern in (".*", "(.*)") or (pattern == "" and source == "")
    return replacement if always and "$" not in replacement else None


def _aggregated(expr: Aggregate) -> OutputLabels:
    if expr.op in ("topk", "bottomk", "limitk", "limit_ratio"):
        return output_labels(expr.expr)
    if expr.without:
        grouped = _without(output_labels(expr.expr), _NAME.union(expr.labels))
    else:
        grouped = _restricted(output_labels(expr.expr), frozenset(expr.labels)) if expr.labels else _NO_LABELS
    return _with(grouped, expr.param.value, None) if isinstance(expr.param, String) else grouped


_EVERY_LABEL = Matching(ignoring=True)


def _combined(expr: Binary) -> OutputLabels:
    left, right = output_labels(expr.left), output_labels(expr.right)
    if left is _NO_LABELS and right is _NO_LABELS:
        return _NO_LABELS
    matching = expr.matching or _EVERY_LABEL
    if expr.op == "unless":
        return left
    if expr.op == "and":
        return _agreeing(left, right, matching)
    if expr.op == "or":
        return _either(left, right)
    dropped = frozenset() if expr.op in COMPARISONS and not expr.as_bool else _NAME
    if _is_scalar(expr.left) or _is_scalar(expr.right):
        return _without(right if _is_scalar(expr.left) else left, dropped)
    many, one = (right, left) if matching.group == "right" else (left, right)
    labels = _without(_agreeing(many, one, matching), dropped)
    if matching.group is None:
        names = frozenset(matching.labels)
        return _without(labels, names) if matching.ignoring else _restricted(labels, names)
    for label in matching.include:
        labels = _with(labels, label, one.fixed.get(label)) if one.may_have(label) else _without(labels, frozenset({label}))
    return labels


def _agreeing(many: OutputLabels, one: OutputLabels, matching: Matching) -> OutputLabels:
    """Return the labels of `many` after a join: on the labels that are matched it has just what `one` has."""
    free = _NAME.union(matching.labels)
    if not matching.ignoring:
        joined = _without(many, frozenset([label for label in matching.labels if not one.may_have(label)]))
    elif one.only is None:
        joined = _without(many, one.dropped - free)
    else:
        allowed = one.only | free
        joined = _restricted(many, allowed if many.only is None else allowed & many.only)
    same = {label: value for label, value in one.fixed.items() if label != "__name__" and (label in free) != matching.ignoring}
    return replace(joined, fixed={**joined.fixed, **same})


def _either(left: OutputLabels, right: OutputLabels) -> OutputLabels:
    fixed = {label: value for label, value in left.fixed.items() if right.fixed.get(label) == value}
    return OutputLabels(
        only=None if left.only is None or right.only is None else left.only | right.only,
        dropped=frozenset([label for label in left.dropped | right.dropped if not left.may_have(label) and not right.may_have(label)]),
        added=(left.added | right.added).union(left.fixed, right.fixed).difference(fixed),
        fixed=fixed,
        series=left.series + right.series,
    )


def _without(labels: OutputLabels, names: frozenset[str]) -> OutputLabels:
    if not names or labels is _NO_LABELS:
        return labels
    # Written out, because every node of every expression comes here, and `replace` takes three times as long.
    return OutputLabels(
        series=labels.series,
        only=None if labels.only is None else labels.only - names,
        dropped=labels.dropped | names if labels.only is None else labels.dropped,
        added=labels.added - names,
        fixed={label: value for label, value in labels.fixed.items() if label not in names},
    )


def _restricted(labels: OutputLabels, names: frozenset[str]) -> OutputLabels:
    kept = frozenset([name for name in names if labels.may_have(name)])
    fixed = {label: value for label, value in labels.fixed.items() if label in kept}
    return OutputLabels(only=kept, added=labels.added & kept, fixed=fixed, series=labels.series)


def _with(labels: OutputLabels, label: str, value: str | None) -> OutputLabels:
    """Return `labels` with `label`, of the fixed `value` (None: of any; empty: taken away)."""
    cleared = _without(labels, frozenset({label}))
    if value == "":
        return cleared
    return replace(
        cleared,
        only=None if cleared.only is None else cleared.only | {label},
        dropped=cleared.dropped - {label},
        added=cleared.added | {label},
        fixed=cleared.fixed if value is None else {**cleared.fixed, label: value},
    )


def _is_scalar(expr: Expr) -> bool:
    match expr:
        case Range() | Selector():
            return False
        case Number():
            return True
        case Call(function):
            return function in SCALAR_FUNCTIONS
        case Unary(inner):
            return _is_scalar(inner)
        case Binary(_, left, right):
            return _is_scalar(left) and _is_scalar(right)
        case _:
            return False
