"""Same specs, same bytes and same words: whatever the hash seed, the folder, the order of reading or the ends of lines."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from case import all_cases, all_folders, write
from conftest import REPOSITORY
from tocsin.pipeline import Build, build


def test_hash_seed_and_working_directory_change_no_byte(tmp_path: Path) -> None:
    roots = (tmp_path / "one", tmp_path / "quite" / "another")
    for root in roots:
        write({name: content.decode() for specs in _folders().values() for name, content in specs.items()}, root)
    runs = (
        _start("--root", ".", seed="1", directory=roots[0]),
        _start("--root", str(roots[1]), seed="4711", directory=tmp_path),
    )
    for run in runs:
        output, complaints = run.communicate(timeout=600)
        assert run.returncode == 0, output + complaints
    first, second = (_files(root / "generated") for root in roots)
    assert len(first) > 100
    assert first == second


def test_hash_seed_changes_no_word_that_is_told() -> None:
    first, second = map(_told, ("1", "4711"))
    assert first.count("error[") > 1000
    assert first.splitlines() == second.splitlines()


def test_the_order_of_reading_changes_no_byte() -> None:
    folders = _folders()
    backwards = {name: dict(reversed(list(files.items()))) for name, files in reversed(list(folders.items()))}
    assert list(backwards) != list(folders)
    assert build(backwards).artifacts == _as_it_is().artifacts


def test_line_ends_of_windows_change_no_byte() -> None:
    folders = _folders()
    windows = {name: {file: content.replace(b"\n", b"\r\n") for file, content in files.items()} for name, files in folders.items()}
    assert windows != folders
    assert build(windows).artifacts == _as_it_is().artifacts


@cache
def _as_it_is() -> Build:
    return build(_folders())


def _folders() -> dict[str, dict[str, bytes]]:
    """Return the repository's own platforms, and the cases: all are called `shop`, so each gets an environment and a cluster of its own."""
    folders = all_folders()
    for case in all_cases():
        patch = f"{{platform: {{cluster: {{name: {case.name}}}}}}}"
        own = f"environments: {{{case.name}: {{patch: {patch}}}}}\n"
        folders[case.name][f"specs/{case.name}/zz-environment.yaml"] = own.encode()
    return folders


def _told(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{REPOSITORY}/compiler{os.pathsep}{REPOSITORY}/tests"}
    command = [sys.executable, "-m", "front.all_told"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def _start(*arguments: str, seed: str, directory: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY / "compiler")}
    command = [sys.executable, "-m", "tocsin", *arguments, "build"]
    return subprocess.Popen(command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
