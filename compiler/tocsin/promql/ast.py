"""The nodes of a PromQL expression: immutable values, compared by content.

Named tuples, not dataclasses: a build makes and prints some 200,000 nodes, and a frozen dataclass takes 2.5 times as long to
construct and longer still to compare and hash. The price is that `+` and `<` mean what they mean for tuples: combine expressions with
the functions of `build`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Expr: TypeAlias = "Selector | Range | Subquery | Call | Aggregate | Binary | Unary | Number | String"
At: TypeAlias = int | Literal["start", "end"]
MatchOperator: TypeAlias = Literal["=", "!=", "=~", "!~"]

# https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence: a greater number binds tighter.
PRECEDENCE = {
    "or": 1, "and": 2, "unless": 2,
    "==": 3, "!=": 3, "<=": 3, "<": 3, ">=": 3, ">": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "atan2": 5, "^": 6,
}  # fmt: skip
COMPARISONS = frozenset({"==", "!=", "<=", "<", ">=", ">"})


class Matcher(NamedTuple):
    """One condition on a label; a pattern is RE2, anchored at both ends."""

    label: str
    op: MatchOperator
    value: str


class Selector(NamedTuple):
    """The series of `metric` (None: of any name) which satisfy every matcher.

    `offset_ms` looks back by that many milliseconds (forward when negative); `at` fixes the time, in milliseconds since the epoch.
    """

    metric: str | None
    matchers: tuple[Matcher, ...] = ()
    offset_ms: int = 0
    at: At | None = None


class Range(NamedTuple):
    """The samples of a selector's last `window`: milliseconds, or a Grafana variable such as `$__rate_interval`."""

    expr: Selector
    window: int | str


class Subquery(NamedTuple):
    """`expr` evaluated every `step_ms` (None: the global interval) over the last `window_ms`."""

    expr: Expr
    window_ms: int
    step_ms: int | None = None
    offset_ms: int = 0
    at: At | None = None


class Call(NamedTuple):
    """A function applied to its arguments."""

    function: str
    args: tuple[Expr, ...] = ()


class Aggregate(NamedTuple):
    """An aggregation by `labels`, or by all labels but these; `param` is what `topk`, `quantile` and `count_values` take besides."""

    op: str
    expr: Expr
    labels: tuple[str, ...] = ()
    without: bool = False
    param: Expr | None = None


class Matching(NamedTuple):
    """How two vectors are joined: on `labels`, or on all labels but these; `group` names the side that may have many series for one.

    `include` are labels that the many side takes from the one side.
    """

    labels: tuple[str, ...] = ()
    ignoring: bool = False
    group: Literal["left", "right"] | None = None
    include: tuple[str, ...] = ()


class Binary(NamedTuple):
    """`left op right`; `as_bool` turns a comparison from a filter into 0 or 1."""

    op: str
    left: Expr
    right: Expr
    as_bool: bool = False
    matching: Matching | None = None


class Unary(NamedTuple):
    """The negation of `expr`. A negative number is a Number; a unary plus means nothing and is no node."""

    expr: Expr


class Number(NamedTuple):
    """A scalar. Not a number is `math.nan` itself, so that it equals itself here; zero has no sign, as the two are equal."""

    value: float


class String(NamedTuple):
    """A string argument."""

    value: str
