"""Keep files that are written from specs or types fresh, and say when they are not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from tocsin.cli import progress, whole
from tocsin.cli.exit_codes import MISTAKES

if TYPE_CHECKING:
    from tocsin.output import Plan, Refusal

_SHOWN: Final = 50
"""How many stale files are named: of thousands, nobody reads more."""


def keep_fresh(path: Path, text: str, command: str, *, only_check: bool) -> None:
    """Write `text` unless it is there already; with `only_check` exit where it is not, naming the `command` that writes it."""
    fresh = path.exists() and path.read_text(encoding="utf-8") == text
    if only_check and not fresh:
        click.echo(f"{path} is stale: run `{command}`", err=True)
        sys.exit(MISTAKES)
    if not only_check and not fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.write(path, text.encode())
    click.echo(f"{path} is fresh" if fresh else f"{path} written")


def brought(target: Path, files: Mapping[str, str], *, only_check: bool = False, force: bool = False) -> Plan:
    """Make a folder hold exactly `files`, by path, and return what that took; exit when it may not be. `only_check` as `keep_fresh`."""
    from tocsin.output import Refusal, plan, sync

    with progress.shown() as tell:
        tell(0, 0, f"{len(files)} files are {'compared' if only_check else 'written'}")
        outcome = plan(target, files) if only_check else sync(target, files, force=force)
    if isinstance(outcome, Refusal):
        refuse(outcome)
    if only_check:
        report_stale(outcome)
    return outcome


def compared(target: Path, files: Mapping[str, str]) -> Plan:
    """Return what it would take to make a folder hold exactly `files`, by path; exit when that may not be."""
    from tocsin.output import Refusal, plan

    outcome = plan(target, files)
    if isinstance(outcome, Refusal):
        refuse(outcome)
    return outcome


def report_stale(outcome: Plan) -> None:
    """Exit when generated/ is not what the specs say."""
    if not outcome.stale:
        return
    if len(outcome.created) == len(outcome.touched) and not outcome.unchanged:
        click.echo("generated/ is empty, or not there", err=True)
    else:
        for path in outcome.touched[:_SHOWN]:
            click.echo(f"generated/{path} is not what the specs say", err=True)
        if (more := len(outcome.touched) - _SHOWN) > 0:
            click.echo(f"and {more} files more", err=True)
    click.echo("run `tocsin build` and commit generated/; where no spec has changed, another release of tocsin has written it", err=True)
    sys.exit(MISTAKES)


def refuse(refusal: Refusal) -> NoReturn:
    """Say why generated/ was left alone, and exit."""
    for problem in refusal.problems:
        click.echo(f"{'generated' if problem.path == '.' else f'generated/{problem.path}'} {problem.reason}", err=True)
    click.echo(f"nothing was written: {refusal.help}", err=True)
    sys.exit(MISTAKES)
