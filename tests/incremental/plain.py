"""The plain data of spec files, as random edits take it apart and put it together."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]
SECTIONS: Final = ("models", "components")
_NUMBER: Final = re.compile(r"\d+")


def dumped(data: object) -> bytes:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False).encode()


def mapping(content: bytes) -> Any:  # noqa: ANN401  # what YAML holds
    documents = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
    return documents[0] if len(documents) == 1 and isinstance(documents[0], dict) else {}


def subjects(data: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    return [(section, name) for section in SECTIONS for name, each in (data.get(section) or {}).items() if isinstance(each, dict)]


def leaves(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*at, index))
    else:
        yield at, value


def put(data: Any, at: Path, value: object) -> None:  # noqa: ANN401
    for key in at[:-1]:
        data = data[key]
    data[at[-1]] = value


def another(value: object, rng: random.Random) -> object:
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


def private(data: Any) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    """Yield what has a number in it and is written for nobody but a model."""
    for section, name in subjects(data):
        for part in ("thresholds", "slos", "scaling"):
            for at, value in leaves(data[section][name].get(part) or {}):
                if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.search(value)):
                    yield (section, name, part, *at), value


def thresholds(data: Any) -> list[tuple[dict[str, Any], str]]:  # noqa: ANN401
    """Return what holds each threshold that is a mapping, and its name there."""
    return [(given, name) for given in parts(data, "thresholds") for name in given if isinstance(given[name], dict)]


def parts(data: Any, *parts: str) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return these parts of models, where there is anything in them."""
    given = [data[section][name].get(part) for section, name in subjects(data) for part in parts]
    return [each for each in given if isinstance(each, dict) and each]
