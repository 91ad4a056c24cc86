"""Find the features of a package: every module in it is one, so that adding a file is all it takes."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Return the modules of `package` in the order of their names; packages inside it are not features.

    Raises:
        ImportError: a module cannot be imported.
    """
    return tuple(import_module(f"{package}.{name}") for name in names(package, ".py") if name != "__init__")


def packages(package: str) -> tuple[str, ...]:
    """Return the names of the packages inside `package`, in their order."""
    folders = [Path(folder) for folder in import_module(package).__path__]
    return tuple(name for name in names(package, "") if any((folder / name / "__init__.py").is_file() for folder in folders))


def names(package: str, suffix: str) -> list[str]:
    """Return what is called `<name><suffix>` in a package. `pkgutil` takes ten times as long, because it looks into every folder there."""
    entries = [entry for folder in import_module(package).__path__ for entry in os.listdir(folder)]  # noqa: PTH208  # names are enough
    return sorted(name for entry in entries if entry.endswith(suffix) and (name := entry.removesuffix(suffix)).isidentifier())
