"""`tocsin docs`: the reference of the language, and of what packs bring."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.fresh import keep_fresh


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when docs/ is not what types and packs say.")
@click.pass_obj
def docs(root: Path, *, only_check: bool) -> None:
    """Write the reference of the language and of the packs."""
    import json

    from tocsin.docs import pages
    from tocsin.schema import spec_schema

    for file, text in pages(json.loads(spec_schema())).items():
        keep_fresh(root / "docs" / file, text, "make docs", only_check=only_check)
