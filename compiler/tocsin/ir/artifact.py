"""One generated file."""

from __future__ import annotations

from typing import NamedTuple


class Artifact(NamedTuple):
    """A file: `path` relative to `generated/<environment>/<platform>/` in POSIX form, `text` its whole content."""

    path: str
    text: str
