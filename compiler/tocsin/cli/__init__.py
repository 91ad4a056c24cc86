"""The command `tocsin`: the only package that prints, reads the environment or exits. Every command is a module of it."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin import __version__
from tocsin.cli.build import build
from tocsin.cli.catalog import catalog
from tocsin.cli.check import check
from tocsin.cli.contract import contract
from tocsin.cli.docs import docs
from tocsin.cli.explain import explain
from tocsin.cli.instrument import instrument
from tocsin.cli.lsp import lsp
from tocsin.cli.merge import merge
from tocsin.cli.prove import prove
from tocsin.cli.rehearse import rehearse
from tocsin.cli.schema import schema
from tocsin.cli.verify import verify

# Commands import what they need themselves: `tocsin --version` must not wait for the compiler.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin")
@click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), help="Folder that holds specs/ and generated/."
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Compile specs of served models into rules, routes, autoscalers, monitors and dashboards.

    Exit codes: 0 clean, 1 mistakes in the specs, 2 cannot run.
    """
    context.obj = root


for command in (build, catalog, check, contract, docs, explain, instrument, lsp, merge, prove, rehearse, schema, verify):
    main.add_command(command)
