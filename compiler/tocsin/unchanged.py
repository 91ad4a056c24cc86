"""Finds out whether anything has changed since the last build, before the compiler itself is imported.

A build is stamped with a SHA-256 over what the compiler is (Python, the size, inode and times of its own files, the time of the folder
that its dependencies are installed in), one over the same of every generated file, one over the content of every spec, and one over
what it has kept for the next build. The change time cannot be set by a program that edits a file, so that a changed file has another
stamp; git's index relies on the same: https://git-scm.com/docs/racy-git.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

_STATE: Final = ".tocsin/built"
_PATIENCE_MS: Final = 100
"""How long the next tick of the file system's clock is awaited, which takes 10 ms at most on a local disk."""
_STAMPS: Final = 4
_States = dict[str, str]
"""Of files, by their paths, what no program can change in one without leaving a trace."""
# To look at many files takes a while: each function leaves what it has seen below a root to the next.
_SAID: Final[dict[str, _States]] = {}
_LEFT: Final[dict[str, _States]] = {}


def last_output(root: str) -> str | None:
    """Return what the last build below `root` said, if it would do and say the same again; None: nobody knows."""
    try:
        stamps, text = _left(root)
        _SAID[root] = _generated(root)
        now = [compiler(), _stamp(_SAID[root]), _digest(_specs(root, {}))]
    except (OSError, UnicodeDecodeError):
        return None
    return text.partition("\n")[2] if stamps[:3] == now else None


def checked(root: str) -> str | None:
    """Return what a check of the specs below `root` says, if they are those of the last build; None: nobody knows."""
    try:
        stamps, text = _left(root)
        now = [compiler(), _digest(_specs(root, {}))]
    except (OSError, UnicodeDecodeError):
        return None
    told, separator, _ = text.partition("\n")
    return told + separator if [*stamps[:1], *stamps[2:3]] == now and told else None


def remembered(root: str) -> bool:
    """Tell whether any build below `root` has left anything."""
    return os.path.exists(os.path.join(root, _STATE))


def as_left(root: str, kept: bytes, *, written: bool) -> bool:
    """Tell whether the compiler is that of the last build below `root`, and `kept` what this kept; `written`: the generated files too."""
    try:
        stamps, _ = _left(root)
        if len(stamps) != _STAMPS:
            return False
        if written:
            _LEFT[root] = _SAID.pop(root, {}) or _generated(root)
        now = [compiler(), _stamp(_LEFT[root]) if written else stamps[1], _digest([kept])]
    except (OSError, UnicodeDecodeError):
        return False
    return now == [*stamps[:2], stamps[3]]


def remember(
    root: str, text: str, read: Mapping[str, bytes], kept: bytes, *, sound: str = "", written: Iterable[str] | None = None
) -> None:
    """Note what a build of the specs `read` (by their names below `root`) has said and what it `kept` of itself, right after it.

    `sound` is the line in which a check of these specs says that there are no mistakes in them; empty: it is not known. `written` are the
    generated files that it wrote where `as_left` has found all of them in place; None: all may be others. A spec that somebody saves while
    the build runs has another content than was read, and so another stamp. Nothing is noted where the file system tells times too coarsely.
    """
    path = os.path.join(root, _STATE)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as file:
        begun = _touched(file.fileno())  # no generated file is later
        seen = _LEFT.pop(root, None)
        now = _generated(root) if seen is None or written is None else {**seen, **_written(root, written)}
        stamps = (compiler(), _stamp(now), _digest(_specs(root, read)), _digest([kept]))
        file.write(f"{' '.join(stamps)}\n{sound}\n{text}")
        ticked = _ticked(file.fileno(), begun)
    if ticked:
        os.replace(file.name, path)
    else:
        os.remove(file.name)


def _ticked(file: int, begun: int) -> bool:
    """Wait until what is edited from now on bears a later time than `begun`; tell whether it does."""
    for _ in range(_PATIENCE_MS):
        if _touched(file) != begun:
            return True
        time.sleep(0.001)
    return False


def _touched(file: int) -> int:
    """Return the time that an edit in this moment would bear, in nanoseconds of the file system's clock."""
    os.utime(file)
    return os.fstat(file).st_mtime_ns


def _left(root: str) -> tuple[list[str], str]:
    with open(os.path.join(root, _STATE), encoding="utf-8") as file:
        stamps, _, text = file.read().partition("\n")
    return stamps.split(" "), text


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def compiler() -> str:
    """Return the stamp of the compiler as it was when this was first asked for: before this process had imported it."""
    package = os.path.dirname(__file__)
    found = [f"{sys.version} {package}"]
    found += sorted([f"{path} {_state(entry.stat())}" for path, entry in _below(package, besides="__pycache__")])
    found += [f"{folder} {os.stat(folder).st_mtime_ns}" for folder in sys.path if folder.endswith("site-packages")]
    return _digest(each.encode() for each in found)


def _specs(root: str, read: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield each spec with its name: those that were `read` as they were then, and none that has appeared since as if it had been."""
    folder = os.path.join(root, "specs")
    found = {f"specs/{path}": os.path.join(folder, path) for path, _ in _below(folder) if "/." not in f"/{path}"}
    for name in sorted({*found, *read}):
        content = read.get(name)
        if content is None and read and name.endswith((".yaml", ".yml")):
            content = b""
        elif content is None:
            with open(found[name], "rb", buffering=0, opener=_opened) as file:
                content = file.read()
        yield f"{name} {len(content)}".encode(errors="surrogateescape")
        yield content


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a pipe would be waited for


def states(folder: str) -> _States:
    """Return of each file below `folder`, by its path there, what no program can change in it without leaving a trace."""
    return {path: _state(entry.stat(follow_symlinks=False)) for path, entry in _below(folder)}


def _generated(root: str) -> _States:
    folder = os.path.join(root, "generated")
    if os.path.islink(folder):
        raise NotADirectoryError(folder)  # a build refuses it: git and GitOps would not see the files in it
    return states(folder)


def _written(root: str, paths: Iterable[str]) -> _States:
    return {path: _state(os.stat(os.path.join(root, "generated", path), follow_symlinks=False)) for path in paths}


def _stamp(states: _States) -> str:
    return _digest(["\n".join(sorted([f"{path} {state}" for path, state in states.items()])).encode(errors="surrogateescape")])


def _state(found: os.stat_result) -> str:
    return f"{found.st_mode} {found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"


def _below(folder: str, prefix: str = "", *, besides: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is below `folder` and no folder, or called like a spec, with its path there; nothing in folders called `besides`."""
    # From an open folder the way to each of its files is short: to ask for the state of one by a long path takes a quarter longer.
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)  # a pipe would be waited for
    try:
        with os.scandir(opened) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name.endswith((".yaml", ".yml")):
                        yield prefix + entry.name, entry
                    if entry.name != besides:
                        yield from _below(f"{folder}/{entry.name}", f"{prefix}{entry.name}/", besides=besides)
                else:
                    yield prefix + entry.name, entry
    finally:
        os.close(opened)
