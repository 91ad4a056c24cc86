"""`tocsin build`: specs/ becomes generated/."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin import unchanged
from tocsin.cli import fresh, specs

if TYPE_CHECKING:
    from tocsin.output import Plan
    from tocsin.pipeline import Build


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when generated/ is not what the specs say.")
@click.option("--force", is_flag=True, help="Replace or delete files in generated/ that were edited or added by hand.")
@click.pass_obj
def build(root: Path, *, only_check: bool, force: bool) -> None:
    """Compile specs/ into generated/."""
    from tocsin.output import Refusal, plan, sync

    started = time.perf_counter()
    folders = specs.read(root)
    built = specs.compiled(folders)
    target = root / "generated"
    outcome = plan(target, built.artifacts) if only_check else sync(target, built.artifacts, force=force)
    if isinstance(outcome, Refusal):
        fresh.refuse(outcome)
    elif only_check:
        fresh.report_stale(outcome)
    else:
        _report_written(built, outcome)
        nothing = "".join(f"{line}: {files} files, 0 written\n" for line, files in _folders(built))
        unchanged.remember(str(root), nothing + f"{len(built.artifacts)} files, nothing has changed\n", specs.contents(folders))
    click.echo(f"{len(built.artifacts)} files in {time.perf_counter() - started:.2f} s")


def _folders(built: Build) -> Iterator[tuple[str, int]]:
    for each in built.compiled:
        prefix = f"{each.platform.environment}/{each.platform.name}"
        yield prefix, sum(path.startswith(f"{prefix}/") for path in built.artifacts)


def _report_written(built: Build, outcome: Plan) -> None:
    written = (*outcome.created, *outcome.changed)
    for prefix, files in _folders(built):
        changed = sum(path.startswith(f"{prefix}/") for path in written)
        click.echo(f"{prefix}: {files} files, {changed} written")
    if outcome.removed:
        click.echo(f"{len(outcome.removed)} files removed that nothing generates any more")
