"""The proof that the author of an expression gives: which series it reads, and which value each must have for a wanted result."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import promql
from tocsin.diagnostics import Findings
from tocsin.lower.subject import Subject
from tocsin.lower.texts import Texts
from tocsin.measures import Given
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionProof

_COUNTED = "rate "


def given_by(
    findings: Findings, proof: ExpressionProof | None, texts: Texts, subject: Subject | None, metric: KeyPath
) -> tuple[Given, ...]:
    """Return the series of a metric's proof with what they must be, their facts filled in; what cannot be read is said."""
    return () if proof is None or subject is None else tuple(_given(findings, proof, texts, subject, (*metric, "proof", "series")))


def _given(findings: Findings, proof: ExpressionProof, texts: Texts, subject: Subject, at: KeyPath) -> Iterator[Given]:
    for name, value in proof.series.items():
        there = (*at, name)
        filled = texts.expression(name, subject, there)
        if filled is None:
            continue
        selector, text = promql.parse(filled), value.removeprefix(_COUNTED)
        wanted = promql.parse(text)
        if not isinstance(selector, promql.Selector) or selector.metric is None or any(matcher.op != "=" for matcher in selector.matchers):
            message, remedy = f"`{name}` is no series", 'write its metric and all of its labels: `up{job="api"}`'
            findings.add("metric/bad-proof", message, remedy, at=there, part="key")
        elif isinstance(wanted, promql.ParseFailure) or not _arithmetic(wanted):
            message, remedy = f"`{value}` is no arithmetic with `level`", "use numbers, `level`, `time()`, `+`, `-`, `*` and `/`"
            findings.add("metric/bad-proof", message, remedy, at=there)
        else:
            yield Given(selector, wanted, counted=text != value)


def _arithmetic(expr: promql.Expr) -> bool:
    match expr:
        case promql.Number() | promql.Selector(metric="level", matchers=()) | promql.Call(function="time", args=()):
            return True
        case promql.Unary(expr=inner):
            return _arithmetic(inner)
        case promql.Binary(op="+" | "-" | "*" | "/", left=left, right=right):
            return _arithmetic(left) and _arithmetic(right)
        case _:
            return False
