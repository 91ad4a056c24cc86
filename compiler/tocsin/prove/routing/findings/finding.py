"""One thing that stands out in a routing tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tocsin import source


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFinding:
    """A fact about the routing; `warning` when it is hardly meant, `information` when it may well be."""

    code: str
    level: Literal["warning", "information"]
    message: str
    at: source.Route
