"""An objective on time whose limit every value keeps, or none: its budget stays whole for ever, or is spent from the first day.

A share is never below 0 nor above 1, and what is counted is never below 0.

Bad (-), good (+):
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        slos:
  -       roomy: {metric: cache, not_above: 120%, objective: 99%}  # error
  +       roomy: {metric: cache, not_above: 90%, objective: 99%}
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from tocsin.conventions import LIMIT_KEPT
from tocsin.finding import Checked, Finding
from tocsin.ir import Recording
from tocsin.promql import Binary, Expr, Number, walk
from tocsin.raw import Knowledge, Span, span_of

_KEYS: Final = {"<=": "not_above", ">=": "not_below"}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every limit of an objective that tells no time from another."""
    kept = [rule for rule in checked.rules if isinstance(rule, Recording) and rule.record == LIMIT_KEPT]
    if not kept or not checked.sound:
        return
    knowledge = Knowledge(checked)
    for rule in kept:
        for state in walk(rule.expr):
            if isinstance(state, Binary) and state.as_bool and state.op in _KEYS and isinstance(state.right, Number):
                values, limit = _values(state.left, knowledge), state.right.value
                always = values is not None and values.always(state.op, limit)
                if values is not None and (always or values.never(state.op, limit)):
                    greatest = "" if math.isinf(values.greatest) else f" to {values.greatest:g}"
                    yield Finding(
                        message=f"this is {'always' if always else 'never'} kept: the values are from {values.least:g}{greatest}",
                        help="write a limit between these",
                        where=checked,
                        at=(*rule.at, _KEYS[state.op]),
                    )


def _values(expr: Expr, knowledge: Knowledge) -> Span | None:
    """Return the least and the greatest value that is compared; what is no number is left out before that."""
    match expr:
        case Binary(">", value, Number(least)) if least == -math.inf:
            found = span_of(value, knowledge)
            return None if found is None else Span(found.least, found.greatest)
        case _:
            return span_of(expr, knowledge)
