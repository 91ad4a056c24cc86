"""The rules of a model `forecast`, to see that two ways to say its objectives mean the same."""

from __future__ import annotations

from tocsin.pipeline import build


def rules(*texts: str) -> str:
    """Return the rules that the spec files `texts` become, without the line that names the files."""
    built = build({"shop": {f"specs/shop/{index}.yaml": text.encode() for index, text in enumerate(texts)}})
    assert not built.diagnostics, built.diagnostics
    lines = built.artifacts["default/shop/rules/shop-forecast.yaml"].split("\n")
    return "\n".join(lines[1:])
