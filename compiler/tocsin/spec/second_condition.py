"""A threshold that says in two ways what is bad: its kind is that of one, and the other is a key that this kind has not got."""

from __future__ import annotations

from typing import Final

from tocsin.spec.failure import Branch
from tocsin.spec.fields import Path
from tocsin.thresholds import kinds

_QUANTILE: Final = "quantile"


def first_condition(path: Path) -> str | None:
    """Return the key that gave a threshold its kind, when the key at the end of `path` is that of another kind; None of anything else."""
    match path:
        case (*_, Branch(name=tag), str(key)):
            kind = kinds().get(tag.removeprefix("#"))
            if kind is not None and any(key in other.KEYS for other in kinds().values()):
                return kind.KEYS[0]
    return None


def second_condition(path: Path, given: object) -> tuple[str, str, str] | None:
    """Return code, message and help of the key at the end of `path`, with its value, when it is a threshold's second condition."""
    first = first_condition(path)
    if first is None:
        return None
    key = path[-1]
    remedy = f"leave one of them out, in a patch by `{key}: null`, or write a threshold of its own with `{key}:`"
    if key == _QUANTILE:
        remedy = f"let it watch a metric that is the quantile: `metrics: {{<name>: {{quantile: {{of: <histogram>, at: {given}}}}}}}`"
    return "threshold/two-conditions", f"`{first}` and `{key}` are two conditions", remedy
