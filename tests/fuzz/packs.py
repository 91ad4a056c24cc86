"""Packs of a repository's own with something wrong in them: mutated from the small ones of the catalogue."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Final

from fuzz.mutations import mutated
from fuzz.seeds import Data
from fuzz.spoiling import files
from tocsin import catalog
from tocsin.source import Document, parse

NAME: Final = "own"
_SMALL: Final = 12_000


def pack_files(chance: random.Random) -> dict[str, bytes]:
    """Return the file of a mutated pack."""
    (content, *_) = files(chance, "packs", mutated(chance, chance.choice(_small()))).values()
    return {f"specs/packs/{NAME}.yaml": content}


@cache
def _small() -> tuple[dict[str, Data], ...]:
    paths = [path for path in sorted(Path(catalog.__file__).parent.glob("*.yaml")) if path.stat().st_size < _SMALL]
    documents = [parse(path.name, path.read_bytes()) for path in paths]
    return tuple(document.value for document in documents if isinstance(document, Document) and isinstance(document.value, dict))
