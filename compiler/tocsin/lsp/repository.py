"""The spec files of one repository as they are in the editor: what is open there goes before what is saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from tocsin.diagnostics import Located
from tocsin.folders import BESIDE
from tocsin.lsp.names import SpecFile
from tocsin.lsp.positions import uri_of
from tocsin.source import Span
from tocsin.strays import strays

_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_SPECS: Final = "specs"

Folders = dict[str, dict[str, bytes]]


class _Open(Struct, frozen=True, kw_only=True):
    uri: str
    text: str
    version: int


class Repository:
    """A folder with `specs/`, and the documents of it that are open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[str, _Open] = {}
        self._outlines: dict[str, SpecFile] = {}

    def open(self, name: str, uri: str, text: str, version: int) -> None:
        """Take the text of a document, by its name below the root."""
        # Half of a pair that makes a character cannot be saved, nor sent back.
        self._open[name] = _Open(uri=uri, text=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), version=version)

    def close(self, name: str) -> None:
        """Go back to what is saved of a document."""
        self._open.pop(name, None)

    def uri(self, name: str) -> str:
        """Return the URI of a file, spelled as the editor does where it has opened it."""
        return self._open[name].uri if name in self._open else uri_of(self.root / name)

    def versions(self) -> dict[str, int]:
        """Return the versions of what is open, as the editor counts them."""
        return {name: document.version for name, document in self._open.items()}

    def text(self, name: str) -> str:
        """Return the text of a file; empty when there is none."""
        if name in self._open:
            return self._open[name].text
        folder = folder_of(name)
        return text_of(self.folders(folder).get(folder, {}).get(name, b""))

    def folders(self, only: str = "*") -> Folders:
        """Return the files of every platform, of the packs and of what stands beside them, or of one folder, as they are now.

        What cannot be read is left out.
        """
        specs = self.root / _SPECS
        found: Folders = {}
        for path in (*specs.glob(f"{only}/*"), *(specs / file for file in BESIDE if only in {"*", file})):
            if path.suffix in _SUFFIXES and not _is_hidden(path):
                name = path.relative_to(self.root).as_posix()
                try:
                    content = path.read_bytes()
                except OSError:  # it went away, or is a folder
                    continue
                found.setdefault(folder_of(name), {})[name] = content
        for name, document in self._open.items():
            folder = folder_of(name)
            if only in {"*", folder} and belongs_to(self.root / name) is not None:
                found.setdefault(folder, {})[name] = document.text.encode()
        return {folder: dict(sorted(files.items())) for folder, files in sorted(found.items())}

    def strays(self) -> tuple[Located, ...]:
        """Return what is wrong with files, as they are saved, that look like specs and are read by nobody."""
        return tuple(
            Located(
                code="spec/not-read",
                message="nobody reads this file: specs are `specs/<platform>/*.yaml`",
                help=remedy.replace(f"{self.root}/", ""),
                span=Span(file=path.relative_to(self.root).as_posix(), line=1, column=1, end_line=1, end_column=1),
                severity="error",
            )
            for path, remedy in strays(self.root / _SPECS)
        )

    def outlines(self, folder: str) -> tuple[SpecFile, ...]:
        """Return the outlines of a platform's files, or of the packs."""
        return tuple(self.outline(name, text_of(content)) for name, content in self.folders(folder).get(folder, {}).items())

    def outline(self, name: str, text: str) -> SpecFile:
        """Return the outline of a file, which is made once as long as the text is the same."""
        known = self._outlines.get(name)
        if known is None or known.text != text:
            known = self._outlines[name] = SpecFile(name, text)
        return known


def folder_of(name: str) -> str:
    """Return the folder that a spec file counts to, by the file's name below the root; what stands in `specs/` is one of its own.

    >>> folder_of("specs/forecast/models.yaml"), folder_of("specs/policy.yaml")
    ('forecast', 'policy.yaml')
    """
    return name.split("/")[1]


def text_of(content: bytes) -> str:
    """Return a file as text, whatever is in it."""
    return content.decode("utf-8-sig", errors="replace")


def texts_of(folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, str]:
    """Return every file as text, by its name."""
    return {name: text_of(content) for files in folders.values() for name, content in files.items()}


def belongs_to(path: Path) -> tuple[Path, str] | None:
    """Return the root of the repository that a spec file is in, and its name there; None when it is no spec file.

    >>> belongs_to(Path("/shop/specs/forecast/models.yaml"))
    (PosixPath('/shop'), 'specs/forecast/models.yaml')
    >>> belongs_to(Path("/shop/specs/common.yaml"))
    (PosixPath('/shop'), 'specs/common.yaml')
    """
    specs = path.parent if path.name in BESIDE and path.parent.name == _SPECS else path.parent.parent
    if specs.name != _SPECS or path.suffix not in _SUFFIXES or _is_hidden(path):
        return None
    return specs.parent, path.relative_to(specs.parent).as_posix()


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.parent.name.startswith(".")


def has_specs(folder: Path) -> bool:
    """Tell whether a folder is a repository with specs."""
    return (folder / _SPECS).is_dir()
