"""The module that a service imports, so that it serves exactly what the platform's spec declares."""

from __future__ import annotations

from tocsin import ir
from tocsin.diagnostics import Diagnostic
from tocsin.instrument.declared import declarations
from tocsin.instrument.module import module

__all__ = ["instrument"]


def instrument(platform: ir.Platform) -> str | tuple[Diagnostic, ...]:
    """Return the source of a Python module with the platform's own metrics, or what prometheus_client cannot serve of them.

    A platform without any metric that only its spec declares gives an empty module.
    """
    declared, mistakes = declarations(platform)
    return mistakes or module(declared, platform)
