"""An edit by which models come to have a profile."""

from __future__ import annotations

import random
from typing import Any


def in_profile(known: list[dict[str, Any]], data: dict[str, Any], rng: random.Random) -> None:
    """Let what one of the `known` models of a file says of itself be true of a profile that it names, and perhaps another one too."""
    given = rng.choice(known) if known else {}
    if keys := [key for key in given if key not in {"workload", "known_as", "profile", "retraining"}]:
        name = given.setdefault("profile", rng.choice(("usual", "slow")))
        key = rng.choice(keys)
        data.setdefault("profiles", {}).setdefault(name, {})[key] = given.pop(key)
        if rng.random() < 1 / 2:
            rng.choice(known).setdefault("profile", name)
