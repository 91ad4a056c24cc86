"""Lints over spec and IR together: `checks/<group>/<fault>.py` is the check whose code is `<group>/<fault>`.

A check has one function: `check(checked)` sees one platform in one environment, `check_all(estate)` all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tocsin.diagnostics import Located
from tocsin.discovery import modules
from tocsin.finding import Checked, Finding

__all__ = ["checks", "run"]


def checks() -> dict[str, ModuleType]:
    """Return every check by its code."""
    groups = sorted(group.name for group in iter_modules(import_module(__name__).__path__) if group.ispkg)
    found = {f"{group}/{_last(module)}": module for group in groups for module in modules(f"{__name__}.{group}")}
    return {code.replace("_", "-"): module for code, module in found.items()}


def run(estate: Sequence[Checked]) -> Iterator[Located]:
    """Yield what the checks find in all platforms."""
    for code, module in checks().items():
        if hasattr(module, "check_all"):
            yield from (_located(code, finding) for finding in module.check_all(estate))
        else:
            yield from (_located(code, finding) for checked in estate for finding in module.check(checked))


def _located(code: str, finding: Finding) -> Located:
    return Located(
        code=code,
        message=finding.message,
        help=finding.help,
        span=finding.where.resolved.origins.span(finding.at, finding.part),
        severity="error",
        notes=tuple((message, where.resolved.origins.span(at, "key")) for message, where, at in finding.notes),
    )


def _last(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
