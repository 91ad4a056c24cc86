"""Read specs/, compile it, and show what is wrong with it."""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from tocsin.cli import ahead, progress
from tocsin.cli.exit_codes import CANNOT_RUN, MISTAKES
from tocsin.folders import BESIDE, COMMON, NO_PLATFORMS, VISIBLE
from tocsin.strays import strays
from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
    from tocsin.finding import Checked
    from tocsin.ir import Platform
    from tocsin.pipeline import Build

EVERY_MISTAKE: Final = "tocsin check --format json"
"""The command that tells every mistake by itself."""


def read(root: Path) -> dict[str, dict[str, bytes]]:
    """Return every platform's spec files, and what stands beside them. Their names are relative to `root`, wherever that is."""
    specs = root / "specs"
    if not specs.is_dir():
        click.echo(f"there is no folder {specs}: put specs into specs/<platform>/*.yaml, or run `tocsin init <platform>`", err=True)
        sys.exit(CANNOT_RUN)
    _refuse_unseen(specs)
    folders: dict[str, dict[str, bytes]] = {}
    for path in sorted((*specs.glob(f"{VISIBLE}/{VISIBLE}.yaml"), *specs.glob(f"{VISIBLE}/{VISIBLE}.yml"))):
        name = path.relative_to(root).as_posix()
        if not name.isprintable():  # it stands in the first line of whatever is generated from it
            _unread(path, "its name holds characters that cannot be shown")
        folders.setdefault(path.parent.name, {})[name] = _content(path)
    for path, remedy in strays(specs):
        _unread(path, f"specs are {specs}/<platform>/*.yaml; {remedy}")
    beside = {file: found for file in BESIDE if (found := alone(root, file))}
    if COMMON in beside and not folders.keys() - NO_PLATFORMS:
        click.echo(f"there is nothing to compile: no file matches {specs}/<platform>/*.yaml, and {COMMON} is below these", err=True)
        sys.exit(CANNOT_RUN)
    if folders:
        folders |= beside
    else:
        click.echo(f"there is nothing to compile: no file matches {specs}/<platform>/*.yaml", err=True)
        sys.exit(CANNOT_RUN)
    return folders


def _refuse_unseen(specs: Path) -> None:
    """Exit where something is not seen that may hold specs: what was generated from them would go."""
    found = sorted(specs.glob(VISIBLE))
    for path in found:
        if path.is_symlink() and not path.exists():
            _unread(path, _no_file(path))
    for folder in (specs, *(path for path in found if path.is_dir())):
        if not os.access(folder, os.R_OK | os.X_OK):
            _unread(folder, os.strerror(errno.EACCES))
        if not any(folder.iterdir()) and folder.resolve() in _submodules(folder):
            _unread(folder, "it is a submodule that is not there; run `git submodule update --init`")


def _submodules(folder: Path) -> set[Path]:
    """Return where submodules belong in the repository that a folder is in: https://git-scm.com/docs/gitmodules."""
    above = next((each for each in folder.resolve().parents if (each / ".gitmodules").is_file()), None)
    if above is None:
        return set()
    listed = (above / ".gitmodules").read_text(encoding="utf-8", errors="replace")
    return {above / path for path in re.findall(r"(?m)^\s*path\s*=\s*(.+?)\s*$", listed)}


def alone(root: Path, file: str) -> dict[str, bytes]:
    """Return a `file` that stands in specs/ itself by its name; empty when there is none."""
    path = root / "specs" / file
    return {path.relative_to(root).as_posix(): _content(path)} if path.exists() else {}


def _content(path: Path) -> bytes:
    # Asked first: a pipe would be waited for.
    try:
        return path.read_bytes() if path.is_file() else _unread(path, _no_file(path))
    except OSError as error:
        return _unread(path, error.strerror or str(error))


def _no_file(path: Path) -> str:
    if path.is_dir():
        return "it is a folder; move its files one up, or call it otherwise"
    if path.is_symlink():
        return "it is a link to nothing, or in a circle; remove it, or put back what it leads to"
    return "it is no file; remove it, or call it otherwise"


def _unread(path: Path, problem: str) -> NoReturn:
    click.echo(f"cannot read {str(path).encode('unicode_escape').decode()}: {problem}", err=True)
    sys.exit(CANNOT_RUN)


def compiled(
    folders: Mapping[str, Mapping[str, bytes]], style: str = "text", *, mine: Callable[[Platform], bool] = lambda _: True
) -> Build:
    """Return what the specs of those platforms become that are `mine`; with mistakes in any, show those and exit."""
    with lasting(), progress.shown(style) as tell, ahead.reading(folders) as parsed:
        from tocsin.pipeline import build

        built = build(folders, mine=mine, progress=tell, parsed=parsed)
    if built.diagnostics:
        refuse(built.diagnostics, texts(folders), style)
    return built


def understood(
    folders: Mapping[str, Mapping[str, bytes]], style: str = "text", *, mended: Callable[[Located], bool] = lambda _: False
) -> tuple[Checked, ...]:
    """Return what the specs mean, before anything is made of it; with mistakes that are not to be `mended`, show those and exit."""
    with lasting(), progress.shown(style) as tell, ahead.reading(folders) as parsed:
        from tocsin.pipeline import examine

        examined = examine(folders, progress=tell, parsed=parsed)
    wrong = [each for each in examined.diagnostics if not mended(each)]
    if wrong:
        refuse(wrong, texts(folders), style)
    return examined.estate


def refuse(
    mistakes: Sequence[Located], texts: Mapping[str, str], style: str = "text", *, everything: str | None = EVERY_MISTAKE
) -> NoReturn:
    """Show because of which mistakes in the files `texts` nothing was written, as `show` does, and exit."""
    show(mistakes, texts, style, everything=everything)
    if style == "text":
        click.echo(f"{counted(len(mistakes), 'mistake')}; nothing was written", err=True)
    sys.exit(MISTAKES)


@contextmanager
def lasting() -> Iterator[None]:
    """Do without the garbage collector, which takes a fifth of a compilation: what that makes stays until the process ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def show(diagnostics: Iterable[Located], texts: Mapping[str, str], style: str = "text", *, everything: str | None = EVERY_MISTAKE) -> None:
    """Print diagnostics about the files `texts`: as JSON for tools; or for people, and which command tells `everything`, None: this one."""
    from tocsin.cli import alike
    from tocsin.diagnostics import as_json

    found = tuple(diagnostics)
    if style == "json":
        click.echo(as_json(found))
        return
    for each in alike.grouped(found, texts, everything=everything):
        click.echo(f"{each}\n", err=True)


def texts(folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, str]:
    """Return every spec file as text, by its name."""
    return {name: content.decode("utf-8-sig", errors="replace") for name, content in contents(folders).items()}


def contents(folders: Mapping[str, Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return the content of every spec file, by its name."""
    return {name: content for files in folders.values() for name, content in files.items()}
