"""What a check is given and what it says."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin import ir
from tocsin.source import Part, Route
from tocsin.spec.resolved import Resolved


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """One platform in one environment: what was written, and what it means."""

    resolved: Resolved
    platform: ir.Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake, at a route of the platform `where`; its code is the check's file name."""

    message: str
    help: str
    where: Checked
    at: Route
    part: Part = "value"
    notes: tuple[tuple[str, Checked, Route], ...] = ()
