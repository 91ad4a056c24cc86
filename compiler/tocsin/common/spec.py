"""What stands below every platform, and a platform put over it as a patch: field by field, and `null` removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.source import Document, KeyPath
from tocsin.spec.defaults import IN_COMMON
from tocsin.spec.nulls import as_values
from tocsin.spec.tree import Tree
from tocsin.spec.whole import replaces

_ENVIRONMENTS: Final = "environments"
_PACKS: Final[KeyPath] = ("use",)


class CommonSpec(Struct, frozen=True, kw_only=True):
    """A part of a spec that every platform begins with."""

    document: Document
    value: Mapping[str, Any]
    """What the document says; each `null` that has a meaning is a value."""

    @classmethod
    def of(cls, document: Document) -> CommonSpec:
        """Return what a document says, whose sections are what sections are."""
        return cls(document=document, value=_as_values(document.value))

    def below(self, tree: Tree) -> Tree:
        """Return a platform with this below it.

        What it writes stands as if it were a JSON merge patch over this; see https://www.rfc-editor.org/rfc/rfc7386. But the packs of
        both are used, its own first and in the releases that it says, its patch of an environment stands over the one here, and what it
        removes of `defaults` or a profile is not left to what stands below these: a runtime would bring it again.
        """
        laid = _Laid(self.document.file, len(_list(tree.value, _PACKS)))
        value = laid.over(self.value, _as_values(tree.value), ())
        return Tree(
            value=value, origins=tree.origins.over(self.document, laid.entries), complete=tree.complete, removed=tuple(laid.removed)
        )


def _as_values(value: Any) -> dict[str, Any]:  # noqa: ANN401  # plain data of a file
    # A patch is read where it is applied.
    return {key: section if key == _ENVIRONMENTS else as_values(section, (key,)) for key, section in value.items()}


def _list(value: Mapping[str, Any], path: KeyPath) -> list[Any]:
    found = value.get(str(path[0]))
    return found if isinstance(found, list) else []


class _Laid:
    """What a platform has of the file in common."""

    def __init__(self, file: str, packs: int) -> None:
        self.entries: dict[KeyPath, tuple[str, KeyPath]] = {}
        """Of what the platform does not write itself, of each the shortest path: the file, and the path there."""
        self.removed: list[KeyPath] = []
        """What it removes, and what stands below that shall not bring again."""
        self._file = file
        self._packs = packs

    def over(self, given: Mapping[str, Any], own: Mapping[str, Any], at: KeyPath) -> dict[str, Any]:
        """Return what was `given` at a place, with the platform's `own` over it."""
        merged: dict[str, Any] = {}
        for key, value in given.items():
            path = (*at, key)
            if key not in own:
                self.entries[path] = (self._file, path)
                merged[key] = value
                continue
            match value, own[key]:
                case dict(), dict() if not replaces(own[key], value):
                    merged[key] = self.over(value, own[key], path)
                case list(), list() if path == _PACKS:
                    merged[key] = [*own[key], *self._besides(value, own[key])]
                case _, None if _in_layers(path):
                    merged[key] = None
                    self.removed.append(path)
                case _, None if not _in_a_patch(path):
                    pass
                case _, written:
                    merged[key] = written
        return {**merged, **{key: value for key, value in own.items() if key not in given}}

    def _besides(self, given: list[Any], own: list[Any]) -> list[Any]:
        """Return the packs of which the platform does not say itself which release it runs."""
        known = {_name(each) for each in own}
        besides = [(index, each) for index, each in enumerate(given) if _name(each) not in known]
        for place, (index, _) in enumerate(besides, start=self._packs):
            self.entries[*_PACKS, place] = (self._file, (*_PACKS, index))
        return [each for _, each in besides]


def _name(pack: object) -> object:
    return pack.partition("@")[0] if isinstance(pack, str) else pack


def _in_layers(path: KeyPath) -> bool:
    """Tell whether something stands below what stands at a path of a spec, that a `null` there removes."""
    return len(path) > 2 and path[0] in IN_COMMON  # noqa: PLR2004  # defaults.models.<key>, profiles.<name>.<key>


def _in_a_patch(path: KeyPath) -> bool:
    """Tell whether what stands at a path removes something of what it is a patch over: of two patches both are one."""
    return len(path) > 3 and (path[0], path[2]) == (_ENVIRONMENTS, "patch")  # noqa: PLR2004  # environments.<name>.patch.<key>
