"""What is mutated: every spec of this repository and of its tests, in pieces of one model each, and every value in them by its key."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from case import all_cases
from front import mistaken
from receivers.cases import cases as receivers
from tocsin import checks
from tocsin.load import load
from tocsin.source import Document, parse

Data = Any
"""Plain data: what YAML holds."""

_REPOSITORY: Final = Path(__file__).parents[2]
_SUBJECTS: Final = ("models", "components")
_SOUND, _WRONG, _SLOW = 12, 4, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A small spec that is sound, or wrong in a way that a case expects."""

    data: dict[str, Data]
    sound: bool
    weight: int
    """How often it is taken: what a runtime brings costs fifty times as long to compile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Donors:
    """What stands in all seeds, to be put where it may fit."""

    values: Mapping[str, tuple[Data, ...]]
    """By the key that each stands at."""
    entries: Mapping[str, tuple[tuple[str, Data], ...]]
    """The entries of mappings, by the key that the mapping stands at."""
    keys: tuple[str, ...]
    """Every key that there is."""


@cache
def seeds() -> tuple[Seed, ...]:
    """Return every seed, in the same order each time."""
    return tuple(
        Seed(data=data, sound=sound, weight=_SLOW if '"runtime"' in json.dumps(data) else _SOUND if sound else _WRONG)
        for sound, whole in (*((True, whole) for whole in _sound()), *((False, whole) for whole in _wrong()))
        for data in _pieces(whole)
    )


@cache
def donors() -> Donors:
    """Return the parts of all seeds."""
    values: dict[str, dict[str, Data]] = {}
    entries: dict[str, dict[str, tuple[str, Data]]] = {}
    for seed in seeds():
        for around, key, value in _within("", seed.data):
            text = json.dumps(value)
            values.setdefault(key, {})[text] = value
            entries.setdefault(around, {})[f"{key}: {text}"] = (key, value)
    return Donors(
        values={key: tuple(found.values()) for key, found in sorted(values.items())},
        entries={key: tuple(found.values()) for key, found in sorted(entries.items())},
        keys=tuple(sorted(values)),
    )


def one_of(chance: random.Random, *, sound: bool) -> Seed:
    """Return one of the seeds."""
    (found,) = chance.choices(*_weighted(sound))
    return found


@cache
def _weighted(sound: bool) -> tuple[tuple[Seed, ...], tuple[int, ...]]:  # noqa: FBT001  # a key of the cache
    found = tuple(seed for seed in seeds() if seed.sound or not sound)
    return found, tuple(seed.weight for seed in found)


def _sound() -> Iterator[dict[str, Data]]:
    for case in all_cases():
        yield from _whole(case.specs)
    for folder in sorted(path for path in (_REPOSITORY / "specs").iterdir() if path.is_dir()):
        yield from _whole({f"specs/{folder.name}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.yaml"))})
    for (kind, name), receiver in receivers().items():
        yield _completed({"routing": {"receiver": name}, "receivers": {name: {kind: receiver}}})
    for explanation in checks.explained().values():
        for text in explanation.good:
            yield from map(_completed, _whole({"good.yaml": text.encode()}))


def _wrong() -> Iterator[dict[str, Data]]:
    for path in sorted(mistaken.CASES.glob("*.yaml")):
        yield from _whole(mistaken.files(path.stem))
    for explanation in checks.explained().values():
        for text in explanation.bad:
            yield from map(_completed, _whole({"bad.yaml": text.encode()}))
    for path in sorted((_REPOSITORY / "tests" / "seed_faults").glob("[0-9]*.yaml")):
        for number, text in enumerate(re.split(r"^---.*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)):
            yield from map(_completed, _whole({f"{number}.yaml": text.encode()}))


def _whole(files: Mapping[str, bytes]) -> Iterator[dict[str, Data]]:
    """Yield a folder as one mapping; what cannot be merged, file by file."""
    tree = load(files)
    if not isinstance(tree, tuple):
        yield dict(tree.value)
        return
    for file, content in files.items():
        parsed = parse(file, content)
        if isinstance(parsed, Document) and isinstance(parsed.value, dict):
            yield parsed.value


def _completed(part: dict[str, Data]) -> dict[str, Data]:
    """Return a part of a spec with what every spec has."""
    platform = part.get("platform")
    usual = {"name": "shop", "namespace": "ml", "cluster": {"prometheus": {"release": "monitoring"}}}
    whole = {**part, "platform": {**usual, **(platform if isinstance(platform, dict) else {})}}
    if not part.keys() & set(_SUBJECTS):
        whole["components"] = {"other": {"workload": {"deployment": "other"}, "scrape": {"port": "http"}}}
    return whole


def _pieces(whole: dict[str, Data]) -> Iterator[dict[str, Data]]:
    """Yield a spec for each model and component, with the metrics that it names, and without proofs, which take nearly all time."""
    platform = whole.get("platform")
    rest = {key: value for key, value in whole.items() if key not in _SUBJECTS}
    if isinstance(platform, dict):
        rest["platform"] = {**platform, "proofs": False}
    subjects = [(kind, name) for kind in _SUBJECTS if isinstance(whole.get(kind), dict) for name in whole[kind]]
    if len(json.dumps(whole)) <= 3000 or not subjects:
        yield {**rest, **{kind: whole[kind] for kind in _SUBJECTS if kind in whole}}
        return
    for kind, name in subjects:
        piece = {key: value for key, value in rest.items() if key not in {"dashboards", "environments"}}
        piece[kind] = {name: whole[kind][name]}
        if isinstance(whole.get("metrics"), dict):
            piece["metrics"] = _named(whole["metrics"], json.dumps(piece[kind]))
        yield piece


def _named(metrics: dict[str, Data], text: str) -> dict[str, Data]:
    """Return the metrics that `text` names, and those that they name."""
    found: dict[str, Data] = {}
    while more := {name: metric for name, metric in metrics.items() if name not in found and f'"{name}"' in text}:
        found |= more
        text += json.dumps(more)
    return found


def _within(around: str, data: Data) -> Iterator[tuple[str, str, Data]]:
    """Yield the key around, the key and the value of everything in `data`."""
    match data:
        case dict():
            for key, value in data.items():
                yield around, key, value
                yield from _within(key, value)
        case list():
            for item in data:
                yield from _within(around, item)
        case _:
            pass
