"""`tocsin docs`: the reference of the language, of what packs bring, and of what is checked."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.fresh import keep_fresh


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when docs/ is not what types, packs and checks say.")
@click.pass_obj
def docs(root: Path, *, only_check: bool) -> None:
    """Write the reference of the language, the packs and the checks."""
    import json

    from tocsin import checks, faults
    from tocsin.docs import pages
    from tocsin.schema import policy_schema, spec_schema

    written = pages(json.loads(spec_schema()), json.loads(policy_schema()), checks.explained(), checks.allowable(), faults.explained())
    for file, text in written.items():
        keep_fresh(root / "docs" / file, text, "tocsin docs", only_check=only_check)
