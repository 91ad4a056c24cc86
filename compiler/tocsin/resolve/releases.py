"""The releases that a spec states behind the names of packs: `use: [vllm@0.11]`, `runtime: vllm@0.10-0.12`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.catalog import Pack, Releases, parse_releases
from tocsin.diagnostics import Diagnostic
from tocsin.source import KeyPath
from tocsin.spec.defaults import IN_COMMON

SECTIONS: Final = (*IN_COMMON, "models", "components")
"""Where it stands what runs: by default, by profile, and by name."""
_SIGN: Final = "@"


class Stated(Struct, frozen=True, kw_only=True):
    """A spec in which packs have bare names, and the releases of those that had more than a name."""

    value: Mapping[str, object]
    releases: Mapping[str, Releases]
    mistakes: tuple[Diagnostic, ...]

    def over(self, other: Stated) -> Mapping[str, Releases]:
        """Return the releases that hold when this is a patch over `other`."""
        return {**other.releases, **self.releases}


def stated(value: Mapping[str, object], at: KeyPath = ()) -> Stated:
    """Return `value`, a spec or a patch that stands at `at`, with its packs' names and releases apart.

    Two statements about one pack mean all releases between them: models are moved one by one.
    """
    found: dict[str, Releases] = {}
    mistakes: list[Diagnostic] = []
    bare = dict(value)
    for path, text in named(value):
        if _SIGN not in text:
            continue
        name, _, told = text.partition(_SIGN)
        releases = parse_releases(told)
        if releases is None:
            message = f"`{told}` names no releases of `{name}`" if told else f"the releases of `{name}` are missing"
            remedy = f"write `{name}@0.11`, or `{name}@0.10-0.12` while both are in use"
            mistakes.append(Diagnostic(code="use/bad-releases", message=message, help=remedy, at=(*at, *path)))
        else:
            found[name] = found[name].together(releases) if name in found else releases
        bare = _replaced(bare, path, name)
    return Stated(value=bare, releases=found, mistakes=tuple(mistakes))


def narrowed(packs: Mapping[str, Pack], releases: Mapping[str, Releases]) -> dict[str, Pack]:
    """Return `packs`, those with stated releases as they are in these."""
    return {name: replace(pack, releases=releases[name]) if name in releases else pack for name, pack in packs.items()}


def named(value: Mapping[str, object]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the packs that a spec or a patch names, each with its place: those in `use`, then what models and components run.

    What they run by default, and by profile, comes first.
    """
    used = value.get("use")
    for index, name in enumerate(used if isinstance(used, list) else ()):
        if isinstance(name, str):
            yield ("use", index), name
    for section in SECTIONS:
        subjects = value.get(section)
        for name, subject in subjects.items() if isinstance(subjects, Mapping) else ():
            runtime = subject.get("runtime") if isinstance(subject, Mapping) else None
            if isinstance(runtime, str):
                yield (section, name, "runtime"), runtime


def _replaced(value: Any, path: KeyPath, new: str) -> Any:  # noqa: ANN401  # plain data of a file
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_replaced(item, rest, new) if index == key else item for index, item in enumerate(value)]
    return {**value, key: _replaced(value[key], rest, new)}
