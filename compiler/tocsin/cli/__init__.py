"""The command `tocsin`: the only package that prints, reads the environment or exits. Every command is a module of it."""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import click

from tocsin import __version__
from tocsin.artifact.deferred import Deferred

_COMMANDS: Final = (
    "adopt", "alerts", "backtest", "build", "catalog", "check", "contract", "diff", "docs", "explain", "init",
    "instrument", "lsp", "merge", "prove", "rehearse", "schema", "verify",
)  # fmt: skip


def _imported(name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
    return command


# A command is imported when it is typed, and imports what it needs itself: `tocsin --version` must not wait for the compiler.
@click.group(
    # click reads it, and adds nothing.
    commands=cast("MutableMapping[str, click.Command]", Deferred(_COMMANDS, _imported)),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="tocsin")
@click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), help="Folder that holds specs/ and generated/."
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Compile specs of served models into rules, routes, autoscalers, monitors and dashboards.

    Exit codes: 0 clean, 1 mistakes in the specs or in what else was looked at, 2 cannot run: also when it was typed wrongly.
    """
    context.obj = root
