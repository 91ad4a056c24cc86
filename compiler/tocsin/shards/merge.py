"""Put parts of an estate together, when they are exactly what one machine would have made of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from tocsin.emit.kustomization import environment_kustomization
from tocsin.shards.manifest import Manifest, checksums
from tocsin.shards.shard import Shard

_SHOWN: Final = 3


class Part(Struct, frozen=True, kw_only=True):
    """What one machine has made, as it was found."""

    name: str
    manifest: Manifest
    files: Mapping[str, bytes]
    """By path below `generated/`, without lists of checksums, which are written anew."""


class Complaint(NamedTuple):
    """Why parts cannot be put together, and what to do."""

    message: str
    help: str


def merge(parts: Sequence[Part], *, specs: Mapping[str, str], compiler: Mapping[str, str]) -> dict[str, str] | tuple[Complaint, ...]:
    """Return every file of the estate by its path below `generated/`, or what is wrong with the parts.

    `specs` and `compiler` are those that the parts must have been made of and by, as in their manifests.
    """
    complaints = (*_division(parts), *_origins(parts, specs, compiler), *(said for part in parts for said in _as_made(part)))
    return complaints or tuple(_whole(parts)) or dict(_files(parts))


def _division(parts: Sequence[Part]) -> Iterator[Complaint]:
    """Yield what is wrong with the numbers of the parts."""
    found: dict[Shard, list[str]] = {}
    for part in parts:
        found.setdefault(part.manifest.shard, []).append(part.name)
    divisions = sorted({shard.of for shard in found})
    if len(divisions) > 1:
        yield Complaint(
            f"the parts come from different divisions: {_of([str(shard) for shard in found])}", "build all parts with one number of shards"
        )
        return
    for shard, names in found.items():
        if len(names) > 1:
            yield Complaint(f"shard {shard} is there more than once: {_of(names)}", "give each shard once")
    for number in range(1, divisions[0] + 1):
        shard = Shard(number, divisions[0])
        if shard not in found:
            yield Complaint(f"shard {shard} is missing", f"build it with `tocsin build --shard {shard} --into DIR`, and name DIR here, too")


def _origins(parts: Sequence[Part], specs: Mapping[str, str], compiler: Mapping[str, str]) -> Iterator[Complaint]:
    """Yield which parts were made of something else than these specs, or by another compiler."""
    for part in parts:
        if other := _differing(part.manifest.specs, specs):
            yield Complaint(f"{part.name} was built from other specs than those here: {_of(other)}", _AGAIN)
        if other := _differing(part.manifest.compiler, compiler):
            theirs = [f"{name} {part.manifest.compiler.get(name, 'is missing')}, here {compiler.get(name, 'none')}" for name in other]
            yield Complaint(f"{part.name} was built by another compiler: {_of(theirs)}", _AGAIN)


_AGAIN: Final = "build all shards again, from the same commit, and with the same release of tocsin and its libraries"


def _as_made(part: Part) -> Iterator[Complaint]:
    """Yield how the files of a part differ from those that were made."""
    found = checksums(part.files)
    made = part.manifest.files
    help_ = "copy all of the shard's folder, or build it again"
    if lost := sorted(made.keys() - found.keys()):
        yield Complaint(f"{part.name} lacks {len(lost)} of its files: {_of(lost)}", help_)
    if others := sorted(path for path in found.keys() & made.keys() if found[path] != made[path]):
        yield Complaint(f"{part.name} has {len(others)} files that are not as they were built: {_of(others)}", help_)
    if added := sorted(found.keys() - made.keys()):
        yield Complaint(f"{part.name} has {len(added)} files that were not built with it: {_of(added)}", help_)


def _whole(parts: Sequence[Part]) -> Iterator[Complaint]:
    """Yield which platforms nobody has made, or several have, and files of none: what the same compiler cannot do from the same specs."""
    makers: dict[str, list[str]] = {name: [] for part in parts for name in part.manifest.estate}
    for part in parts:
        for name in part.manifest.platforms:
            makers.setdefault(name, []).append(part.name)
        if strange := sorted(path for path in part.files if _platform(path) not in part.manifest.platforms):
            yield Complaint(f"{part.name} has files of platforms that it has not made: {_of(strange)}", _AGAIN)
    for name, found in sorted(makers.items()):
        if len(found) != 1:
            yield Complaint(f"{name} is in {_of(found)}" if found else f"no shard has made {name}", _AGAIN)


class _Listed(NamedTuple):
    name: str
    sources: tuple[str, ...]


def _files(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    listed: dict[str, list[_Listed]] = {}
    for part in parts:
        for path, content in part.files.items():
            yield path, content.decode()
        for name, sources in part.manifest.platforms.items():
            environment, _, platform = name.partition("/")
            if f"{name}/kustomization.yaml" in part.files:
                listed.setdefault(environment, []).append(_Listed(platform, sources))
    for environment, platforms in sorted(listed.items()):
        listing = environment_kustomization(platforms)
        if listing is not None:
            yield f"{environment}/{listing.path}", listing.text


def _platform(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _of(names: Collection[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more
