"""Keep files that are written from specs or types fresh, and say when they are not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.exit_codes import MISTAKES

if TYPE_CHECKING:
    from tocsin.output import Plan, Refusal


def keep_fresh(path: Path, text: str, command: str, *, only_check: bool) -> None:
    """Write `text` unless it is there already; with `only_check` exit where it is not, naming the `command` that writes it."""
    fresh = path.exists() and path.read_text(encoding="utf-8") == text
    if only_check and not fresh:
        click.echo(f"{path} is stale: run `{command}`", err=True)
        sys.exit(MISTAKES)
    if not only_check and not fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{path} is fresh" if fresh else f"{path} written")


def report_stale(outcome: Plan) -> None:
    """Exit when generated/ is not what the specs say."""
    if outcome.stale:
        for path in outcome.touched:
            click.echo(f"generated/{path} is not what the specs say", err=True)
        click.echo("run `make build` and commit generated/", err=True)
        sys.exit(MISTAKES)


def refuse(refusal: Refusal) -> None:
    """Say why generated/ was left alone, and exit."""
    for problem in refusal.problems:
        click.echo(f"generated/{problem.path} {problem.reason}", err=True)
    click.echo(f"nothing was written: {refusal.help}", err=True)
    sys.exit(MISTAKES)
