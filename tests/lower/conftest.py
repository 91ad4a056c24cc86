from collections.abc import Callable

import pytest

from tocsin.load import load
from tocsin.lower.subject import Subject, subjects
from tocsin.resolve import resolve
from tocsin.spec.resolved import Resolved
from tocsin.spec.tree import Tree

Resolve = Callable[[str], Resolved]
OneSubject = Callable[[str], Subject]


@pytest.fixture
def resolved() -> Resolve:
    """Return a function from a spec's text to the platform `shop` in its only environment."""

    def from_text(text: str) -> Resolved:
        tree = load({"specs/shop/spec.yaml": text.encode()})
        assert isinstance(tree, Tree), tree
        (only,), mistakes = resolve(tree)
        assert not mistakes
        return only

    return from_text


@pytest.fixture
def subject(resolved: Resolve) -> OneSubject:
    """Return a function from the YAML of the model `m` to what lowering knows of it."""

    def from_model(model: str, cluster: str = "{}") -> Subject:
        (only,) = subjects(resolved(f"platform: {{name: shop, namespace: ml, cluster: {cluster}}}\nmodels: {{m: {model}}}"))
        return only

    return from_model
