"""Change a few files of a tree that is otherwise what was generated, without a look at the others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tocsin.output.journal import recover_locked, replace_each
from tocsin.output.manifest import manifest_of, relisted
from tocsin.output.staging import locked, stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def amend(root: Path, changes: Mapping[str, tuple[str, str]]) -> tuple[str, ...] | None:
    """Give files below `root` another text, `changes` being path -> (the text that they have, the one that they get).

    Return which files were written, lists of checksums included; None, with nothing written, when one of them does not have the text
    or is not listed with it. File by file, because to swap folders costs a link for every file in them: a run that is killed between
    two of them is finished by the next one's journal.
    """
    encoded = {path: (old.encode(), new.encode()) for path, (old, new) in changes.items()}
    with locked(root) as staged:
        recover_locked(staged)
        files = _files(root, encoded)
        if files is None:
            return None
        stage(staged, root, files=files, unchanged=())
        replace_each(staged, root, remove=())
    return tuple(files)


def _files(root: Path, changes: Mapping[str, tuple[bytes, bytes]]) -> dict[str, bytes] | None:
    """Return the new content of the files and of the lists that cover them."""
    files = {path: new for path, (_, new) in changes.items()}
    covered: defaultdict[str, dict[str, tuple[bytes, bytes]]] = defaultdict(dict)
    for path, change in changes.items():
        covered[manifest_of(path)][path] = change
    try:
        if any((root / path).read_bytes() != old for path, (old, _) in changes.items()):
            return None
        for manifest, those in covered.items():
            content = relisted(manifest, (root / manifest).read_bytes(), those)
            if content is None:
                return None
            files[manifest] = content
    except OSError:
        return None
    return files
