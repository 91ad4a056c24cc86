"""A platform with nothing in it, for what needs one only to be called after it."""

from __future__ import annotations

from tocsin.load import load
from tocsin.lower.context import Context
from tocsin.resolve import resolve
from tocsin.spec.tree import Tree


def context() -> Context:
    """Return its context."""
    tree = load({"specs/shop/spec.yaml": b"platform: {name: shop, namespace: ml}"})
    assert isinstance(tree, Tree)
    ((resolved,), _) = resolve(tree)
    return Context(resolved)
