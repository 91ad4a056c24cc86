"""`tocsin contract`: a page of metrics serves what the rules read."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, specs
from tocsin.cli.exit_codes import MISTAKES
from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.diagnostics import Located


@click.command()
@click.argument("page", metavar="FILE|URL")
@click.option("--platform", help="Only this platform reads the page; default: all.")
@click.option("--environment", help="Only this environment; default: all.")
@click.option("--model", help="The model or component whose page it is; default: those whose series it serves.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Seconds to wait for a URL.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How mistakes are shown.")
@click.pass_obj
def contract(
    root: Path, *, page: str, platform: str | None, environment: str | None, model: str | None, timeout: float, style: str
) -> None:
    """Look whether a page of metrics, as Prometheus scrapes it, serves what the specs read.

    The page is in Prometheus' text format or OpenMetrics. It has to serve every series that the rules, autoscalers and panels of its
    models read: of the right type and unit, with the labels and values that select it, and with the bucket edges that limits need.
    """
    from tocsin.contract import Unavailable, check, fetch, read, readers
    from tocsin.diagnostics import Located, did_you_mean
    from tocsin.spec.locate import locate

    folders = specs.read(root)
    estate = choice.chosen(specs.understood(folders, style), platform=platform, environment=environment)
    names = {subject.name for each in estate for subject in each.platform.subjects}
    if model is not None and model not in names:
        choice.give_up(f"there is no model or component `{model}`", did_you_mean(model, names))
    text = fetch(page, timeout_seconds=timeout)
    if isinstance(text, Unavailable):
        choice.give_up(text.message, text.help)
    served = read(page, text)
    if isinstance(served, Located):
        _tell((served,), {page: text}, style)
        return
    readings = tuple((each, reader) for each in estate for reader in readers(served, each.platform, each.resolved.spec, name=model))
    if not readings:
        remedy = "name the model whose page it is with `--model`" if model is None else "name another one"
        choice.give_up(f"nobody reads `{page}`" if model is None else f"`{model}` reads no metrics of a page of its own", remedy)
    found = {located for each, reader in readings for located in locate(check(served, reader), each.resolved.origins)}
    _tell(sorted(found, key=lambda located: located.order), specs.texts(folders) | {page: text}, style)
    if style == "text":
        names = {reader.subject.name for _, reader in readings}
        series = {need.series for _, reader in readings for need in reader.needs}
        click.echo(f"no mistakes in {len(series)} series of {', '.join(sorted(names))}")


def _tell(found: Sequence[Located], texts: Mapping[str, str], style: str) -> None:
    """Show what was found, and exit when any of it is a mistake."""
    specs.show(found, texts, style, everything=None)
    mistakes = sum(located.severity == "error" for located in found)
    if mistakes:
        if style == "text":
            click.echo(counted(mistakes, "mistake"), err=True)
        sys.exit(MISTAKES)
