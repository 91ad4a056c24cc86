"""`tocsin rehearse`: the whole chain runs on this machine, and somebody is told."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tocsin.cli import choice, fresh, production, progress, rehearsal_report, specs
from tocsin.cli.exit_codes import CANNOT_RUN, MISTAKES
from tocsin.wording import and_more

if TYPE_CHECKING:
    from types import FrameType

    from tocsin.pipeline import Compiled
    from tocsin.rehearse import Production, Programs, Report, Scale, Stack, Wanted, Watch

_NAMED: Final = 3


@click.command()
@click.option("--platform", help="Only this platform; default: all, one after the other.")
@click.option("--environment", help="Only this environment; default: all.")
@click.option("--alert", "alerts", multiple=True, metavar="NAME", help="Rehearse this alert, of every model and severity; may be repeated.")
@click.option("--sample", type=click.IntRange(min=1), help="Rehearse this many alerts, evenly over all that there are.")
@click.option("--keep", is_flag=True, help="Leave everything running afterwards, for you to look at, until Ctrl-C.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How the outcome is shown.")
@click.pass_obj
def rehearse(
    root: Path, *, platform: str | None, environment: str | None, alerts: tuple[str, ...], sample: int | None, keep: bool, style: str
) -> None:
    """Let alerts fire for real, and see who is told.

    Starts Prometheus and Alertmanager with the generated configuration, on this machine alone, and an exporter that serves the metrics
    of the specs. It brings alerts beyond their limits, waits until the notifications arrive in the place of the real receivers, looks
    at who was told with which labels and texts, and then at the end of it. Without --alert or --sample there is one alert for each
    model and receiver. Times are scaled; the report says how.

    Exit codes: 0 all as the specs mean it, 1 not, 2 cannot run.
    """
    if alerts and sample is not None:
        choice.give_up("`--alert` and `--sample` exclude each other", "use one of them")
    from tocsin.rehearse import RehearsalError, Wanted

    built = specs.compiled(specs.read(root), style)
    # What is rehearsed is what is deployed.
    fresh.report_stale(fresh.compared(root / "generated", built.artifacts))
    compiled = choice.chosen(built.compiled, platform=platform, environment=environment)
    choice.require_alerts(alerts, {alert.name for each in compiled for alert in each.platform.alerts})
    routed = [each for each in compiled if each.platform.routing is not None]
    if not routed:
        choice.give_up("there is nothing to rehearse: no alert is routed anywhere", "write `routing:`, or choose another platform")
    names = [f"{each.platform.name} in {each.platform.environment}" for each in routed]
    if keep and len(routed) > 1:
        choice.give_up("only one stack can be kept", f"choose one with `--platform` and `--environment`: {', '.join(names)}")
    programs = _programs(root)
    progress.begun(f"rehearsing {', '.join(names[:_NAMED])}{and_more(len(names) - _NAMED)}", style)
    try:
        with _stopped_in_order():
            reports = [_rehearsed(each, programs, Wanted(alerts=alerts, sample=sample), keep=keep, style=style) for each in routed]
    except RehearsalError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(CANNOT_RUN)
    except KeyboardInterrupt:
        click.echo("stopped; nothing is left running", err=True)
        sys.exit(CANNOT_RUN)
    if style == "json":
        click.echo(rehearsal_report.as_json(reports))
    if not all(report.passed for report in reports):
        sys.exit(MISTAKES)


def _rehearsed(each: Compiled, programs: Programs, wanted: Wanted, *, keep: bool, style: str) -> Report:
    from tocsin.rehearse import Scale, rehearsed

    scale = Scale()
    live = production.of(each)
    with (
        ExitStack() as bar,
        rehearsed(live, programs=programs, wanted=wanted, watch=_watch(each, bar, style), scale=scale) as (report, stack),
    ):
        bar.close()
        if style == "text":
            rehearsal_report.show(report)
        if keep and stack is not None:
            _keep(live, stack, scale)
    return report


def _watch(each: Compiled, bar: ExitStack, style: str) -> Watch:
    tell = bar.enter_context(progress.shown(style))
    where = f"{each.platform.name} in {each.platform.environment}"
    return lambda told: tell(told.done, told.total, f"{where}, {told.doing}")


def _keep(live: Production, stack: Stack, scale: Scale) -> None:
    from tocsin.rehearse import play_on

    parts = play_on(live, stack, scale=scale)
    for name, url in stack.urls.items():
        click.echo(f"{name}: {url}", err=True)
    click.echo(f"the exporter's page moves {len(parts)} alerts to bad and back; Ctrl-C ends it", err=True)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        click.echo("stopped; nothing is left running", err=True)


def _programs(root: Path) -> Programs:
    """Return the programs that run; exit when one is missing."""
    from tocsin.rehearse import Programs
    from tocsin.verify.tools import find

    tools = find(root, ("prometheus", "alertmanager", "amtool"))
    for missing in tools.missing:
        click.echo(f"error: {missing.help}", err=True)
    if tools.missing:
        sys.exit(CANNOT_RUN)
    return Programs(
        prometheus=tools.found["prometheus"].path,
        alertmanager=tools.found["alertmanager"].path,
        amtool=tools.found["amtool"].path,
        default_templates=tools.default_templates,
    )


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Let whoever ends us, or closes the terminal, stop what runs as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
