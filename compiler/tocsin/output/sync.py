"""Bring a folder to what was generated: it is the old tree or the new one at every moment, whatever dies when."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tocsin.artifact.deferred import Deferred
from tocsin.output.exchange import exchange
from tocsin.output.journal import recover_locked, replace_each
from tocsin.output.plan import Plan, compare, wanted_files
from tocsin.output.refusal import Problem, Refusal
from tocsin.output.staging import discard, locked, stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def sync(root: Path, artifacts: Mapping[str, str], *, force: bool = False) -> Plan | Refusal:
    """Make `root` hold exactly `artifacts` (path -> text) and their checksums; return the plan that was carried out.

    Nothing is written when nothing differs. Files that a person edited or added are refused, unless `force` gives them up; unsafe
    paths and a root that is no folder always. Raise OSError, with `root` as it was, when the file system fails.
    """
    wanted = wanted_files(root, artifacts)
    if isinstance(wanted, Refusal):
        return wanted
    with locked(root) as staged:
        recover_locked(staged)
        plan = compare(root, wanted)
        if (plan.edited or plan.unknown) and not force:
            return _refuse(root, plan)
        if plan.stale:
            _replace(root, staged, wanted, plan)
            discard(staged)
    return plan


def _refuse(root: Path, plan: Plan) -> Refusal:
    problems = [Problem(path=path, reason="was edited by hand since tocsin wrote it") for path in plan.edited]
    problems += [Problem(path=path, reason="was not written by tocsin") for path in plan.unknown]
    return Refusal(
        problems=tuple(sorted(problems, key=lambda problem: problem.path)),
        help=f"keep what you need outside of `{root.name}/` or in the spec, then add `--force` to replace or delete these files",
    )


def _replace(root: Path, staged: Path, wanted: Mapping[str, bytes], plan: Plan) -> None:
    """Swap the deepest folder that holds every difference: one changed platform does not cost a walk over the others."""
    folder = _common_folder(root, wanted, plan)
    live, prefix = (root / folder, f"{folder}/") if folder else (root, "")
    files = Deferred([path.removeprefix(prefix) for path in wanted if path.startswith(prefix)], lambda path: wanted[prefix + path])
    unchanged = {path.removeprefix(prefix) for path in plan.unchanged}
    stage(staged, live, files=files, unchanged=unchanged)
    if not exchange(staged, live):
        remove = [path.removeprefix(prefix) for path in plan.touched if path not in wanted]
        replace_each(staged, live, remove=remove)


def _common_folder(root: Path, wanted: Mapping[str, bytes], plan: Plan) -> str:
    """Return the folder to swap, relative to `root`, `""` for `root` itself: its parent is there and does not end up empty."""
    folder = os.path.commonpath([os.path.dirname(path) for path in plan.touched])  # noqa: PTH120 - these are no places yet
    while folder:
        parent = os.path.dirname(folder)  # noqa: PTH120  # likewise
        if (root / parent).is_dir() and any(path.startswith(f"{parent}/" if parent else "") for path in wanted):
            break
        folder = parent
    return folder
