"""`tocsin verify`: the real judges read generated/."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import fresh, progress, sharding, specs
from tocsin.cli.exit_codes import CANNOT_RUN, MISTAKES
from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.shards import Shard


@click.command()
@click.option("--allow-missing", is_flag=True, help="Go on without a judge that is not installed, and say so last.")
@click.option("--shard", type=sharding.WRITTEN, metavar="I/N", help="Judge only one of N parts of the platforms.")
@click.pass_obj
def verify(root: Path, *, allow_missing: bool, shard: Shard | None) -> None:
    """Let promtool, amtool and the Kubernetes schemas judge generated/."""
    from tocsin.output import Refusal, plan
    from tocsin.verify import verify as judge
    from tocsin.verify.report import located

    folders = specs.read(root)
    built = specs.compiled(folders, mine=sharding.mine(shard))
    outcome = plan(root / "generated", built.artifacts)
    if isinstance(outcome, Refusal):
        fresh.refuse(outcome)
    else:
        # A verdict on something else than what the specs say would be worth nothing.
        fresh.report_stale(sharding.restricted(outcome, shard))
    platforms = {each.platform.name for each in built.compiled}
    progress.begun(f"judging {counted(len(built.artifacts), 'file')} of {counted(len(platforms), 'platform')}")
    with progress.shown() as tell:
        verdict = judge(root, [each.platform for each in built.compiled], allow_missing=allow_missing, progress=tell)
    origins = {(each.platform.environment, each.platform.name): each.origins for each in built.compiled}
    places = [(complaint, located(complaint, origins)) for complaint in verdict.complaints]
    specs.show([place for _, place in places if place is not None], specs.texts(folders), everything=None)
    for complaint, place in places:
        if place is None:
            click.echo(f"error[{complaint.judge}]: {complaint.path}: {complaint.message}\n", err=True)
    if shard is not None:
        click.echo(sharding.part_of_estate(shard, len(built.compiled), len(built.estate)))
    for judge_name, counts in verdict.counts.items():
        click.echo(f"{judge_name}: " + (", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing to judge"))
    if verdict.complaints:
        click.echo(f"{len(verdict.complaints)} complaints", err=True)
        sys.exit(MISTAKES)
    for missing in verdict.missing:
        click.echo(f"{missing.name} is missing, so nothing was proved by it: {missing.help}", err=True)
    if not verdict.passed:
        sys.exit(CANNOT_RUN)
