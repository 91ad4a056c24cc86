"""Random edits of specs, most of them such as people make every day: a limit, a duration, a threshold more or less, a model more."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import yaml

from common.beneath import beneath
from incremental.profiles import in_profile
from tocsin.folders import COMMON
from tocsin.resolve import merge_patch

Files = dict[str, bytes]
_Path = tuple[str | int, ...]
_SECTIONS: Final = ("models", "components")
_NUMBER: Final = re.compile(r"\d+")
_AMOUNT: Final = re.compile(r"\d+(?:\.\d+)?[a-zA-Z%/]*")


def edited(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform after one edit; it may be a mistake."""
    name = rng.choice([each for each in sorted(files) if _data(files[each])])
    subjects = [each for each in sorted(files) if any(section in _data(files[each]) for section in _SECTIONS)]
    if subjects and rng.random() < 0.85:
        name = rng.choice(subjects)
    data = _data(files[name])
    rng.choices([edit for edit, _ in _EDITS], [weight for _, weight in _EDITS])[0](data, rng)
    return {**files, name: _dumped(data)}


def other_number(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform of which a limit or a duration is another one, and no text."""
    name = rng.choice([each for each in sorted(files) if _data(files[each])])
    data = _data(files[name])
    leaves = [(at, value) for at, value in _private(data) if not isinstance(value, str) or _AMOUNT.fullmatch(value)]
    if leaves:
        at, value = rng.choice(leaves)
        _put(data, at, _another(value, rng))
    return {**files, name: _dumped(data)}


def edited_anywhere(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files after one edit of any value in them."""
    name = rng.choice(sorted(files))
    data = _data(files[name])
    _anything(data, rng)
    return {**files, name: _dumped(data)}


def divided(files: Mapping[str, bytes], rng: random.Random) -> tuple[Files, Files]:
    """Return the files of a platform without a part of what others may have in common with it, and that; nothing where it is none."""
    own = dict(files)
    shared: dict[str, Any] = {}
    for name, content in files.items():
        if data := _data(content):
            kept, given = beneath(data, rng)
            own[name] = _dumped(kept)
            shared = merge_patch(shared, given)
    return own, {f"specs/{COMMON}": _dumped(shared)} if shared else {}


def several(files: Mapping[str, bytes], rng: random.Random) -> Files:
    """Return the files of a platform whose models have companions that differ from them in a number."""
    grown = dict(files)
    for name in sorted(files):
        data = _data(files[name])
        if any(section in data for section in _SECTIONS):
            for _ in range(rng.randint(0, 2)):
                _companion(data, rng)
            if rng.random() < 1 / 4:
                _in_common(data, rng)
            if rng.random() < 1 / 4:
                in_profile([data[section][name] for section, name in _subjects(data)], data, rng)
            grown[name] = _dumped(data)
    return grown


def _dumped(data: object) -> bytes:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False).encode()


def _data(content: bytes) -> Any:  # noqa: ANN401  # what YAML holds
    documents = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
    return documents[0] if len(documents) == 1 and isinstance(documents[0], dict) else {}


