"""Keeps what generated pages of many entries are made of, a file for each page, since an edit needs few of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.artifact import checksum


class Pages(Struct, frozen=True, kw_only=True):
    """What each page is composed of, encoded, by the page's path."""

    new: Mapping[str, bytes] = field(default_factory=dict)
    """Of the pages of which it is not kept yet."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Of the others its checksum, which is what the file is called that holds it."""
    folder: str = ""
    """Where these files are."""

    def content(self, path: str) -> bytes | None:
        """Return what a page is composed of; None when it is none of those, or the file is not what was kept."""
        if path in self.new or path not in self.kept:
            return self.new.get(path)
        with suppress(OSError):
            content = Path(self.folder, self.kept[path]).read_bytes()
            return content if checksum(content) == self.kept[path] else None
        return None

    def having(self, path: str, content: bytes) -> Pages:
        """Return the pages of which one is composed of `content`."""
        return replace(self, new={**self.new, path: content})

    def written(self, folder: Path) -> Pages:
        """Return the same, all of it kept in `folder`, which then holds nothing else.

        Raises:
            OSError: the folder cannot be written to.
        """
        kept = {**self.kept, **{path: checksum(content) for path, content in self.new.items()}}
        if folder.is_symlink():  # which came with a repository: what it leads to is not ours
            folder.unlink()
        folder.mkdir(exist_ok=True)
        for path, content in self.new.items():
            # One that is killed halfway leaves what its name contradicts.
            (folder / kept[path]).unlink(missing_ok=True)  # a link, too
            (folder / kept[path]).write_bytes(content)
        for file in {each.name for each in folder.iterdir()} - {*kept.values()}:
            (folder / file).unlink()
        return Pages(kept=kept)
