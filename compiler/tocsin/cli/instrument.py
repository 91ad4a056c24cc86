"""`tocsin instrument`: the module that a service declares its metrics with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tocsin.cli import choice, specs
from tocsin.cli.exit_codes import MISTAKES
from tocsin.cli.report_file import ReportFile, write


@click.command()
@click.option("--platform", help="Platform whose own metrics are written; needed when there are several.")
@click.option("--environment", help="Environment; needed when they differ.")
@click.option("--output", type=ReportFile(), help="File to write; default: print it.")
@click.pass_obj
def instrument(root: Path, *, platform: str | None, environment: str | None, output: Path | None) -> None:
    """Write the Python module that declares the platform's own metrics.

    They are those that only the spec declares, and no pack. A service that serves them with this module, and prometheus_client,
    cannot disagree with its alerts on a name, a type, a label or a bucket.
    """
    from tocsin.instrument import instrument as written
    from tocsin.spec.locate import locate

    folders = specs.read(root)
    found = choice.chosen(specs.understood(folders), platform=platform, environment=environment)
    names = sorted({each.platform.name for each in found})
    if len(names) > 1:
        choice.give_up("there are several platforms", f"choose one with `--platform`: {', '.join(names)}")
    own = [metric for each in found for metric in each.platform.metrics if metric.pack is None]
    if not own:
        choice.give_up(f"`{names[0]}` has no metrics of its own: packs know all of them", "use the exporters' own instrumentation")
    outcomes = [(each, written(each.platform)) for each in found]
    mistakes = {located for each, outcome in outcomes if not isinstance(outcome, str) for located in locate(outcome, each.resolved.origins)}
    if mistakes:
        specs.show(sorted(mistakes, key=lambda located: located.order), specs.texts(folders), "text")
        sys.exit(MISTAKES)
    texts = sorted({outcome for _, outcome in outcomes if isinstance(outcome, str)})
    if len(texts) > 1:
        known = ", ".join(sorted(each.platform.environment for each in found))
        choice.give_up(f"the metrics of `{names[0]}` differ between its environments", f"choose one with `--environment`: {known}")
    if output is None:
        click.echo(texts[0], nl=False)
        return
    write(output, texts[0], option="output")
    click.echo(f"{output} written")
