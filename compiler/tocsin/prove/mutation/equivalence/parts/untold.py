"""Values of which nothing counts but that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tocsin.promql import Binary, Expr
from tocsin.promql.ast import SET_OPERATORS
from tocsin.prove.mutation.rule import Rule

_VALUE: Final = ("$value", ".Value")


def untold(steps: Sequence[Expr], rule: Rule) -> bool:
    """Tell whether nobody learns the value of the last of `steps`, the way down to it from the root of the expression of `rule`.

    >>> from tocsin.promql import parse
    >>> expr = parse("a and b > 0")
    >>> hot = Rule(name="Hot", is_alert=True, expr=expr, labels={}, annotations={"summary": "It is {{ $value }}."})
    >>> untold((expr, expr.right), hot), untold((expr, expr.left), hot)
    (True, False)
    """
    for child, parent in pairwise(reversed(steps)):
        if not isinstance(parent, Binary) or parent.op not in SET_OPERATORS:
            return False
        if parent.op != "or" and parent.right is child:
            return True
    texts = (*rule.annotations.values(), *rule.labels.values())
    return rule.is_alert and not any(word in text for text in texts for word in _VALUE)
