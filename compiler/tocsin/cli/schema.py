"""`tocsin schema`: the JSON schema of specs."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.fresh import keep_fresh


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when schemas/ is not what the types say.")
@click.pass_obj
def schema(root: Path, *, only_check: bool) -> None:
    """Write the JSON schema that editors complete and validate specs with."""
    from tocsin.schema import FILE, spec_schema

    keep_fresh(root / "schemas" / FILE, spec_schema(), "make schemas", only_check=only_check)
