"""Compare a folder with what was generated for it: what is new, changed, stale, or a person's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from tocsin.artifact import Artifact, Texts, checksum
from tocsin.output.journal import recover
from tocsin.output.manifest import MANIFEST, listed, with_manifests
from tocsin.output.paths import unsafe_paths
from tocsin.output.refusal import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Plan(Struct, frozen=True, kw_only=True):
    """Every path on disk or generated, in exactly one of these; all relative to the folder, with `/`, sorted."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    """Written by tocsin, generated no more."""
    unchanged: tuple[str, ...]
    edited: tuple[str, ...]
    """Written by tocsin, edited by hand since, and not what is generated now."""
    unknown: tuple[str, ...]
    """Not written by tocsin: a person's own files, links and whatever else is no plain file."""

    @property
    def stale(self) -> bool:
        """Tell whether the folder is anything but what was generated: what `--check` asks."""
        return any((self.created, self.changed, self.removed, self.edited, self.unknown))

    @property
    def touched(self) -> tuple[str, ...]:
        """Return every path that carrying out the plan, by force, writes or removes."""
        return (*self.created, *self.changed, *self.removed, *self.edited, *self.unknown)


def plan(root: Path, artifacts: Mapping[str, str]) -> Plan | Refusal:
    """Say what `sync` would do to `root`, the folder of generated files, which need not exist; `artifacts` is all of it, path -> text.

    Write nothing, but finish what an interrupted `sync` had begun to write. Refuse unsafe paths and a root that is no folder.
    """
    wanted = wanted_files(root, artifacts)
    if isinstance(wanted, Refusal):
        return wanted
    recover(root)
    return compare(root, wanted)


def wanted_files(root: Path, artifacts: Mapping[str, str]) -> Mapping[str, bytes] | Refusal:
    """Return the bytes of every file that belongs below `root`, checksums included, or why that cannot be."""
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        problem = Problem(path=".", reason="is no ordinary folder; git and GitOps would not see the files in it")
        return Refusal(problems=(problem,), help=f"remove `{root.name}`, or name another folder")
    if problems := unsafe_paths(artifacts):
        return Refusal(problems=problems, help="rename what these files are generated from")
    return with_manifests(
        artifacts.files if isinstance(artifacts, Texts) else {path: Artifact(path, artifacts[path]) for path in artifacts}
    )


def compare(root: Path, wanted: Mapping[str, bytes]) -> Plan:
    """Return the plan that brings `root` to `wanted`; read every file, since sizes and times say nothing of an edit."""
    unchanged: list[str] = []
    others: dict[str, str | None] = {}
    ours: set[tuple[str, str]] = set()
    manifests: set[str] = set()
    for path, content in _read(str(root), ""):
        if path.rpartition("/")[2] == MANIFEST and content is not None and (entries := listed(path, content)) is not None:
            ours |= entries
            manifests.add(path)
        if content is not None and content == wanted.get(path):
            unchanged.append(path)
        else:  # its checksum says as much as it does, and takes no memory
            others[path] = None if content is None else checksum(content)
    names = {path for path, _ in ours}
    sorts: dict[str, list[str]] = {sort: [] for sort in Plan.__struct_fields__}
    sorts["unchanged"] = unchanged
    for path, digest in others.items():
        if path in manifests or (digest is not None and (path, digest) in ours):
            sort = "changed" if path in wanted else "removed"
        else:
            sort = "edited" if path in names else "unknown"
        sorts[sort].append(path)
    found = {*unchanged, *others}
    sorts["created"] = [path for path in wanted if path not in found]
    return Plan(**{sort: tuple(sorted(paths)) for sort, paths in sorts.items()})


def _read(folder: str, prefix: str) -> Iterator[tuple[str, bytes | None]]:
    """Yield each file below `folder` with its content; links are not followed, and have none, like devices and sockets."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _read(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path a file doubles the time
                    yield prefix + entry.name, file.read()
            else:
                yield prefix + entry.name, None
