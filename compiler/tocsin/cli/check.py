"""`tocsin check`: mistakes in specs/, and nothing written but what `--fix` mends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import changes, mending, specs
from tocsin.cli.exit_codes import MISTAKES
from tocsin.cli.formats import Report, names, written

if TYPE_CHECKING:
    from tocsin.diagnostics import Located
    from tocsin.pipeline import Examined


@click.command()
@click.option("--format", "style", type=click.Choice(names()), default="text", show_default=True, help="How mistakes are shown.")
@click.option("--changed", "reference", metavar="GIT_REF", help="Show only what has come since the branch left this one.")
@click.option("--fix", is_flag=True, help="Mend in the files what can be mended in one way only.")
@click.pass_obj
def check(root: Path, *, style: str, reference: str | None, fix: bool) -> None:
    """Look for mistakes in specs/ and write nothing.

    With --changed all platforms are the context, and reported is what stands on changed lines or was not there before.
    """
    folders = specs.read(root)
    with specs.lasting():
        from tocsin import checks, faults, policy
        from tocsin.packs import PACKS
        from tocsin.pipeline import examine

        built = examine(folders)
    if fix:
        folders, built = mending.mend(root, folders, built)
    found = built.diagnostics if reference is None else _since(built, changes.since(root, reference))
    text = ""
    if found or style != "text":
        rules, _ = policy.policies(folders.get(policy.POLICY, {}))
        explained = {**faults.explained(), **checks.explained(), **policy.explained(rules)}
        text = written(style, Report(found=found, allowed=built.allowed, texts=specs.texts(folders), explained=explained))
    if style != "text":
        click.echo(text, nl=bool(text))
    elif text:
        click.echo(f"{text}\n", err=True)
    if style == "text":
        _count(built, found, sum(folder not in {PACKS, policy.POLICY} for folder in folders))
    if found:
        sys.exit(MISTAKES)


def _since(built: Examined, changed: changes.Changes) -> tuple[Located, ...]:
    from tocsin.pipeline import examine

    def key(located: Located) -> tuple[str, str, str]:
        # Not the line: what was there before may stand lower now.
        return (located.code, located.span.file, located.message)

    before = changed.before() if any(not changed.touch(located) for located in built.diagnostics) else {}
    with specs.lasting():
        known = {key(located) for located in examine(before).diagnostics} if before else set()
    return tuple(located for located in built.diagnostics if changed.touch(located) or key(located) not in known)


def _count(built: Examined, found: tuple[Located, ...], platforms: int) -> None:
    elsewhere = len(built.diagnostics) - len(found)
    more = f"; {elsewhere} more that did not change" if elsewhere else ""
    allowed = f"; {len(built.allowed)} allowed" if built.allowed else ""
    if found:
        click.echo(f"{len(found)} {'mistake' if len(found) == 1 else 'mistakes'}{more}{allowed}", err=True)
    else:
        click.echo(f"no mistakes in {platforms} {'platform' if platforms == 1 else 'platforms'}{more}{allowed}")
