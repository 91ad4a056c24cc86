"""Pairs environments that were renamed, moved or new with those whose place they take, so that not everything counts as changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from tocsin.conventions import ENVIRONMENT_LABEL, NAMESPACE_LABEL
from tocsin.diff.entry import Entry
from tocsin.diff.seen import Seen

_IMPLIED: Final = "default"
"""What the environment of a platform without `environments:` is called."""

_Key = tuple[str, str]
"""A platform and an environment."""


def in_place_of(old: Mapping[_Key, Seen], new: Mapping[_Key, Seen]) -> dict[_Key, str]:
    """Return in whose place environments came: of the only one of their platform that is gone, if one came, or if it had no name."""
    found: dict[_Key, str] = {}
    for platform in dict.fromkeys(platform for platform, _ in new):
        gone = [environment for name, environment in old if name == platform and (name, environment) not in new]
        came = [key for key in new if key[0] == platform and key not in old]
        if len(gone) == 1 and (len(came) == 1 or gone == [_IMPLIED]):
            found.update(dict.fromkeys(came, gone[0]))
    return found


def named_alike(entry: Entry, was: Seen, now: Seen) -> Entry:
    """Return an entry of what `was` with its first facts, as if environment and namespace had been called then as they are `now`."""
    names = dict(_names(was, now))

    def renamed(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    return replace(entry, facts=({name: renamed(text) for name, text in entry.facts[0].items()},))


def _names(was: Seen, now: Seen) -> Iterator[tuple[str, str]]:
    for label, old, new in (
        (ENVIRONMENT_LABEL, was.platform.environment, now.platform.environment),
        (NAMESPACE_LABEL, was.platform.namespace, now.platform.namespace),
    ):
        yield f'{label}="{old}"', f'{label}="{new}"'
