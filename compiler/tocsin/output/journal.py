"""Replace a tree file by file where the system cannot swap folders, so that a run that dies is finished by the next.

The second best: between the death and the next run the folder may be a mix. The journal exists exactly while that may be so.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.output.staging import discard, locked, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def replace_each(staged: Path, live: Path, *, remove: Iterable[str]) -> None:
    """Move each file of `staged` to its place in `live` and remove the others named; raise OSError across file systems."""
    staged.mkdir(exist_ok=True)
    live.mkdir(parents=True, exist_ok=True)
    if staged.stat().st_dev != live.stat().st_dev:
        raise OSError(errno.EXDEV, f"must be on the same file system as {staged.parent}", str(live))
    draft = staged.with_name("journal.draft")
    discard(draft)
    with draft.open("w", encoding="utf-8") as file:
        written = os.fstat(file.fileno()).st_mtime_ns
        entries = {"written": written, "live": os.path.relpath(live, staged.parents[1]), "remove": sorted(remove)}
        json.dump(entries, file)
    os.utime(draft, ns=(written, written))
    draft.rename(staged.with_name(_JOURNAL))
    _replay(staged, entries)


def recover(root: Path) -> None:
    """Finish the replacement that a killed run has begun beside `root`, if there is one."""
    if (state_folder(root) / _JOURNAL).exists():
        with locked(root) as staged:
            recover_locked(staged)


def recover_locked(staged: Path) -> None:
    """Finish what was begun and remove what was left, for the holder of the lock."""
    journal = staged.with_name(_JOURNAL)
    if journal.exists():
        if entries := _read(journal):
            _replay(staged, entries)
        else:
            journal.unlink()
    discard(staged)


_JOURNAL = "journal"


def _read(journal: Path) -> dict[str, Any] | None:
    """Return what a run on this machine has begun; None when the journal is torn by a power cut, or came here with a repository.

    It may name any folder. Whoever commits one cannot know the time that the file will have where it is checked out.
    """
    try:
        entries = json.loads(journal.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return entries if isinstance(entries, dict) and entries.get("written") == journal.stat().st_mtime_ns else None


def _replay(staged: Path, entries: Mapping[str, Any]) -> None:
    """Do what the journal says, as often as it takes: every step that was done is found done."""
    live = staged.parents[1] / entries["live"]
    for path in entries["remove"]:
        gone = live / path
        # What was a file may be a folder of the new tree by now, and the other way round.
        if gone.is_symlink() or not gone.is_dir():
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                gone.unlink()
    if entries["remove"]:
        _remove_empty_folders(live)
    for folder, _, names in os.walk(staged):
        target = live / Path(folder).relative_to(staged)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            Path(folder, name).replace(target / name)
    staged.with_name(_JOURNAL).unlink()


def _remove_empty_folders(live: Path) -> None:
    for folder, _, _ in os.walk(live, topdown=False):
        with contextlib.suppress(OSError):  # not empty
            Path(folder).rmdir()
