"""Structural mutations: a sound spec in, one with keys and values lost, doubled, exchanged, moved, bent and borrowed from others."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from fuzz import expressions, strange
from fuzz.seeds import Data, donors, one_of

_Place = tuple[Any, Any, str]
"""A mapping or list, the key or index in it, and the key that it stands at."""
Mutation = Callable[[random.Random, Data, _Place], None]


def mutant(chance: random.Random) -> dict[str, Data]:
    """Return a seed with one to five mutations; more often than not gentle ones, which late passes see too."""
    if chance.random() < 0.6:
        return mutated(chance, one_of(chance, sound=True).data, _GENTLE)
    return mutated(chance, one_of(chance, sound=False).data)


def mutated(chance: random.Random, sound: dict[str, Data], mutations: Sequence[Mutation] = ()) -> dict[str, Data]:
    """Return a copy of `sound` with one to five mutations."""
    data = copy.deepcopy(sound)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        places = list(_places(data))
        if not places:
            return data
        chance.choice(mutations or _MUTATIONS)(chance, data, _biased(chance, places))
    return data


def _places(data: Data, around: str = "") -> list[_Place]:
    keys: Sequence[Any] = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    found: list[_Place] = []
    for key in keys:
        name = key if isinstance(key, str) else around
        found.append((data, key, name))
        found += _places(data[key], name)
    return found


def _biased(chance: random.Random, places: list[_Place]) -> _Place:
    """Return a place; an expression as often as not where there is one."""
    written = [place for place in places if place[2] in expressions.KEYS and isinstance(place[0][place[1]], str)]
    return chance.choice(written if written and chance.random() < 0.3 else places)


def _drop(_chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, _ = place
    del holder[key]


def _rename(chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, _ = place
    if isinstance(holder, dict):
        other = chance.choice((strange.text(chance), chance.choice(donors().keys), _misspelt(chance, key), chance.choice(list(holder))))
        held = list(holder.items())
        holder.clear()
        holder.update((other if name == key else name, value) for name, value in held)


def _misspelt(chance: random.Random, key: str) -> str:
    here = chance.randrange(len(key) + 1)
    return chance.choice((key[:here] + key[here + 1 :], key[:here] + "x" + key[here:], key.upper(), key + " ", key.replace("_", "-")))


def _double(chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, _ = place
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        holder[chance.choice((f"{key}2", strange.text(chance), chance.choice(donors().keys)))] = copy.deepcopy(holder[key])


def _exchange(chance: random.Random, whole: Data, place: _Place) -> None:
    holder, key, _ = place
    other, there, _ = chance.choice(_places(whole))
    # Copies: one inside the other would be a ring, which no file can hold.
    holder[key], other[there] = copy.deepcopy(other[there]), copy.deepcopy(holder[key])


def _swap(chance: random.Random, whole: Data, place: _Place) -> None:
    """Exchange with what stands at the same key elsewhere."""
    same = [other for other in _places(whole) if other[2] == place[2]]
    (holder, key, _), (other, there, _) = place, chance.choice(same)
    holder[key], other[there] = copy.deepcopy(other[there]), copy.deepcopy(holder[key])


def _strange(chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, _ = place
    holder[key] = copy.deepcopy(strange.value(chance))


def _bend(chance: random.Random, _whole: Data, place: _Place) -> None:
    """Keep the value, but as another type or somewhat changed."""
    holder, key, _ = place
    held = holder[key]
    options: list[Data] = [[held], {"x": held}, {strange.text(chance): held}, str(held)[:200], None]
    match held:
        case bool():
            options += [not held, int(held)]
        case int() | float():
            options += [
                held * chance.choice((-1, 0, 10, 1000, 1e18, 0.001)),
                f"{held}{chance.choice(('s', 'm', '%', 'GiB', '/s', ' ', 'x'))}",
                str(held),
            ]
        case str():
            here = chance.randrange(len(held) + 1)
            cut, added = held[:here] + held[here + 1 :], held[:here] + strange.text(chance) + held[here:]
            options += [cut, added, added, held + held, held.upper(), f" {held} ", held.replace("5", "0"), f"{held}-{held}", f"-{held}"]
        case list():
            options += [held + held, held[::-1], held[:1], dict.fromkeys((str(item)[:50] for item in held), 1), held * 30, [held, *held]]
        case dict():
            options += [
                list(held),
                list(held.values()),
                dict(list(held.items())[:1]),
                dict(reversed(held.items())),
                {**held, "": 1},
                list(held)[:1],
            ]
        case _:
            pass
    holder[key] = chance.choice(options)


def _adjust(chance: random.Random, _whole: Data, place: _Place) -> None:
    """Change a number, also one in a text, and keep what is around it."""
    holder, key, _ = place
    held = holder[key]
    other = chance.choice((0, 1, 2, 5, 10, 59, 60, 99, 100, 1000, 0.5, 0.999, 1e6))
    if isinstance(held, str):
        holder[key] = re.sub(r"[0-9]+(\.[0-9]+)?", f"{other:g}", held, count=1)
    elif isinstance(held, bool):
        holder[key] = not held
    elif isinstance(held, int | float):
        holder[key] = other


def _expression(chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, name = place
    if isinstance(holder[key], str):
        others = tuple(value for key in sorted(expressions.KEYS) for value in donors().values.get(key, ()) if isinstance(value, str))
        if name in expressions.KEYS or chance.random() < 0.2:
            holder[key] = expressions.mutated(chance, holder[key], others)


def _borrow(chance: random.Random, _whole: Data, place: _Place) -> None:
    """Put there what stands at that key in another spec."""
    holder, key, name = place
    known = donors().values.get(name)
    if known:
        holder[key] = copy.deepcopy(chance.choice(known))


def _misplace(chance: random.Random, _whole: Data, place: _Place) -> None:
    """Put there what stands at another key in another spec."""
    holder, key, _ = place
    holder[key] = copy.deepcopy(chance.choice(donors().values[chance.choice(donors().keys)]))


def _add(chance: random.Random, whole: Data, place: _Place) -> None:
    """Add an entry that a mapping of that key has in another spec."""
    holder, key, name = place
    into, around = (holder[key], name) if isinstance(holder[key], dict) else (whole, "")
    known = donors().entries.get(around)
    if known and isinstance(into, dict):
        added, value = chance.choice(known)
        into[added] = copy.deepcopy(value)


def _section(chance: random.Random, whole: Data, _place: _Place) -> None:
    """Add to a section, or take for it, that of another spec."""
    key, value = chance.choice(donors().entries[""])
    value = copy.deepcopy(value)
    if isinstance(value, dict) and isinstance(whole.get(key), dict) and chance.random() < 0.7:
        whole[key].update(value)
    else:
        whole[key] = value


def _nest(chance: random.Random, _whole: Data, place: _Place) -> None:
    holder, key, _ = place
    holder[key] = strange.nested(chance, holder[key])


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(_drop, _rename, _double, _exchange, _strange, _strange, _bend, _bend, _expression, _expression, _adjust),
    *(_borrow, _borrow, _borrow, _add, _add, _add, _misplace, _section, _nest),
)
_GENTLE: Final[tuple[Mutation, ...]] = (
    _drop,
    _expression,
    _adjust,
    _adjust,
    _borrow,
    _borrow,
    _borrow,
    _borrow,
    _add,
    _add,
    _section,
    _swap,
)
