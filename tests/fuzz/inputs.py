"""The inputs of a campaign: what one seed and one number stand for, always the same."""

from __future__ import annotations

import random
from typing import Final

from fuzz.mutations import mutant
from fuzz.openslo import openslo_file
from fuzz.packs import NAME, pack_files
from fuzz.spoiling import files

Folders = dict[str, dict[str, bytes]]
_OWN_PACK: Final = 0.04
_SECOND: Final = 0.03
_OPENSLO: Final = 0.04


def folders_of(seed: int, number: int) -> Folders:
    """Return the spec files of an input: one platform, sometimes with OpenSLO documents, a second one, a pack of its own."""
    chance = random.Random(f"{seed}:{number}")  # no secret
    data = mutant(chance)
    folders = {"shop": files(chance, "shop", data)}
    if chance.random() < _OPENSLO:
        folders["shop"] |= openslo_file(chance, "shop")
    if chance.random() < _SECOND:
        folders["store"] = files(chance, "store", mutant(chance))
    if chance.random() < _OWN_PACK:
        data.setdefault("use", [NAME])
        folders["shop"] = files(chance, "shop", data)
        folders["packs"] = pack_files(chance)
    return folders
