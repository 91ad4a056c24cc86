"""What people have written is written over whole or not at all, and who is interrupted or out of room is told what is the matter."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.cli import whole

_SPEC = """\
platform: {name: shop, namespace: ml}
models: {chat: {workload: {deployment: llm}, scrap: {port: http}}}
"""


def _run(*arguments: str, root: Path, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tocsin", "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=before)


def _no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))


def _written(root: Path) -> Path:
    path = root / "specs" / "shop" / "shop.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(_SPEC)
    return path


def test_a_spec_that_cannot_be_mended_stays_as_it_was(tmp_path: Path) -> None:
    path = _written(tmp_path)
    done = _run("check", "--fix", root=tmp_path, before=_no_room)
    assert (done.returncode, path.read_text()) == (2, _SPEC)
    assert done.stderr == f"cannot use {path}: File too large\n"
    assert [each.name for each in path.parent.iterdir()] == ["shop.yaml"]


def test_a_first_spec_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    done = _run("init", "shop", root=tmp_path, before=_no_room)
    assert (done.returncode, "File too large" in done.stderr) == (2, True)
    assert not (tmp_path / "specs" / "shop").exists()


def test_what_is_no_spec_is_not_taken_for_the_standard_output(tmp_path: Path) -> None:
    path = _written(tmp_path)
    path.write_text(_SPEC.replace("scrap:", "scrape:"))
    done = _run("build", root=tmp_path, before=_no_room)
    assert (done.returncode, "standard output" in done.stderr, "File too large" in done.stderr) == (2, False, True), done.stderr


def test_a_file_keeps_its_mode_and_a_link_what_it_is(tmp_path: Path) -> None:
    path, link = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"1")
    path.chmod(0o640)
    link.symlink_to("a")
    whole.write(link, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777, link.is_symlink()) == (b"2", 0o640, True)


def test_what_is_no_file_is_written_to() -> None:
    reader, writer = os.pipe()
    whole.write(Path(f"/dev/fd/{writer}"), b"x")
    os.close(writer)
    assert os.read(reader, 9) == b"x"
    os.close(reader)


@pytest.mark.parametrize("module", ["tocsin.unchanged", "tocsin.cli"])
def test_who_is_interrupted_while_it_starts_gets_no_traceback(module: str, tmp_path: Path) -> None:
    _written(tmp_path)
    asked = f"""
import builtins, os, signal, sys
real = builtins.__import__
def hooked(name, *rest):
    if {module!r} in {{name, *(f"{{name}}.{{each}}" for each in (rest[2] if len(rest) > 2 and rest[2] else ()))}}:
        builtins.__import__ = real
        os.kill(os.getpid(), signal.SIGINT)
    return real(name, *rest)
signal.signal(signal.SIGINT, signal.default_int_handler)
import tocsin.__main__
builtins.__import__ = hooked
sys.argv = ["tocsin", "--root", {str(tmp_path)!r}, "check"]
tocsin.__main__.main()
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "stopped\n")
