"""Folders and files by name: what stands in `specs/` beside the platforms, and where the compiler keeps what it knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKS: Final = "packs"
"""The folder that holds no platform."""
POLICY: Final = "policy.yaml"
"""The file, which is no platform either; in the place of a folder, it holds itself."""
NO_PLATFORMS: Final = frozenset({PACKS, POLICY})

DATA: Final = Path(__file__).parent
"""This package, with its data beside its modules. `importlib.resources` also looks into archives, and takes a while to import."""
