"""`tocsin check`: mistakes in specs/, and nothing written but what `--fix` mends."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import ahead, changes, mending, progress, specs, watching
from tocsin.cli.exit_codes import MISTAKES
from tocsin.cli.formats import Report, names, written
from tocsin.folders import POLICY, no_mistakes, so_many_allowed
from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
    from tocsin.pipeline import Examined


@click.command()
@click.option("--format", "style", type=click.Choice(names()), default="text", show_default=True, help="How mistakes are shown.")
@click.option("--changed", "reference", metavar="GIT_REF", help="Show only what has come since the branch left this one.")
@click.option("--fix", is_flag=True, help="Mend in the files what can be mended in one way only.")
@click.option("--no-cache", is_flag=True, help="Look at everything, whatever the last build has left.")
@click.pass_obj
@watching.watchable
def check(root: Path, *, style: str, reference: str | None, fix: bool, no_cache: bool) -> None:
    """Look for mistakes in specs/ and write nothing.

    With --changed all platforms are the context, and reported is what stands on changed lines or was not there before. Old mistakes that
    keep a changed platform from being judged are reported too: silence means that the change is right.
    """
    folders = specs.read(root)
    # Before all else: a branch that is not there is told, also where nothing is wrong.
    changed = None if reference is None else changes.since(root, reference)
    if style == "text" and not (fix or no_cache) and _harmless(root, folders):
        return
    with specs.lasting(), progress.shown(style) as tell, ahead.reading(folders) as parsed:
        from tocsin import checks, faults, policy
        from tocsin.pipeline import examine

        built = examine(folders, progress=tell, parsed=parsed)
    if fix:
        folders, built = mending.mend(root, folders, built)
    found, beside = built.diagnostics, ""
    if changed is not None:
        new = _since(built, changed, style)
        obstacles = changed.obstacles([located for located in built.blinding if located not in new])
        found, beside = (*new, *obstacles.shown), obstacles.said
    text = ""
    if found or style != "text":
        rules, _ = policy.policies(folders.get(POLICY, {}))
        explained = {**faults.explained(), **checks.explained(), **policy.explained(rules)}
        report = Report(
            found=found, allowed=built.allowed, texts=specs.texts(folders), explained=explained, below=partial(changes.prefix, root)
        )
        text = written(style, report)
    if style != "text":
        click.echo(text, nl=bool(text))
    elif text:
        click.echo(f"{text}\n", err=True)
    if style == "text":
        _count(folders, found, elsewhere=len(built.diagnostics) - len(found), allowed=len(built.allowed))
    if beside and style == "text":
        click.echo(beside, err=True)
    if found:
        sys.exit(MISTAKES)


def _since(built: Examined, changed: changes.Changes, style: str) -> tuple[Located, ...]:
    from tocsin.pipeline import examine

    def key(located: Located) -> tuple[str, str, str]:
        # Not the line: what was there before may stand lower now.
        return (located.code, located.span.file, located.message)

    before = changed.before() if any(not changed.touch(located) for located in built.diagnostics) else {}
    with specs.lasting(), progress.shown(style) as tell:
        known = {key(located) for located in examine(before, progress=tell).diagnostics} if before else set()
    return tuple(located for located in built.diagnostics if changed.touch(located) or key(located) not in known)


def _harmless(root: Path, folders: Mapping[str, Mapping[str, bytes]]) -> bool:
    """Say that there are no mistakes, if that follows from there having been none in the last build; tell whether it does."""
    from tocsin import unchanged

    if not unchanged.remembered(str(root)):  # what finds that out is imported while specs are read
        return False
    from tocsin.incremental import harmless, recall

    last = recall(root, written=False)
    if last is None:
        return False
    with specs.lasting():
        known = harmless(last, folders)
    if known:
        _count(folders, (), elsewhere=0, allowed=last.allowed)
    return known


def _count(folders: Mapping[str, Mapping[str, bytes]], found: Sequence[Located], *, elsewhere: int, allowed: int) -> None:
    more = (f"; {elsewhere} more that did not change" if elsewhere else "") + so_many_allowed(allowed)
    if found:
        click.echo(f"{counted(len(found), 'mistake')}{more}", err=True)
    else:
        click.echo(no_mistakes(folders, more))
