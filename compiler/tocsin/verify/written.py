"""What the compiler wrote for one platform, read back with a reader that is not the compiler's own."""

from __future__ import annotations

from pathlib import Path

import yaml

from tocsin import source
from tocsin.verify.complaint import Complaint, Fault, dotted


class UnreadableError(Exception):
    """A file is no YAML; the message says why and where."""


class Written:
    """The files below `generated/<environment>/<platform>/`; each is read at most once."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self._documents: dict[str, tuple[object, ...]] = {}

    def files(self, *patterns: str) -> tuple[str, ...]:
        """Return the files that match one of the patterns, relative to the folder, in POSIX form, sorted."""
        found = {path for pattern in patterns for path in self.folder.glob(pattern) if path.is_file()}
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in found))

    def exists(self, file: str) -> bool:
        """Return whether the file was written."""
        return (self.folder / file).is_file()

    def text(self, file: str) -> str:
        """Return the content of a file."""
        return (self.folder / file).read_text(encoding="utf-8")

    def documents(self, file: str) -> tuple[object, ...]:
        """Return the YAML documents of a file; raise UnreadableError when it is no YAML."""
        if file not in self._documents:
            try:
                # PyYAML, as the judges' own reader, and not the compiler's parser: one mistake must not hide the other.
                self._documents[file] = tuple(yaml.load_all(self.text(file), Loader=yaml.CSafeLoader))
            except yaml.YAMLError as error:
                raise UnreadableError(" ".join(str(error).split())) from error
        return self._documents[file]

    def complaint(self, judge: str, file: str, message: str, at: source.KeyPath | None, remedy: str) -> Complaint:
        """Return what `judge` says about a file that comes from `at` in the spec."""
        path = (self.folder / file).relative_to(self.root).as_posix()
        return Complaint(judge=judge, path=path, message=message, at=at, help=remedy)

    def fault(self, judge: str, file: str, fault: Fault, at: source.KeyPath | None) -> Complaint:
        """Return the complaint about a fault in a file."""
        message = f"{dotted(fault.path)}: {fault.message}" if fault.path else fault.message
        return self.complaint(judge, file, message, at, fault.help)
