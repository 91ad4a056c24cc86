"""The raw expressions of a spec, with the place of every part of them in its author's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from tocsin import promql
from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Condition, Expr, Matcher, Selector, split_condition
from tocsin.raw.facts import Filled, fill
from tocsin.raw.known import Knowledge, Known
from tocsin.raw.tokens import Role, Token, tokens
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric
from tocsin.spec.rate_window import rate_window_ms
from tocsin.units import UNITS, Unit

_Node = TypeVar("_Node")


class Seen(Struct, frozen=True):
    """A part of an expression, what is around it from the outside in, and which characters of the filled-in text name it."""

    node: Expr
    around: tuple[Expr, ...]
    place: tuple[int, int] | None

    @property
    def parent(self) -> Expr | None:
        """What it is directly in."""
        return self.around[-1] if self.around else None

    @property
    def functions(self) -> frozenset[str]:
        """The functions and aggregations that it is in."""
        calls = {node.function for node in self.around if isinstance(node, Call)}
        return frozenset(calls | {node.op for node in self.around if isinstance(node, Aggregate)})


class Written(Struct, frozen=True, kw_only=True):
    """One raw expression."""

    checked: Checked
    name: str
    unit: Unit | None
    expr: Expr
    parts: tuple[Seen, ...]
    """Everything in it in reading order, parents first."""
    filled: Filled
    knowledge: Knowledge

    @property
    def at(self) -> KeyPath:
        """Where it is written."""
        return ("metrics", self.name, "expr")

    def of(self, kind: type[_Node]) -> Iterator[tuple[_Node, Seen]]:
        """Yield the parts of one kind."""
        yield from ((seen.node, seen) for seen in self.parts if isinstance(seen.node, kind))

    def series(self) -> Iterator[tuple[Selector, Known, Seen]]:
        """Yield the selectors of series of which spec or packs know something."""
        for selector, seen in self.of(Selector):
            known = self.knowledge.of(selector.metric)
            if known is not None:
                yield selector, known, seen

    def finding(self, message: str, remedy: str, place: Seen | tuple[int, int] | None = None) -> Finding:
        """Return a finding at `place`, which is a part or characters of the filled-in text; None: the whole expression."""
        characters = place.place if isinstance(place, Seen) else place
        within = None if characters is None else self.filled.written(*characters)
        return Finding(message=message, help=remedy, where=self.checked, at=self.at, within=within)

    def word(self, text: str, *roles: Role, after: Seen | None = None) -> tuple[int, int] | None:
        """Return the characters of the first word `text` in one of `roles`, after a part."""
        start = after.place[0] if after is not None and after.place is not None else 0
        found = (token for token in _tokens(self.filled.text) if token.start >= start and token.role in roles and token.text == text)
        return next(((token.start, token.end) for token in found), None)

    def matcher(self, matcher: Matcher, seen: Seen) -> Seen | tuple[int, int]:
        """Return the characters of a matcher of the selector `seen`, from its label to its value; `seen` when they are not found."""
        start = seen.place[0] if seen.place is not None else 0
        words = [token for token in _tokens(self.filled.text) if token.start >= start]
        for label, sign, value in zip(words, words[1:], words[2:], strict=False):
            if (label.text.strip("\"'"), sign.text) == (matcher.label, matcher.op) and value.role == "string":
                return (label.start, value.end)
        return seen


def expressions(checked: Checked) -> Iterator[Written]:
    """Yield the raw expressions of a platform that are PromQL; what is none, lowering tells."""
    facts: Mapping[str, str] = {}
    knowledge: Knowledge | None = None
    for name, metric in checked.resolved.spec.metrics.items():
        if not isinstance(metric, ExpressionMetric):
            continue
        facts = facts or _facts(checked)
        filled = fill(metric.expr, facts)
        parts = _read(filled.text) if filled is not None else ()
        if filled is None or not parts:
            continue
        knowledge = knowledge or Knowledge(checked)
        yield Written(
            checked=checked,
            name=name,
            unit=UNITS.get(metric.unit),
            expr=parts[0].node,
            parts=parts,
            filled=filled,
            knowledge=knowledge,
        )


def parts(checked: Checked, kind: type[_Node]) -> Iterator[tuple[Written, _Node, Seen]]:
    """Yield the parts of one kind of all raw expressions, each with the expression that it is in."""
    yield from ((written, node, seen) for written in expressions(checked) for node, seen in written.of(kind))


def matchers(checked: Checked) -> Iterator[tuple[Written, Selector, Matcher, Seen]]:
    """Yield the matchers of all raw expressions, each with its selector and the expression that it is in."""
    yield from ((written, selector, each, seen) for written, selector, seen in parts(checked, Selector) for each in selector.matchers)


def comparisons(checked: Checked) -> Iterator[tuple[Written, Condition, Seen]]:
    """Yield what all raw expressions compare with a number, each with the expression that it is in."""
    for written, node, seen in parts(checked, Binary):
        condition = split_condition(node)
        if condition is not None:
            yield written, condition, seen


def series(checked: Checked) -> Iterator[tuple[Written, Selector, Known, Seen]]:
    """Yield the selectors of all raw expressions as `Written.series` does, each with the expression that it is in."""
    yield from ((written, *found) for written in expressions(checked) for found in written.series())


def value_at(checked: Checked, at: KeyPath) -> object:
    """Return what the spec has at `at`; None when it has nothing there."""
    value: object = checked.resolved.spec
    for key in at:
        value = value.get(key) if isinstance(value, Mapping) else getattr(value, str(key), None)
    return value


def written_at(checked: Checked, at: KeyPath) -> str | None:
    """Return the text that the spec has at `at`; None when its author wrote none there."""
    value = value_at(checked, at)
    return value if isinstance(value, str) else None


def _facts(checked: Checked) -> Mapping[str, str]:
    """Return facts as the first model has them: which one it is changes nothing that a check looks at."""
    spec = checked.resolved.spec
    scrape_ms = parse_duration(spec.platform.cluster.prometheus.scrape_interval) or 0
    subject = next(iter((*spec.models, *spec.components)), "model")
    return {
        "platform": spec.platform.name,
        "environment": checked.resolved.environment,
        "window": format_duration(rate_window_ms(scrape_ms)),
        "namespace": spec.platform.namespace,
        "owner": spec.platform.owner or "",
        "subject": subject,
        "model": subject,
        "kind": "model",
        "job": subject,
        "workload": subject,
        "pods": f"{subject}-.*",
    }


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Seen, ...]:
    """Return the parts of an expression; nothing when it is none that a metric could be."""
    expr = promql.parse(text)
    if isinstance(expr, promql.ParseFailure) or promql.result_type(expr) != "vector":
        return ()
    used: Counter[str] = Counter()
    operators = _operators(expr, text)
    return tuple(Seen(node, around, operators.get(id(node)) or _place(node, text, used)) for node, around in _walk(expr, ()))


def _walk(expr: Expr, around: tuple[Expr, ...]) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    yield expr, around
    for child in expr.children:
        yield from _walk(child, (*around, expr))


def _place(node: Expr, text: str, used: Counter[str]) -> tuple[int, int] | None:
    """Return where the name of `node` stands: parts of one name come in the order of the text."""
    match node:
        case Selector(str(name)):
            roles: tuple[Role, ...] = ("metric",)
        case Call(name) | Aggregate(name):
            roles = ("function",)
        case _:
            return None
    found = [token for token in _tokens(text) if token.role in roles and token.text.lower() == name.lower()]
    if not found:  # a name in quotes: `{__name__="up"}`
        found = [token for token in _tokens(text) if token.role == "string" and token.text[1:-1] == name]
    index = used[name.lower()]
    used[name.lower()] += 1
    return (found[index].start, found[index].end) if index < len(found) else None


def _operators(expr: Expr, text: str) -> Mapping[int, tuple[int, int]]:
    """Return where the operator of each Binary stands, by its identity: left of it is its left side."""
    nodes = list(_in_order(expr))
    found = [(token.start, token.end) for token in _tokens(text) if token.role == "operator"]
    return dict(zip(map(id, nodes), found, strict=True)) if len(nodes) == len(found) else {}


def _in_order(expr: Expr) -> Iterator[Binary]:
    if isinstance(expr, Binary):
        yield from _in_order(expr.left)
        yield expr
        yield from _in_order(expr.right)
    else:
        for child in expr.children:
            yield from _in_order(child)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text))
