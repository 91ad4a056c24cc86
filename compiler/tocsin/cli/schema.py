"""`tocsin schema`: the JSON schemas of specs, of what they have in common, and of policies."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.fresh import keep_fresh


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when schemas/ is not what the types say.")
@click.pass_obj
def schema(root: Path, *, only_check: bool) -> None:
    """Write the JSON schemas that editors complete and validate specs and policies with."""
    from tocsin.schema import COMMON_FILE, FILE, POLICY_FILE, common_schema, file_schema, policy_schema

    for file, text in {FILE: file_schema(), COMMON_FILE: common_schema(), POLICY_FILE: policy_schema()}.items():
        keep_fresh(root / "schemas" / file, text, "tocsin schema", only_check=only_check)
