"""What a branch has touched, by git: the specs as they were, and the lines that are new."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from msgspec import Struct
from msgspec.structs import replace

from tocsin.cli import progress, specs
from tocsin.cli.exit_codes import CANNOT_RUN
from tocsin.folders import BESIDE, NO_PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.diagnostics import Located
    from tocsin.finding import Checked

_FILE: Final = re.compile(r'^\+\+\+ (?:"?b/)?(?P<name>.*?)"?\t?$')
_GONE: Final = "/dev/null"
_WAS: Final = re.compile(r'^--- (?:"?a/)?(?P<name>.*?)"?\t?$')
_HUNK: Final = re.compile(r"^@@ -\S+ \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")


class Changes(Struct, frozen=True, kw_only=True):
    """The difference between the specs here and where the branch began."""

    before: Callable[[], Mapping[str, Mapping[str, bytes]]]
    """Reads the spec files as they were, by folder and name: most often nobody asks."""
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


def meant_before(root: Path, reference: str, style: str) -> tuple[Checked, ...]:
    """Return what the specs meant when the branch left `reference`; exit when a mistake in them leaves that open.

    What checks find in them leaves it clear.
    """
    from tocsin.pipeline import meant

    with specs.lasting(), progress.shown(style) as tell:
        known = meant(since(root, reference).before(), progress=tell)
    if known.diagnostics:
        first = known.diagnostics[0]
        where, count = f"{first.span.file}:{first.span.line}", len(known.diagnostics)
        several = f" and {count - 1} more" if count > 1 else ""
        click.echo(
            f"error: the specs where the branch left `{reference}` mean nothing to this compiler: {where}: {first.message}{several}\n"
            f"  = help: compare with a commit of which `tocsin check` finds no mistakes",
            err=True,
        )
        sys.exit(CANNOT_RUN)
    return known.estate


def prefix(root: Path) -> str:
    """Return the folder of its repository that `root` is, as `monitoring/`; empty when it is the whole, or in none.

    Git itself is not asked: where the clone is somebody else's, as in the containers of CI, it answers nothing.
    """
    here = root.resolve()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return "" if top == here else f"{here.relative_to(top).as_posix()}/"


def _before(root: Path, base: str) -> dict[str, dict[str, bytes]]:
    listed = (entry.partition("\t") for entry in _git(root, "ls-tree", "-r", "-z", base, "--", "specs").decode().split("\0"))
    entries = [(told.split()[-1], name) for told, _, name in listed if _is_spec(Path(name))]
    before: dict[str, dict[str, bytes]] = {}
    contents = _contents(root, [number for number, _ in entries])
    for (_, name), content in zip(entries, contents, strict=True):
        before.setdefault(_folder(name), {})[name] = content
    return before


def _is_spec(path: Path) -> bool:
    of_platform = len(path.parts) == 3 and path.suffix in {".yaml", ".yml"} and "/." not in path.as_posix()  # noqa: PLR2004  # specs/<platform>/<file>
    return of_platform or path.as_posix() in {f"specs/{file}" for file in BESIDE}


def _contents(root: Path, objects: Sequence[str]) -> Iterator[bytes]:
    """Yield the content of each of git's `objects`, all read by one process: https://git-scm.com/docs/git-cat-file#_batch_output."""
    answer = memoryview(_git(root, "cat-file", "--batch", given="".join(f"{each}\n" for each in objects).encode()))
    for _ in objects:
        head, _, _ = bytes(answer[:_HEAD]).partition(b"\n")
        size = int(head.split()[-1])
        answer = answer[len(head) + 1 :]
        yield bytes(answer[:size])
        answer = answer[size + 1 :]


_HEAD: Final = 128
"""More bytes than the line before a content has: number, kind and size."""


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


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    import subprocess  # `check` asks git only for `--changed`

    try:
        done = subprocess.run(["git", *arguments], cwd=root, input=given, capture_output=True, check=False)
    except FileNotFoundError:
        click.echo("error: git is not installed\n  = help: install it", err=True)
        sys.exit(CANNOT_RUN)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0] or "git finds no commit that both have in common"
        click.echo(f"error: {said}\n  = help: {_remedy(root)}", err=True)
        sys.exit(CANNOT_RUN)
    return done.stdout


def _remedy(root: Path) -> str:
    """Return what to do when git does not know what it is asked for."""
    import subprocess

    asked = subprocess.run(["git", "rev-parse", "--is-shallow-repository"], cwd=root, capture_output=True, text=True, check=False)
    match asked.stdout.strip():
        case "true":
            ci = "in CI give actions/checkout `fetch-depth: 0`, or GitLab `GIT_DEPTH: 0`"
            return f"this clone is shallow: type `git fetch --unshallow`, and fetch the branch, too; {ci}"
        case "false":
            return "name a branch, tag or commit that is here with its history: `origin/main`"
        case _:
            return "run it in a git repository that has `specs/`, or name one: `tocsin --root DIR`"
