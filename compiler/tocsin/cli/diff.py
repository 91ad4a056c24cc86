"""`tocsin diff`: what a branch changes for those who are called, scale and look."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import changes, progress, specs
from tocsin.cli.exit_codes import CANNOT_RUN

if TYPE_CHECKING:
    from tocsin.finding import Checked


@click.command()
@click.argument("reference", metavar="GIT_REF")
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How it is told."
)
@click.pass_obj
def diff(root: Path, *, reference: str, style: str) -> None:
    """Say what the branch changes since it left GIT_REF, in the words of the specs.

    Which alerts are new, gone or wait for something else, who is told of them, how many replicas there may be, what is scraped and what
    dashboards show: in the words of the specs, and of many models that change alike once. What only moves within them is not told.
    """
    now = specs.understood(specs.read(root), "json" if style == "json" else "text")
    was = _before(reference, changes.since(root, reference).before(), style)
    from msgspec import json

    from tocsin.diff import differences, report

    found = differences(was, now)
    match style:
        case "json":
            click.echo(json.format(json.encode(found), indent=2))
        case "markdown":
            click.echo(report.markdown(found))
        case _:
            click.echo(report.text(found))


def _before(reference: str, folders: Mapping[str, Mapping[str, bytes]], style: str) -> tuple[Checked, ...]:
    """Return what the specs meant; exit when a mistake in them leaves that open. What checks find in them leaves it clear."""
    from tocsin.pipeline import meant

    with specs.lasting(), progress.shown(style) as tell:
        known = meant(folders, progress=tell)
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
