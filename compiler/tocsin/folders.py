"""The names of folders and files: what `specs/` has besides platforms, and where the compiler keeps its state."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

PACKS: Final = "packs"
"""The folder that holds no platform."""
POLICY: Final = "policy.yaml"
"""The file, which is no platform either; in the place of a folder, it holds itself."""
COMMON: Final = "common.yaml"
"""The file with what all platforms have in common; it holds itself, too."""
BESIDE: Final = (POLICY, COMMON)
"""The files that stand in `specs/` itself."""
NO_PLATFORMS: Final = frozenset({PACKS, *BESIDE})
VISIBLE: Final = "[!.]*"
"""The pattern of names that specs and their folders have: what begins with a dot is an editor's, or hidden on purpose."""

DATA: Final = Path(__file__).parent
"""This package, with its data beside its modules. `importlib.resources` also looks into archives, and takes a while to import."""


def no_mistakes(folders: Collection[str], more: str = "") -> str:
    """Return the line that says that there are no mistakes in what stands in the `folders` of specs, and what is to be known besides."""
    platforms = len({*folders} - NO_PLATFORMS)
    return f"no mistakes in {platforms} {'platform' if platforms == 1 else 'platforms'}{more}"


def so_many_allowed(number: int) -> str:
    """Return the end of such a line: how many findings the specs allow."""
    return f"; {number} allowed" if number else ""
