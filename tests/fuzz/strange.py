"""Values that belong nowhere: strange texts, numbers at their bounds, shapes, and deep nests."""

from __future__ import annotations

import random
import string
from typing import Any, Final

from fuzz.texts import NUMBERS, TEXTS

_SHAPES: Final[tuple[Any, ...]] = (
    *(None, True, False, [], {}, [None], [[]], [{}], {"": ""}, {"x": None}, {"x": {}}, ["x", "x"], ["", ""], [True], {"null": None}),
    *(
        {"metric": "requests"},
        {"warning": "1"},
        {"secret": "a", "key": "b"},
        {"file": "/x"},
        {"matches": "("},
        {"not": "x"},
        {"matches": "x", "not": "y"},
    ),
    *(
        {"above": 1},
        {"below": "5m"},
        {"above": {"warning": 1, "critical": 0}},
        {"expr": "1"},
        {"expr": "up[5m]"},
        {"series": "x"},
        {"total": "1"},
    ),
)


def text(chance: random.Random) -> str:
    """Return a text: mostly one of `TEXTS`, sometimes a long, a joined or a random one."""
    match chance.randrange(12):
        case 0:
            return chance.choice(TEXTS) * chance.choice((2, 10, 63, 64, 300))
        case 1:
            return chance.choice(TEXTS) + chance.choice(TEXTS)
        case 2:
            return chance.choice(string.ascii_letters) * chance.choice((1, 62, 63, 64, 253, 254, 1000, 5000))
        case 3:
            return "".join(
                chr(chance.choice((chance.randrange(0x20, 0x7F), chance.randrange(0xD800)))) for _ in range(chance.randrange(12))
            )
        case _:
            return chance.choice(TEXTS)


def value(chance: random.Random) -> Any:  # noqa: ANN401  # any data
    """Return any value: a text, a number, or a shape."""
    match chance.randrange(4):
        case 0:
            return chance.choice(_SHAPES)
        case 1:
            return chance.choice(NUMBERS)
        case _:
            return text(chance)


def nested(chance: random.Random, within: Any) -> Any:  # noqa: ANN401  # any data
    """Return `within` in many lists or mappings."""
    for _ in range(chance.choice((1, 2, 5, 30, 62, 70, 400))):
        within = [within] if chance.random() < 0.5 else {"x": within}
    return within
