"""Keeps the texts of artifacts in a temporary file until they are read: at 70 kB a model they take more room than everything else."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from msgspec import Struct

from tocsin.artifact import Artifact, checksum


class Spooled(Struct, frozen=True, kw_only=True):
    """An artifact whose text is in a spool."""

    path: str
    is_object: bool
    checksum: str
    spool: Spool
    start: int
    size: int
    entries_size: int

    @property
    def text(self) -> str:
        """Return the whole of it."""
        return self.content.decode()

    @property
    def content(self) -> bytes:
        """Return the text as it is stored."""
        return self.spool.read(self.start, self.size)

    @property
    def entries(self) -> bytes:
        """Return what a runbook is composed of."""
        return self.spool.read(self.start + self.size, self.entries_size) if self.entries_size else b""


_Contents: TypeAlias = list[tuple[int, list[tuple[str, bool, str, int, int]]]]
"""Of each part of the work the artifacts: all but their texts and entries, of which the sizes in bytes."""
_TRAILER: Final = 8


class Spool:
    """Where the artifacts of parts of the work wait: one process fills it, once, and another may read it."""

    def __init__(self) -> None:
        """Open a file that has no name, so that nobody has to remove it, whatever becomes of the processes."""
        self._file: Final = tempfile.TemporaryFile(prefix="tocsin-")  # noqa: SIM115  # open as long as its texts are wanted

    def __del__(self) -> None:
        """Give the file back to the system."""
        self._file.close()

    def fill(self, parts: Iterable[tuple[int, Iterable[Artifact]]]) -> None:
        """Keep the artifacts of numbered parts; what they are comes last, so that a process that dies before has left nothing.

        Raises:
            OSError: there is no room in the folder of temporary files.
        """
        try:
            self._fill(parts)
        except OSError as error:
            error.filename = error.filename or tempfile.gettempdir()  # of a file that is open the system does not say it
            raise

    def _fill(self, parts: Iterable[tuple[int, Iterable[Artifact]]]) -> None:
        contents: _Contents = []
        end = 0
        for number, artifacts in parts:
            known: list[tuple[str, bool, str, int, int]] = []
            for each in artifacts:
                content = each.content
                end += self._file.write(content) + self._file.write(each.entries)
                known.append((each.path, each.is_object, checksum(content), len(content), len(each.entries)))
            contents.append((number, known))
        self._file.write(pickle.dumps(contents, pickle.HIGHEST_PROTOCOL))
        self._file.write(end.to_bytes(_TRAILER, "big"))
        self._file.flush()

    def parts(self) -> Iterator[tuple[int, list[Spooled]]]:
        """Yield the number of each part that the spool was filled with, and its artifacts."""
        size = os.fstat(self._file.fileno()).st_size
        end = int.from_bytes(self.read(size - _TRAILER, _TRAILER), "big")
        contents: _Contents = pickle.loads(self.read(end, size - _TRAILER - end))  # noqa: S301  # nobody else can have written it
        start = 0
        for number, artifacts in contents:
            found: list[Spooled] = []
            for path, is_object, told, length, entries_size in artifacts:
                spooled = Spooled(
                    path=path, is_object=is_object, checksum=told, spool=self, start=start, size=length, entries_size=entries_size
                )
                found.append(spooled)
                start += length + entries_size
            yield number, found

    def read(self, start: int, size: int) -> bytes:
        """Return a stretch of the file."""
        return os.pread(self._file.fileno(), size, start)
