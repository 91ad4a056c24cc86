"""What a command has found, told as text, as Markdown or as JSON: for a terminal, for the page of a pull request and for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from tocsin.cli import specs

if TYPE_CHECKING:
    from tocsin.finding import Checked

T = TypeVar("T")

option: Final = click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How it is told."
)


def understood(root: Path, style: str) -> Sequence[Checked]:
    """Return the platforms of the specs below `root`; show what is wrong with them, for programs as JSON, and exit."""
    return specs.understood(specs.read(root), "json" if style == "json" else "text")


def tell(found: Sequence[T], style: str, *, text: Callable[[Sequence[T]], str], markdown: Callable[[Sequence[T]], str]) -> None:
    """Print what was found; programs get all of it."""
    match style:
        case "json":
            from msgspec import json

            click.echo(json.format(json.encode(found), indent=2))
        case "markdown":
            click.echo(markdown(found))
        case _:
            click.echo(text(found))
