"""What the server knows of what its editor has open: repositories, their checks, and places in their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path

from tocsin.catalog import Pack
from tocsin.diagnostics.explanation import Explanation
from tocsin.finding import Checked
from tocsin.folders import COMMON, NO_PLATFORMS, PACKS, POLICY
from tocsin.load.packs import packs
from tocsin.lsp.checking import Checker, Verdict
from tocsin.lsp.language import Language
from tocsin.lsp.names import Names, SpecFile
from tocsin.lsp.pack_language import pack_language
from tocsin.lsp.place import Place
from tocsin.lsp.positions import path_of
from tocsin.lsp.repository import Repository, belongs_to, folder_of, has_specs
from tocsin.policy import explained, policies
from tocsin.schema import common_schema, policy_schema, spec_schema


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

    def policies(self) -> dict[str, Explanation]:
        """Return what the policies of every repository mean, by their codes."""
        rules = (policies(checker.repository.folders(POLICY).get(POLICY, {}))[0] for checker in self.checkers.values())
        return {code: each for found in rules for code, each in explained(found).items()}

    def of(self, uri: str) -> tuple[Checker, str] | None:
        """Return the checker of the repository that a document is in, and the document's name there; None: it is no spec file.

        What stands deeper below the `specs/` of a repository that is open is one of its files, too, which nobody reads.
        """
        path = path_of(uri)
        if path is None:
            return None
        found = belongs_to(path)
        if found is not None:
            return self.add(found[0]), found[1]
        held = (root for root in self.checkers if has_specs(root) and path.is_relative_to(root / "specs"))
        return next(((self.checkers[root], path.relative_to(root).as_posix()) for root in held), None)


def language() -> Language:
    """Return the language of specs."""
    return Language(json.loads(spec_schema()))


@cache
def common_language() -> Language:
    """Return the language of what platforms have in common."""
    return Language(json.loads(common_schema()))


@cache
def policy_language() -> Language:
    """Return the language of the policies."""
    return Language(json.loads(policy_schema()), section="PolicyFile")


def place(checker: Checker, name: str, text: str, at: tuple[int, int], of: Language) -> Place:
    """Return the place `at`, line and column from 1, in the document `name`, whose text is `text`; `of` is the language of specs."""
    folder = folder_of(name)
    languages: dict[str, Callable[[], Language]] = {PACKS: pack_language, POLICY: policy_language, COMMON: common_language}
    return Place(
        outline=checker.repository.outline(name, text),
        line=at[0],
        column=at[1],
        language=languages[folder]() if folder in languages else of,
        names=names(checker, folder),
        estate=_estate(checker, folder),
    )


def _estate(checker: Checker, folder: str) -> tuple[Checked, ...]:
    """Return the platform of a folder; of what all have in common, all that read it."""
    known = checker.verdict.estate
    return tuple(checked for each in known.values() for checked in each) if folder == COMMON else known.get(folder, ())


def names(checker: Checker, folder: str) -> Names:
    """Return the names of the platform in a folder, and below them those that all have in common."""
    files = checker.repository.folders(PACKS).get(PACKS, {})
    below = () if folder in NO_PLATFORMS else checker.repository.outlines(COMMON)
    return Names((*checker.repository.outlines(folder), *below), _own(tuple(files.items())))


def platforms(checker: Checker) -> tuple[Names, ...]:
    """Return the names of every platform of the repository, and of what they have in common."""
    return tuple(names(checker, folder) for folder in checker.repository.folders() if folder not in NO_PLATFORMS - {COMMON})


def pack_outlines(checker: Checker) -> tuple[SpecFile, ...]:
    """Return the outlines of the repository's own packs."""
    return checker.repository.outlines(PACKS)


@lru_cache(maxsize=16)
def _own(files: tuple[tuple[str, bytes], ...]) -> Mapping[str, Pack]:
    return packs(dict(files))[0]
