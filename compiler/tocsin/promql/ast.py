"""The nodes of a PromQL expression: immutable values, compared by content.

A build makes and prints some 200,000 nodes: that they keep their hash makes printing one look-up a node, and the garbage collector need
not follow what can hold no cycle. Each tells its own children, because to try every kind in turn takes five times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Expr: TypeAlias = "Selector | Range | Subquery | Call | Aggregate | Binary | Unary | Number | String"
At: TypeAlias = int | Literal["start", "end"]
MatchOperator: TypeAlias = Literal["=", "!=", "=~", "!~"]

# https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence: a greater number binds tighter.
PRECEDENCE = {
    "or": 1, "and": 2, "unless": 2,
    "==": 3, "!=": 3, "<=": 3, "<": 3, ">=": 3, ">": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "atan2": 5, "^": 6,
}  # fmt: skip
COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {"==": eq, "!=": ne, "<=": le, "<": lt, ">=": ge, ">": gt}
"""What each asks of two numbers."""
SET_OPERATORS = frozenset({"and", "or", "unless"})


class Node(Struct, frozen=True, gc=False, cache_hash=True):
    """What an expression is made of."""

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of, in reading order."""
        return ()

    def having(self, children: Sequence[Expr]) -> Expr:
        """Return the node made of other `children`, of which there are as many; raise TypeError when it cannot be."""
        raise TypeError(f"a {type(self).__name__} is made of nothing, not of {len(children)} expressions")


class Matcher(Struct, frozen=True, gc=False, cache_hash=True):
    """One condition on a label; a pattern is RE2, anchored at both ends."""

    label: str
    op: MatchOperator
    value: str


class Selector(Node, frozen=True, gc=False, cache_hash=True):
    """The series of `metric` (None: of any name) which satisfy every matcher.

    `offset_ms` looks back by that many milliseconds (forward when negative); `at` fixes the time, in milliseconds since the epoch.
    """

    metric: str | None
    matchers: tuple[Matcher, ...] = ()
    offset_ms: int = 0
    at: At | None = None


class Range(Node, frozen=True, gc=False, cache_hash=True):
    """The samples of a selector's last `window`: milliseconds, or a Grafana variable such as `$__rate_interval`."""

    expr: Selector
    window: int | str

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of."""
        return (self.expr,)

    def having(self, children: Sequence[Expr]) -> Range:
        """Return the range of another selector."""
        (child,) = children
        if not isinstance(child, Selector):
            raise TypeError(f"a range holds a selector, not a {type(child).__name__}")
        return replace(self, expr=child)


class Subquery(Node, frozen=True, gc=False, cache_hash=True):
    """`expr` evaluated every `step_ms` (None: the global interval) over the last `window_ms`."""

    expr: Expr
    window_ms: int
    step_ms: int | None = None
    offset_ms: int = 0
    at: At | None = None

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of."""
        return (self.expr,)

    def having(self, children: Sequence[Expr]) -> Subquery:
        """Return the subquery of another expression."""
        (child,) = children
        return replace(self, expr=child)


class Call(Node, frozen=True, gc=False, cache_hash=True):
    """A function applied to its arguments."""

    function: str
    args: tuple[Expr, ...] = ()

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of, in reading order."""
        return self.args

    def having(self, children: Sequence[Expr]) -> Call:
        """Return the call with other arguments."""
        return replace(self, args=tuple(children))


class Aggregate(Node, frozen=True, gc=False, cache_hash=True):
    """An aggregation by `labels`, or by all labels but these; `param` is what `topk`, `quantile` and `count_values` take besides."""

    op: str
    expr: Expr
    labels: tuple[str, ...] = ()
    without: bool = False
    param: Expr | None = None

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of, in reading order."""
        return (self.expr,) if self.param is None else (self.param, self.expr)

    def having(self, children: Sequence[Expr]) -> Aggregate:
        """Return the aggregation of another expression, with another parameter if it has one."""
        *param, child = children
        return replace(self, expr=child, param=param[0] if param else None)


class Matching(Struct, frozen=True, gc=False, cache_hash=True):
    """How two vectors are joined: on `labels`, or on all labels but these; `group` names the side that may have many series for one.

    `include` are labels that the many side takes from the one side.
    """

    labels: tuple[str, ...] = ()
    ignoring: bool = False
    group: Literal["left", "right"] | None = None
    include: tuple[str, ...] = ()


class Binary(Node, frozen=True, gc=False, cache_hash=True):
    """`left op right`; `as_bool` turns a comparison from a filter into 0 or 1."""

    op: str
    left: Expr
    right: Expr
    as_bool: bool = False
    matching: Matching | None = None

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of, in reading order."""
        return (self.left, self.right)

    def having(self, children: Sequence[Expr]) -> Binary:
        """Return the operation on other operands."""
        left, right = children
        return replace(self, left=left, right=right)


class Unary(Node, frozen=True, gc=False, cache_hash=True):
    """The negation of `expr`. A negative number is a Number; a unary plus means nothing and is no node."""

    expr: Expr

    @property
    def children(self) -> tuple[Expr, ...]:
        """What it is directly made of."""
        return (self.expr,)

    def having(self, children: Sequence[Expr]) -> Unary:
        """Return the negation of another expression."""
        (child,) = children
        return replace(self, expr=child)


class Number(Node, frozen=True, gc=False, cache_hash=True):
    """A scalar. Not a number is `math.nan` itself, so that it equals itself here; zero has no sign, as the two are equal."""

    value: float


class String(Node, frozen=True, gc=False, cache_hash=True):
    """A string argument."""

    value: str
