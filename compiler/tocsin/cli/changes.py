"""What a branch has touched, by git: the specs as they were, and the lines that are new."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from msgspec import Struct
from msgspec.structs import replace

from tocsin.cli.exit_codes import CANNOT_RUN
from tocsin.folders import NO_PLATFORMS, POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.diagnostics import Located

_FILE: Final = re.compile(r'^\+\+\+ (?:"?b/)?(?P<name>.*?)"?\t?$')
_GONE: Final = "/dev/null"
_WAS: Final = re.compile(r'^--- (?:"?a/)?(?P<name>.*?)"?\t?$')
_HUNK: Final = re.compile(r"^@@ -\S+ \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")


class Changes(Struct, frozen=True, kw_only=True):
    """The difference between the specs here and where the branch began."""

    before: Callable[[], Mapping[str, Mapping[str, bytes]]]
    """Reads the spec files as they were, by folder and name: git takes a process a file, and most often nobody asks."""
    lines: Mapping[str, frozenset[int]]
    """The lines that are new or other, by file; of a file that is gone there are none."""

    def touch(self, located: Located) -> bool:
        """Tell whether a finding, or what it refers to, stands on a line that is new."""
        spans = (located.span, *(span for _, span in located.notes))
        return any(self.lines.get(span.file, frozenset()) & set(range(span.line, span.end_line + 1)) for span in spans)

    def obstacles(self, blinding: Sequence[Located]) -> Obstacles:
        """Return what of old mistakes that keep the checks from looking, `blinding`, keeps them from what has changed."""
        changed = {_folder(file) for file in self.lines}
        near = [located for located in blinding if changed & NO_PLATFORMS or _folder(located.span.file) in changed | NO_PLATFORMS]
        far = sorted({_folder(located.span.file) for located in blinding if located not in near})
        if not changed or not blinding:
            return Obstacles()
        said = (
            "old mistakes keep the checks from judging what has changed: mend them first"
            if near
            else f"what platforms say of each other was not judged, because of old mistakes in {', '.join(f'specs/{name}' for name in far)}"
        )
        return Obstacles(shown=tuple(replace(located, help=f"{located.help}; {_OBSTACLE}") for located in near), said=said)


class Obstacles(Struct, frozen=True, kw_only=True):
    """Old mistakes because of which something that has changed was not judged."""

    shown: tuple[Located, ...] = ()
    said: str = ""


_OBSTACLE: Final = "it is not new, but keeps the checks from what has changed"


def since(root: Path, reference: str) -> Changes:
    """Return what has changed in the specs below `root` since the branch left `reference`; exit when git cannot tell."""
    base = _git(root, "merge-base", "--", reference, "HEAD").decode().strip()
    options = ("--relative", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/")
    lines = _new_lines(_git(root, "-c", "core.quotePath=false", "diff", *options, base, "--", "specs").decode(errors="replace"))
    unknown = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", "specs").decode()
    for name in filter(None, unknown.split("\0")):
        lines[name] = set(range(1, (root / name).read_bytes().count(b"\n") + 2))
    return Changes(before=lambda: _before(root, base), lines={name: frozenset(numbers) for name, numbers in lines.items()})


def _before(root: Path, base: str) -> dict[str, dict[str, bytes]]:
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", base, "--", "specs").decode()
    before: dict[str, dict[str, bytes]] = {}
    for name in filter(None, listed.split("\0")):
        path = Path(name)
        if len(path.parts) == 3 and path.suffix in {".yaml", ".yml"}:  # noqa: PLR2004  # specs/<platform>/<file>
            before.setdefault(path.parent.name, {})[path.as_posix()] = _git(root, "show", f"{base}:./{name}")
        elif path.as_posix() == f"specs/{POLICY}":
            before[POLICY] = {path.as_posix(): _git(root, "show", f"{base}:./{name}")}
    return before


def _folder(file: str) -> str:
    """Return the folder below specs/ of a spec file: its platform's; what stands in specs/ itself by its own name."""
    return Path(file).parts[1]


def _new_lines(difference: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    file, was = "", ""
    for line in difference.split("\n"):
        named, hunk = _FILE.match(line), _HUNK.match(line)
        if (before := _WAS.match(line)) is not None:
            was = before["name"]
        elif named is not None and named["name"] == _GONE:
            found.setdefault(was, set())
            file = _GONE
        elif named is not None:
            file = named["name"]
        elif hunk is not None and file != _GONE:
            start, count = int(hunk["start"]), int(hunk["count"] or 1)
            # Where only something was taken away, the line above it is what is other now.
            found.setdefault(file, set()).update(range(start, start + max(count, 1)))
    return found


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        click.echo("error: git is not installed\n  = help: install it, or leave `--changed` out", err=True)
        sys.exit(CANNOT_RUN)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0] or f"git {arguments[0]} failed"
        click.echo(
            f"error: {said}\n  = help: name a branch, tag or commit that is here with its history: `--changed origin/main`", err=True
        )
        sys.exit(CANNOT_RUN)
    return done.stdout
