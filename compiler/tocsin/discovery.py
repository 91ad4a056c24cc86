"""Find the features of a package: every module in it is one, so that adding a file is all it takes."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Return the modules of `package` in the order of their names; packages inside it are not features.

    Raises:
        ImportError: a module cannot be imported.
    """
    paths = import_module(package).__path__
    return tuple(import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(paths) if not found.ispkg)
