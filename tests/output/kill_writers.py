"""Kill a process that writes two trees in turn, again and again, and look at what each death leaves.

Run as `kill_writers.py ROOT WRITER KILLS`; prints what was seen as JSON, and ends with 1 at the first tree that is neither.
A program of its own, because only a process without threads may fork.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tocsin.artifact import Artifact
from tocsin.output import Plan, sync
from tocsin.output.journal import recover, recover_locked, replace_each
from tocsin.output.manifest import MANIFEST, with_manifests
from tocsin.output.staging import discard, locked, stage

Tree = Mapping[str, str]


def two_trees() -> tuple[Tree, Tree]:
    """Return trees of some sixty files, which share some, change some, and have some alone; and one name is a file, then a folder."""
    shared = {f"prod/shop/rules/same-{number}.yaml": f"same: {number}\n" for number in range(20)}
    texts = {f"prod/bank/rules/other-{number}.yaml": "{}: " + "x" * 2000 + "\n" for number in range(20)}
    old = shared | {path: text.format("old") for path, text in texts.items()} | {"prod/shop/turn": "a file\n"}
    new = shared | {path: text.format("new") for path, text in texts.items()} | {"prod/shop/turn/folder.yaml": "a: folder\n"}
    old |= {f"prod/shop/old-{number}.yaml": f"old: {number}\n" for number in range(20)}
    new |= {f"staging/shop/new-{number}.yaml": f"new: {number}\n" for number in range(20)}
    return old, new


def by_sync(root: Path, tree: Tree) -> None:
    assert isinstance(sync(root, tree), Plan)


def by_journal(root: Path, tree: Tree) -> None:
    with locked(root) as staged:
        recover_locked(staged)
        wanted = with_manifests({path: Artifact(path, text) for path, text in tree.items()})
        stage(staged, root, files=wanted, unchanged=())
        replace_each(staged, root, remove=[path for path in files_of(root) if path not in wanted])
        discard(staged)


def in_place(root: Path, tree: Tree) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for path, content in with_manifests({path: Artifact(path, text) for path, text in tree.items()}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


WRITERS: dict[str, Callable[[Path, Tree], None]] = {"sync": by_sync, "journal": by_journal, "in-place": in_place}


def files_of(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def complaints(root: Path, trees: tuple[Tree, Tree]) -> Iterator[str]:
    files = files_of(root)
    sums = {path: text for path, text in files.items() if path.endswith(MANIFEST)}
    rest = {path: text for path, text in files.items() if path not in sums}
    if rest not in trees:
        yield f"{len(rest)} files that are neither tree"
    listed = {
        (path.removesuffix(MANIFEST) + line[66:], line[:64])
        for path, text in sums.items()
        for line in text.splitlines()
        if not line.startswith("#")
    }
    if listed != {(path, hashlib.sha256(text.encode()).hexdigest()) for path, text in rest.items()}:
        yield "checksums of another tree"
    if empty := [str(path) for path in root.rglob("*") if path.is_dir() and not any(path.iterdir())]:
        yield f"empty folders: {empty}"


def main(root: Path, writer: str, kills: int) -> int:
    trees = two_trees()
    write = WRITERS[writer]
    write(root, trees[0])
    start = time.perf_counter()
    write(root, trees[1])
    longest = max(0.03, 2 * (time.perf_counter() - start))  # a slow disk must get as far as its renames, too
    chance = random.Random(0)  # noqa: S311 - moments, not keys
    seen = Counter(old=0, new=0, interrupted=0, journals=0)
    for _ in range(kills):
        first = chance.randrange(2)
        child = os.fork()
        if child == 0:
            while True:
                write(root, trees[first])
                write(root, trees[1 - first])
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the writer failed before it was killed"
        seen["interrupted"] += (root.parent / ".tocsin/next").exists()
        seen["journals"] += (root.parent / ".tocsin/journal").exists()
        if writer == "journal":
            recover(root)
        if found := list(complaints(root, trees)):
            sys.stdout.write(json.dumps({"complaints": found}))
            return 1
        seen["new" if "staging/shop/new-0.yaml" in files_of(root) else "old"] += 1
    write(root, trees[1])
    assert not list(complaints(root, (trees[1], trees[1])))
    sys.stdout.write(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
