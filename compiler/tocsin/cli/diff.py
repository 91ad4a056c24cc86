"""`tocsin diff`: what a branch changes for those who are called, scale and look."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli import changes, specs


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
    was = changes.meant_before(root, reference, style)
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
