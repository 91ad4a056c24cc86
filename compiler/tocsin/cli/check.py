"""`tocsin check`: mistakes in specs/, and nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli import specs


@click.command()
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How mistakes are shown.")
@click.pass_obj
def check(root: Path, style: str) -> None:
    """Look for mistakes in specs/ and write nothing."""
    built = specs.compiled(specs.read(root), style)
    platforms = {each.platform.name for each in built.compiled}
    if style == "text":
        click.echo(f"no mistakes in {len(platforms)} platforms")
