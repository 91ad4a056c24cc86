"""What stands in `specs/` beside the platforms, by name; apart from what reads it, for those who only look for files."""

from __future__ import annotations

from typing import Final

PACKS: Final = "packs"
"""The folder that holds no platform."""
POLICY: Final = "policy.yaml"
"""The file, which is no platform either; in the place of a folder, it holds itself."""
NO_PLATFORMS: Final = frozenset({PACKS, POLICY})
