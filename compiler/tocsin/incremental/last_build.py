"""What the last build read and what its files of many entries are composed of: where the next one may begin.

It is believed only while the compiler and the generated files are those that the build has left; see `unchanged`.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from msgspec import Struct, msgpack
from msgspec.structs import replace

from tocsin import unchanged
from tocsin.artifact import RunbookEntry as Entry
from tocsin.artifact import packed, unpacked
from tocsin.folders import COMMON, no_mistakes, so_many_allowed
from tocsin.incremental.pages import Pages
from tocsin.incremental.words import words
from tocsin.pipeline import Build
from tocsin.section import WITHOUT_REFERENCES

SECTIONS: Final = ("models", "components")
RUNS: Final = ("runtime", "defaults", "profile")
"""What of a model or component tells which metrics it brings for all; those of one profile bring the same."""
MARKS: Final = "marks"
"""What tells whose series may be taken for its own: who has a mark in common with it."""
_KEPT: Final = Path(".tocsin/specs")
_PAGES: Final = Path(".tocsin/pages")


class LastBuild(Struct, frozen=True, kw_only=True):
    """The specs of a build, and what it made of them."""

    folders: Mapping[str, Mapping[str, bytes]]
    """The spec files of each platform by their names, with their content."""
    pages: Pages
    """What each generated file is composed of that tells of many alerts."""
    shared: bytes
    """What stands in each file besides models and components, and of these what others tell them by: marshalled."""
    named: Mapping[str, tuple[str, ...]]
    """Of each platform, which models and components are named outside of all of them."""
    allowed: int
    """How many findings the specs allow."""
    files: Mapping[str, int]
    """How many files each platform has, by environment and name."""
    total: int
    """How many there are altogether."""

    @classmethod
    def of(cls, folders: Mapping[str, Mapping[str, bytes]], built: Build) -> Self:
        """Return what is to be known of `built`, which was compiled from `folders`."""
        prefixes = [f"{each.platform.environment}/{each.platform.name}" for each in built.compiled]
        artifacts = ((prefix, each) for prefix, one in zip(prefixes, built.compiled, strict=True) for each in one.artifacts)
        pages = Pages(new={f"{prefix}/{each.path}": found for prefix, each in artifacts if (found := each.entries)})
        files = {prefix: sum(path.startswith(f"{prefix}/") for path in built.artifacts) for prefix in prefixes}
        read = {file: value for each in built.compiled for file, value in each.origins.files()}
        # Not msgpack: a number in a file may have any number of digits.
        outlines = {file: _outline(value) for file, value in sorted(read.items()) if isinstance(value, dict)}
        return cls(
            folders=folders,
            pages=pages,
            shared=marshal.dumps(outlines, WITHOUT_REFERENCES),
            named={
                name: tuple(_named([outlines[file] for file in (*contents, *folders.get(COMMON, ())) if file in outlines]))
                for name, contents in folders.items()
            },
            allowed=len(built.allowed),
            files=files,
            total=len(built.artifacts),
        )

    def with_entries(self, path: str, entries: tuple[Entry, ...]) -> LastBuild:
        """Return the build in which a file is composed of other entries."""
        return replace(self, pages=self.pages.having(path, packed(entries)))

    def entries_of(self, path: str) -> tuple[Entry, ...] | None:
        """Return what a file is composed of; None when that is not known."""
        encoded = self.pages.content(path)
        return None if encoded is None else unpacked(encoded)

    def outlines(self) -> dict[str, dict[str, Any]]:
        """Return the plain data of each file, of its models and components only what tells them apart."""
        outlines: dict[str, dict[str, Any]] = marshal.loads(self.shared)  # noqa: S302  # its checksum was written by us
        return outlines


def outside(document: Mapping[str, object]) -> dict[str, object]:
    """Return what stands in a file outside of models and components."""
    return {section: given for section, given in document.items() if section not in SECTIONS}


def _outline(document: Mapping[str, object]) -> dict[str, object]:
    return {
        section: {name: _told(name, each) for name, each in given.items()} if section in SECTIONS and isinstance(given, dict) else given
        for section, given in document.items()
    }


def _told(name: str, subject: object) -> dict[str, object]:
    given = subject if isinstance(subject, dict) else {}
    return {**{key: given[key] for key in RUNS if key in given}, MARKS: sorted(_marks(name, given))}


def _marks(name: str, subject: Mapping[str, object]) -> set[str]:
    """Return by what a model or component is known, and what it runs in."""
    known, workload = subject.get("known_as"), subject.get("workload")
    names = known.values() if isinstance(known, dict) else () if known is None else (known,)
    return {*map(str, names), name, *(() if workload is None else (repr(workload),))}


def _named(outlines: Collection[Mapping[str, object]]) -> list[str]:
    """Return the models and components that are named outside of all of them: whatever is written there may be about these."""
    given = [part for outline in outlines for section in SECTIONS if isinstance(part := outline.get(section), dict)]
    return sorted({name for part in given for name in part} & {*words([outside(outline) for outline in outlines])})


def keep(root: Path, built: LastBuild, *, written: Collection[str] | None = None) -> None:
    """Remember below `root` what was built there.

    `written`: which generated files alone are not as `recall` found them.

    Where that is impossible, in a folder that nobody may write to or with a spec that a link leads to, the next build is a whole one.
    """
    path = root / _KEPT
    nothing = "".join(f"{name}: {files} files, 0 written\n" for name, files in built.files.items())
    read = {name: content for files in built.folders.values() for name, content in files.items()}
    # What was written is right all the same, and what was remembered before is believed of the files before only.
    with suppress(OSError):
        kept = msgpack.encode(replace(built, pages=built.pages.written(root / _PAGES)))
        draft = path.with_name(f"{path.name}.draft")
        draft.unlink(missing_ok=True)  # a link that came with a repository
        draft.write_bytes(kept)
        draft.replace(path)
        sound = no_mistakes(built.folders, so_many_allowed(built.allowed))
        said = f"{nothing}{built.total} files, nothing has changed\n"
        unchanged.remember(str(root), said, read, kept, sound=sound, written=written)


def recall(root: Path, *, written: bool) -> LastBuild | None:
    """Return the last build below `root`; None when nobody knows, or the compiler has changed since or, if `written`, a generated file."""
    try:
        kept = (root / _KEPT).read_bytes()
    except OSError:
        return None
    if not unchanged.as_left(str(root), kept, written=written):
        return None
    last = msgpack.decode(kept, type=LastBuild)
    return replace(last, pages=replace(last.pages, folder=str(root / _PAGES)))
