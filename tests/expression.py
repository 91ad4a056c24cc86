"""An expression of PromQL that a test is sure of."""

from __future__ import annotations

from tocsin.promql import Expr, ParseFailure, parse


def read(text: str, *, variables: bool = False) -> Expr:
    """Return the expression, with Grafana's variables for windows when `variables` are asked for."""
    found = parse(text, variables=variables)
    assert not isinstance(found, ParseFailure), found.message
    return found
