"""A spec in two: what a platform says itself, and what it might have in common with others."""

from __future__ import annotations

import random
from typing import Any

_OF_ONE = frozenset({"models", "components", "dashboards", "recordings", "name", "namespace"})


def beneath(spec: dict[str, Any], rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the platform and what stands below it: together they say what `spec` does, in the same order.

    At any depth, of a mapping the first entries go below it and the rest stays, because what stands over something comes behind it.
    """
    own: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    for key, value in spec.items():
        if key in _OF_ONE:
            own[key] = value
        elif key in {"use", "environments"} or not isinstance(value, dict) or not value:
            (shared if key != "environments" and rng.random() < 1 / 2 else own)[key] = value
        elif key == "platform":
            own[key], given = beneath(value, rng)
            shared |= {key: given} if given else {}
        else:
            kept, given = _divided(value, rng)
            own |= {key: kept} if kept or not given else {}
            shared |= {key: given} if given else {}
    return own, shared


def _divided(value: dict[str, Any], rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    number = rng.randint(0, len(value))
    entries = list(value.items())
    kept, given = dict(entries[number:]), dict(entries[:number])
    if number and isinstance(entries[number - 1][1], dict) and rng.random() < 1 / 2:
        key, inner = entries[number - 1]
        rest, below = _divided(inner, rng)
        if rest and below:  # the entry in the middle is of both
            kept, given = {key: rest, **kept}, {**given, key: below}
    return kept, given