def _subjects(data: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    return [(section, name) for section in _SECTIONS for name, each in (data.get(section) or {}).items() if isinstance(each, dict)]


def _leaves(value: Any, at: _Path = ()) -> Iterator[tuple[_Path, Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _leaves(each, (*at, index))
    else:
        yield at, value


def _put(data: Any, at: _Path, value: object) -> None:  # noqa: ANN401
    for key in at[:-1]:
        data = data[key]
    data[at[-1]] = value


def _another(value: object, rng: random.Random) -> object:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + rng.choice((1, 2, 0.5))
        case str() if _NUMBER.search(value):
            return _NUMBER.sub(lambda found: str(int(found[0]) + rng.randint(1, 3)), value, count=1)
        case str():
            return f"{value}x"
        case _:
            return value


def _limit(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change a number in a threshold, an objective or the scaling."""
    if leaves := list(_private(data)):
        at, value = rng.choice(leaves)
        _put(data, at, _another(value, rng))


def _private(data: Any) -> Iterator[tuple[_Path, Any]]:  # noqa: ANN401
    """Yield what has a number in it and is written for nobody but a model."""
    for section, name in _subjects(data):
        for part in ("thresholds", "slos", "scaling"):
            for at, value in _leaves(data[section][name].get(part) or {}):
                if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.search(value)):
                    yield (section, name, part, *at), value


def _anything(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change any value of the file."""
    if leaves := list(_leaves(data)):
        at, value = rng.choice(leaves)
        if at:
            _put(data, at, _another(value, rng))


def _of_a_subject(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Change any value of a model."""
    leaves = [((section, name, *at), value) for section, name in _subjects(data) for at, value in _leaves(data[section][name])]
    if leaves:
        at, value = rng.choice(leaves)
        _put(data, at, _another(value, rng))


def _threshold_less(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if parts := _parts(data, "thresholds", "slos"):
        part = rng.choice(parts)
        del part[rng.choice(list(part))]


def _threshold_of_another(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if giving := _parts(data, "thresholds"):
        given = rng.choice(giving)
        name = rng.choice(list(given))
        section, owner = rng.choice(_subjects(data))
        taking = data[section][owner].setdefault("thresholds", {})
        if isinstance(taking, dict):
            taking[name] = copy.deepcopy(given[name])


def _thresholds(data: Any) -> list[tuple[dict[str, Any], str]]:  # noqa: ANN401
    """Return what holds each threshold that is a mapping, and its name there."""
    return [(given, name) for given in _parts(data, "thresholds") for name in given if isinstance(given[name], dict)]


def _parts(data: Any, *parts: str) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return these parts of models, where there is anything in them."""
    given = [data[section][name].get(part) for section, name in _subjects(data) for part in parts]
    return [each for each in given if isinstance(each, dict) and each]


def _another_metric(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let a threshold watch what another one watches, or the spec declares."""
    known = _thresholds(data)
    metrics = [*(data.get("metrics") or {}), *(name for _, name in known)]
    if known and metrics:
        given, name = rng.choice(known)
        given[name]["metric"] = rng.choice(metrics)


def _another_name(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Call a threshold otherwise."""
    if known := _thresholds(data):
        given, name = rng.choice(known)
        entries = [(f"{name}_too" if key == name else key, each) for key, each in given.items()]
        given[name].setdefault("metric", name)
        given.clear()
        given.update(entries)


def _text(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let an alert say, or know, something else, or wait longer."""
    if known := _thresholds(data):
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
    if owners := [data[section][name] for section, name in _subjects(data)]:
        owner = rng.choice(owners)
        if owner:
            del owner[rng.choice(list(owner))]


def _companion(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Add a model like another one, that runs elsewhere."""
    if known := _subjects(data):
        section, name = rng.choice(known)
        called = f"{name}-{rng.randint(2, 99)}"
        given = copy.deepcopy(data[section][name])
        workload = given.get("workload")
        if isinstance(workload, dict):
            given["workload"] = {key: each.replace(name, called) if isinstance(each, str) else each for key, each in workload.items()}
        data[section][called] = given


def _in_common(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Let what one model says of itself be true of all that say nothing else, and be silent about it."""
    known = [(section, data[section][name]) for section, name in _subjects(data)]
    section, given = rng.choice(known) if known else ("", {})
    if keys := [key for key in given if key not in {"workload", "known_as"}]:
        key = rng.choice(keys)
        data.setdefault("defaults", {}).setdefault(section, {})[key] = given.pop(key)


def _model_less(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    if known := _subjects(data):
        section, name = rng.choice(known)
        del data[section][name]


def _other_order(data: Any, rng: random.Random) -> None:  # noqa: ANN401
    """Write the thresholds of a model in another order."""
    if parts := _parts(data, "thresholds"):
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
