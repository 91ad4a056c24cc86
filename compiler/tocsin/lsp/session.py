"""What the server knows of what its editor has open: repositories, their checks, and places in their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from tocsin.catalog import Pack
from tocsin.lsp.checking import Checker, Verdict
from tocsin.lsp.language import Language
from tocsin.lsp.names import Names, SpecFile
from tocsin.lsp.pack_language import pack_language
from tocsin.lsp.place import Place
from tocsin.lsp.positions import path_of
from tocsin.lsp.repository import Repository, belongs_to, has_specs
from tocsin.packs import PACKS, packs
from tocsin.schema import spec_schema


class Session:
    """The repositories of one editor. All of it is used from one thread, but for the checks."""

    def __init__(self, *, tell: Callable[[Repository, Verdict], None], fail: Callable[[BaseException], None]) -> None:
        self.checkers: dict[Path, Checker] = {}
        self._tell = tell
        self._fail = fail
        # One thread: types are built at their first use, which two at once would do twice.
        self.executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")

    def add(self, root: Path) -> Checker:
        """Return the checker of a repository, which is checked when it is new."""
        root = root.resolve()
        if root not in self.checkers:
            repository = Repository(root)
            self.checkers[root] = Checker(repository, self.executor, tell=lambda verdict: self._tell(repository, verdict), fail=self._fail)
            if has_specs(root):
                self.checkers[root].touch(pause_seconds=0)
        return self.checkers[root]

    def close(self) -> None:
        """Give up every check."""
        for checker in self.checkers.values():
            checker.stop()
        self.executor.shutdown(wait=False, cancel_futures=True)

    def of(self, uri: str) -> tuple[Checker, str] | None:
        """Return the checker of the repository that a document is in, and the document's name there; None: it is no spec file."""
        path = path_of(uri)
        found = belongs_to(path) if path is not None else None
        return None if found is None else (self.add(found[0]), found[1])


def language() -> Language:
    """Return the language of specs."""
    return Language(json.loads(spec_schema()))


def place(checker: Checker, name: str, text: str, at: tuple[int, int], of: Language) -> Place:
    """Return the place `at`, line and column from 1, in the document `name`, whose text is `text`."""
    folder = name.split("/")[1]
    return Place(
        outline=checker.repository.outline(name, text),
        line=at[0],
        column=at[1],
        language=pack_language() if folder == PACKS else of,
        names=names(checker, folder),
        estate=checker.verdict.estate.get(folder, ()),
    )


def names(checker: Checker, folder: str) -> Names:
    """Return the names of the platform in a folder."""
    files = checker.repository.folders(PACKS).get(PACKS, {})
    return Names(checker.repository.outlines(folder), _own(tuple(files.items())))


def pack_outlines(checker: Checker) -> tuple[SpecFile, ...]:
    """Return the outlines of the repository's own packs."""
    return checker.repository.outlines(PACKS)


@lru_cache(maxsize=16)
def _own(files: tuple[tuple[str, bytes], ...]) -> Mapping[str, Pack]:
    return packs(dict(files))[0]
