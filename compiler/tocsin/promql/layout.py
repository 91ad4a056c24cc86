"""Long expressions on several lines, as people indent them."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from tocsin.promql.ast import Aggregate, Binary, Call, Expr, Number, Range, Selector, String, Subquery, Unary
from tocsin.promql.printer import (
    aggregation,
    condition,
    is_compact,
    left_needs_parentheses,
    modifiers,
    operator,
    range_text,
    right_needs_parentheses,
    selected,
    subquery_window,
    to_text,
)

_INDENT = "  "


def pretty(expr: Expr, width: int = 100) -> str:  # noqa: C901 - one case a kind of node
    """Return `expr` on one line where it fits `width` columns, else on several; a name or string longer than that is not broken.

    >>> from tocsin.promql import parse
    >>> print(pretty(parse("sum by (model) (rate(errors[5m])) / sum by (model) (rate(requests[5m])) > 0.05"), width=40))
    (
      sum by (model) (rate(errors[5m]))
      / sum by (model) (rate(requests[5m]))
    )
    > 0.05
    """
    line = to_text(expr)
    if len(line) <= width:
        return line
    match expr:
        case Binary():
            return _binary(expr, width)
        case Call(function, args):
            return f"{function}{_block(args, width)}" if args else line
        case Aggregate(_, inner, _, _, param):
            return f"{aggregation(expr)}{_block((inner,) if param is None else (param, inner), width)}"
        case Range(selector):
            bare = replace(selector, offset_ms=0, at=None)
            return pretty(bare, width) + range_text(expr).removeprefix(to_text(bare))
        case Selector(metric, matchers, offset_ms, at):
            if not matchers:
                return line
            texts = [f"\n{_INDENT}{condition(matcher)}" for matcher in matchers]
            return selected(metric, [*texts[:-1], f"{texts[-1]}\n"]) + modifiers(offset_ms, at)
        case Subquery(inner):
            return (pretty(inner, width) if is_compact(inner) else _block((inner,), width)) + subquery_window(expr)
        case Unary(inner):
            return f"-{_block((inner,), width)}" if isinstance(inner, Binary) else f"-{pretty(inner, width - 1)}"
        case Number() | String():
            return line
        case _:
            assert_never(expr)


def _binary(expr: Binary, width: int) -> str:
    """Set the operator under its left operand, with the right one after it unless that has operators of its own."""
    op = operator(expr)
    left = _operand(expr.left, expr, parentheses=left_needs_parentheses(expr), width=width)
    beside = width - len(op) - 1
    if isinstance(expr.right, Binary) and not right_needs_parentheses(expr) and len(to_text(expr.right)) > beside:
        return f"{left}\n{op}\n{_indented(pretty(expr.right, width - len(_INDENT)))}"
    return f"{left}\n{op} {_operand(expr.right, expr, parentheses=right_needs_parentheses(expr), width=beside)}"


def _operand(expr: Expr, parent: Binary, *, parentheses: bool, width: int) -> str:
    if parentheses:
        line = f"({to_text(expr)})"
        return line if len(line) <= width else _block((expr,), width)
    if expr is parent.left and isinstance(expr, Binary) and expr.op != parent.op:
        # Parentheses that nobody needs but the reader: a text that began with an indentation would need one in YAML too.
        line = to_text(expr)
        return line if len(line) <= width else _block((expr,), width)
    return pretty(expr, width)


def _block(exprs: tuple[Expr, ...], width: int) -> str:
    return "(\n" + ",\n".join([_indented(pretty(expr, width - len(_INDENT))) for expr in exprs]) + "\n)"


def _indented(text: str) -> str:
    return _INDENT + text.replace("\n", f"\n{_INDENT}")
