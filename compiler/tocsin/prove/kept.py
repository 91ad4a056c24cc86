"""Proofs that passed before, by a checksum of everything that they depend on: any edit gives another checksum."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

Rows: TypeAlias = Sequence[Mapping[str, Any]]

_MOST: Final = 20_000
_FILE: Final = "proofs"  # its checksum, and JSON: what a disk has spoilt is not known


class Kept:
    """Proofs that succeeded, with what is to be known of each, as data that JSON holds. Failures are never kept."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder of the state; None: know nothing of earlier runs, and leave nothing to later ones."""
        self._folder = folder
        self._known = _read(folder)
        self._used: dict[str, Rows] = {}

    def find(self, key: str) -> Rows | None:
        """Return the rows of a proof that has succeeded before; None when it has not."""
        rows = self._used.get(key, self._known.get(key))
        if rows is not None:
            self._used[key] = rows
        return rows

    def keep(self, key: str, rows: Rows) -> None:
        """Remember a proof that has succeeded."""
        self._used[key] = rows

    def save(self) -> None:
        """Write down what is known, what was used last at the end; the oldest beyond 20,000 proofs are forgotten."""
        if self._folder is None or (self._used.keys() <= self._known.keys() and list(self._known)[-len(self._used) :] == list(self._used)):
            return
        kept = {**{key: rows for key, rows in self._known.items() if key not in self._used}, **self._used}
        text = json.dumps(dict(list(kept.items())[-_MOST:]), ensure_ascii=False, separators=(",", ":"))
        self._folder.mkdir(parents=True, exist_ok=True)
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        # Renamed, so that whoever runs at the same time reads the one or the other.
        written = self._folder / f"{_FILE}.{os.getpid()}"
        written.write_text(f"{_checksum(text)}\n{text}", encoding="utf-8")
        written.replace(self._folder / _FILE)


def _read(folder: Path | None) -> dict[str, Rows]:
    if folder is None:
        return {}
    try:
        checksum, _, text = (folder / _FILE).read_text(encoding="utf-8").partition("\n")
    except (FileNotFoundError, ValueError):
        return {}
    known: dict[str, Rows] = json.loads(text) if checksum == _checksum(text) else {}
    return known


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
