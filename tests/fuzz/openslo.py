"""Documents of OpenSLO, Sloth and Pyrra with something wrong in them, in a file beside the spec."""

from __future__ import annotations

import random
from functools import cache
from typing import Final

from front import mistaken
from fuzz.mutations import mutated
from fuzz.seeds import Data
from fuzz.spoiling import files
from tocsin.source import parse_several

_FILES: Final = (
    "openslo",
    "openslo-checked",
    "openslo-indicators",
    "openslo-objectives",
    "sloth",
    "sloth-values",
    "sloth-severities",
    "pyrra",
)


def openslo_file(chance: random.Random, folder: str) -> dict[str, bytes]:
    """Return a file of one to three mutated documents."""
    chosen = [mutated(chance, chance.choice(_documents())) for _ in range(chance.choice((1, 1, 2, 3)))]
    written = [content for document in chosen for content in files(chance, folder, document).values()]
    return {f"specs/{folder}/objectives.yaml": b"\n---\n".join(written)}


@cache
def _documents() -> tuple[dict[str, Data], ...]:
    found = []
    for case in _FILES:
        for file, content in mistaken.files(case).items():
            several = parse_several(file, content)
            found += [each.value for each in several if isinstance(each.value, dict)] if isinstance(several, tuple) else []
    return tuple(document for document in found if {"apiVersion", "version"} & document.keys())
