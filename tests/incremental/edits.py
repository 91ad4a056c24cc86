"""Random edits of specs, most of them such as people make every day: a limit, a duration, a threshold more or less, a model more."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from common.beneath import beneath
from incremental import plain
from incremental.profiles import in_profile
from tocsin.folders import COMMON
from tocsin.resolve import merge_patch

Files = dict[str, bytes]
_AMOUNT: Final = re.compile(r"\d+(?:\.\d+)?[a-zA-Z%/]*")


def edited(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform after one edit; it may be a mistake."""
    name = rng.choice([each for each in sorted(files) if plain.mapping(files[each])])
    subjects = [each for each in sorted(files) if any(section in plain.mapping(files[each]) for section in plain.SECTIONS)]
    if subjects and rng.random() < 0.85:
        name = rng.choice(subjects)
    data = plain.mapping(files[name])
    rng.choices([edit for edit, _ in _EDITS], [weight for _, weight in _EDITS])[0](data, rng)
    return {**files, name: plain.dumped(data)}


def other_number(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform of which a limit or a duration is another one, and no text."""
    name = rng.choice([each for each in sorted(files) if plain.mapping(files[each])])
    data = plain.mapping(files[name])
    leaves = [(at, value) for at, value in plain.private(data) if not isinstance(value, str) or _AMOUNT.fullmatch(value)]
    if leaves:
        at, value = rng.choice(leaves)
        plain.put(data, at, plain.another(value, rng))
    return {**files, name: plain.dumped(data)}


def edited_anywhere(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files after one edit of any value in them."""
    name = rng.choice(sorted(files))
    data = plain.mapping(files[name])
    _anything(data, rng)
    return {**files, name: plain.dumped(data)}


def divided(files: Mapping[str, bytes], rng: random.Random) -> tuple[Files, Files]:
    """Return the files of a platform without a part of what others may have in common with it, and that; nothing where it is none."""
    own = dict(files)
    shared: dict[str, Any] = {}
    for name, content in files.items():
        if data := plain.mapping(content):
            kept, given = beneath(data, rng)
            own[name] = plain.dumped(kept)
            shared = merge_patch(shared, given)
    return own, {f"specs/{COMMON}": plain.dumped(shared)} if shared else {}


def several(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform whose models have companions that differ from them in a number."""
    grown = dict(files)
    for name in sorted(files):
        data = plain.mapping(files[name])
        if any(section in data for section in plain.SECTIONS):
            for _ in range(rng.randint(0, 2)):
                _companion(data, rng)
            if rng.random() < 1 / 4:
                _in_common(data, rng)
            if rng.random() < 1 / 4:
                in_profile([data[section][name] for section, name in plain.subjects(data)], data, rng)
            grown[name] = plain.dumped(data)
    return grown


def _limit(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change a number in a threshold, an objective or the scaling."""
    if leaves := list(plain.private(data)):
        at, value = rng.choice(leaves)
        plain.put(data, at, plain.another(value, rng))


def _anything(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change any value of the file."""
    if leaves := list(plain.leaves(data)):
        at, value = rng.choice(leaves)
        if at:
            plain.put(data, at, plain.another(value, rng))


def _of_a_subject(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change any value of a model."""
    leaves = [((section, name, *at), value) for section, name in plain.subjects(data) for at, value in plain.leaves(data[section][name])]
    if leaves:
        at, value = rng.choice(leaves)
        plain.put(data, at, plain.another(value, rng))


def _threshold_less(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if parts := plain.parts(data, "thresholds", "slos"):
        part = rng.choice(parts)
        del part[rng.choice(list(part))]


def _threshold_of_another(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if giving := plain.parts(data, "thresholds"):
        given = rng.choice(giving)
        name = rng.choice(list(given))
        section, owner = rng.choice(plain.subjects(data))
        taking = data[section][owner].setdefault("thresholds", {})
        if isinstance(taking, dict):
            taking[name] = copy.deepcopy(given[name])


def _another_metric(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let a threshold watch what another one watches, or the spec declares."""
    known = plain.thresholds(data)
    metrics = [*(data.get("metrics") or {}), *(name for _, name in known)]
    if known and metrics:
        given, name = rng.choice(known)
        given[name]["metric"] = rng.choice(metrics)


def _another_name(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Call a threshold otherwise."""
    if known := plain.thresholds(data):
        given, name = rng.choice(known)
        entries = [(f"{name}_too" if key == name else key, each) for key, each in given.items()]
        given[name].setdefault("metric", name)
        given.clear()
        given.update(entries)


def _text(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let an alert say, or know, something else, or wait longer."""
    if known := plain.thresholds(data):
        given, name = rng.choice(known)
        given[name] |= rng.choice(
            (
                {"summary": "<< subject >> is at << value >>"},
                {"description": "It is {{ $value }}s on {{ $labels.instance }}"},
                {"guide": {"meaning": f"It is the {rng.randint(1, 9)}th.", "causes": ["One."], "actions": ["Another."]}},
                {"for": f"{rng.randint(1, 20)}m"},
            )
        )


def _key_less(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if owners := [data[section][name] for section, name in plain.subjects(data)]:
        owner = rng.choice(owners)
        if owner:
            del owner[rng.choice(list(owner))]


def _companion(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Add a model like another one, that runs elsewhere."""
    if known := plain.subjects(data):
        section, name = rng.choice(known)
        called = f"{name}-{rng.randint(2, 99)}"
        given = copy.deepcopy(data[section][name])
        workload = given.get("workload")
        if isinstance(workload, dict):
            given["workload"] = {key: each.replace(name, called) if isinstance(each, str) else each for key, each in workload.items()}
        data[section][called] = given


def _in_common(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let what one model says of itself be true of all that say nothing else, and be silent about it."""
    known = [(section, data[section][name]) for section, name in plain.subjects(data)]
    section, given = rng.choice(known) if known else ("", {})
    if keys := [key for key in given if key not in {"workload", "known_as"}]:
        key = rng.choice(keys)
        data.setdefault("defaults", {}).setdefault(section, {})[key] = given.pop(key)


def _model_less(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if known := plain.subjects(data):
        section, name = rng.choice(known)
        del data[section][name]


def _other_order(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Write the thresholds of a model in another order."""
    if parts := plain.parts(data, "thresholds"):
        given = rng.choice(parts)
        entries = list(given.items())
        rng.shuffle(entries)
        given.clear()
        given.update(entries)


_EDITS: Final[tuple[tuple[Callable[[Any, random.Random], None], int], ...]] = (
    (_limit, 24),
    (_threshold_less, 2),
    (_threshold_of_another, 3),
    (_another_metric, 2),
    (_another_name, 1),
    (_text, 3),
    (_of_a_subject, 3),
    (_anything, 2),
    (_key_less, 1),
    (_companion, 1),
    (_in_common, 1),
    (_model_less, 1),
    (_other_order, 1),
)
