"""The language at a path of a spec, by its JSON schema: which keys, which words, and what each is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.source import KeyPath

Node = Mapping[str, Any]
Given = Callable[[KeyPath], Collection[str]]
"""Returns the keys that a text has at a path: they tell which of several forms it is."""

_CHOICES: Final = ("anyOf", "oneOf", "allOf")
_ANY: Final[Node] = {}
_REFERENCE: Final = "#/$defs/"
_KIND_OF_THRESHOLD: Final = re.compile(r"tocsin__thresholds__\w+__Kind")
_MOST_STEPS: Final = 64


class Meant(Struct, frozen=True, kw_only=True):
    """A part of the schema that may be what stands at a path."""

    node: Node
    owner: str = ""
    """The section with the nearest key that the language has; of a kind of threshold `Kind`."""
    key: str = ""
    """That key; what is below it are names, or items."""
    section: str = ""
    """The section that this is itself; empty: none."""
    description: str = ""


class Language:
    """The language of one kind of file; `section` is what its whole is called."""

    def __init__(self, schema: Node, *, section: str = "Spec") -> None:
        self.schema = schema
        self.section = section

    def at(self, path: KeyPath, given: Given) -> tuple[Meant, ...]:
        """Return what may stand at `path`, the references followed and the alternatives apart."""
        here: tuple[Meant, ...] = (Meant(node=self.schema, section=self.section),)
        for depth, key in enumerate(path[:_MOST_STEPS]):
            fitting = _fitting(here, given(path[:depth]))
            here = tuple(found for meant in fitting for child in _children(meant, key) for found in self._alternatives(child, 0))
        return _fitting(here, given(path))

    def keys(self, path: KeyPath, given: Given) -> dict[str, Meant]:
        """Return the keys that the language has at `path`, each with what it is."""
        found: dict[str, Meant] = {}
        for meant in self.at(path, given):
            for key in meant.node.get("properties", {}):
                for child in _children(meant, key):
                    found.setdefault(key, child)
        return found

    def names_at(self, path: KeyPath, given: Given) -> tuple[Meant, ...]:
        """Return the mappings at `path` whose keys are names that authors choose or refer to."""
        return tuple(
            meant
            for meant in self.at(path, given)
            if "patternProperties" in meant.node or isinstance(meant.node.get("additionalProperties"), Mapping)
        )

    def words(self, path: KeyPath, given: Given) -> list[str]:
        """Return the words that may stand at `path`, when the language lists them."""
        found: dict[str, None] = {}
        for meant in self.at(path, given):
            listed = [*meant.node.get("enum", ()), *([meant.node["const"]] if "const" in meant.node else ())]
            if meant.node.get("type") == "boolean":
                listed += [True, False]
            found.update(dict.fromkeys(_written(word) for word in listed))
        return list(found)

    def _alternatives(self, meant: Meant, depth: int) -> Iterator[Meant]:
        """Yield what a part of the schema stands for; a reference to itself ends it."""
        node, section = meant.node, meant.section
        reference = node.get("$ref")
        if depth > _MOST_STEPS:
            return
        if isinstance(reference, str):
            name = reference.removeprefix(_REFERENCE)
            target = self.schema["$defs"].get(name, _ANY)
            section = "Kind" if _KIND_OF_THRESHOLD.fullmatch(name) else name
            yield from self._alternatives(_with(meant, target, section), depth + 1)
            return
        choices = [choice for key in _CHOICES for choice in node.get(key, ())]
        if not choices or "properties" in node:
            yield meant
        for choice in choices:
            yield from self._alternatives(_with(meant, choice, section), depth + 1)


def _with(meant: Meant, node: Node, section: str) -> Meant:
    description = meant.description or str(node.get("description", ""))
    return Meant(node=node, owner=meant.owner, key=meant.key, section=section, description=description)


def _children(meant: Meant, key: str | int) -> Iterator[Meant]:
    node = meant.node
    if isinstance(key, int):
        items = node.get("items")
        if isinstance(items, Mapping):
            yield Meant(node=items, owner=meant.owner, key=meant.key)
        return
    if key in node.get("properties", {}):
        child = node["properties"][key]
        yield Meant(node=child, owner=meant.section, key=key, description=str(child.get("description", "")))
        return
    others: list[Any] = [value for pattern, value in node.get("patternProperties", {}).items() if re.search(pattern, key)]
    others += [] if others else [node.get("additionalProperties")]
    for child in others:
        if isinstance(child, Mapping):
            yield Meant(node=child, owner=meant.owner, key=meant.key)


def _fitting(several: Iterable[Meant], keys: Collection[str]) -> tuple[Meant, ...]:
    """Return those that know the most of `keys`: a mapping that knows none of them is hardly what is meant."""
    meant = tuple(several)
    unknown = [_unknown(each.node, keys) for each in meant]
    return tuple(each for each, count in zip(meant, unknown, strict=True) if count == min(unknown))


def _unknown(node: Node, keys: Collection[str]) -> int:
    if "properties" not in node or node.get("additionalProperties") is not False:
        return 0 if not keys or "patternProperties" in node or "additionalProperties" in node or node is _ANY else len(keys)
    return sum(key not in node["properties"] for key in keys)


def _written(word: object) -> str:
    return {True: "true", False: "false", None: "null"}.get(word, str(word)) if isinstance(word, bool | None) else str(word)
