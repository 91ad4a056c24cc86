"""Show what came of a rehearsal."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.rehearse import Played, Report


def show(report: Report) -> None:
    """Print a report for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    click.echo(f"{report.platform} in {report.environment}, in scaled time:")
    for line in report.overlay:
        click.echo(f"  - {line}")
    table = Table(header_style="bold")
    for name in ("model", "alert", "fired after", "delivered to", "resolved after", "verdict"):
        # Names are there to be searched for: a narrow terminal gets more lines, not shorter names.
        table.add_column(name, overflow="fold")
    for each in report.played:
        style = {"arrived": "green", "failed": "bold red"}.get(each.verdict, "yellow")
        cells = (each.model, f"{each.alert.name} ({each.alert.severity})", _fired(each), _delivered(each), _seconds(each.resolved_after))
        table.add_row(*(Text(cell) for cell in cells), Text(_verdict(each), style=style))
    console.print(table)
    for each in report.played:
        # Why one is not rehearsed is said below, once for all of whom it is so.
        for problem in each.problems if each.verdict != "not rehearsed" else ():
            click.echo(f"{each.alert.name} ({each.alert.severity}) of {each.model or report.platform}: {problem}")
    _summary(report)


def as_json(reports: Sequence[Report]) -> str:
    """Return reports for tools."""
    return json.dumps([_data(report) for report in reports], indent=2)


def _fired(each: Played) -> str:
    from tocsin.duration import format_duration

    if each.fired_after is None:
        return "-"
    real, scaled = format_duration(each.alert.for_ms), format_duration(each.for_ms)
    return f"{each.fired_after:g}s (for {real} as {scaled})"


def _delivered(each: Played) -> str:
    return "\n".join(f"{delivery.receiver}: {delivery.integration}" for delivery in each.delivered) or "-"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:g}s"


def _verdict(each: Played) -> str:
    return f"inhibited by {', '.join(each.inhibited_by)}" if each.verdict == "inhibited" else each.verdict


def _summary(report: Report) -> None:
    counts = {
        verdict: sum(each.verdict == verdict for each in report.played) for verdict in ("arrived", "inhibited", "failed", "not rehearsed")
    }
    told = {delivery.receiver for each in report.played for delivery in each.delivered}
    texts = sum(each.texts for each in report.played)
    click.echo(f"{report.playable} of {report.alerts} alerts can be rehearsed")
    for why, names in report.unplayable.items():
        click.echo(f"not {', '.join(names)}: {why}")
    if report.untold:
        click.echo(f"not told in this rehearsal: {', '.join(report.untold)}")
    if report.silent:
        click.echo(f"without any integration: {', '.join(report.silent)}")
    if report.besides:
        click.echo(f"told besides: {', '.join(report.besides)}")
    shown = ", ".join(f"{number} {verdict}" for verdict, number in counts.items() if number) or "no alert was rehearsed"
    receivers, acts = counted(len(told), "receiver"), counted(report.acts, "act")
    click.echo(f"{shown}; {receivers} told, {texts} texts rendered, {acts}, {report.seconds:g} s")


def _data(report: Report) -> dict[str, object]:
    return {
        "platform": report.platform,
        "environment": report.environment,
        "passed": report.passed,
        "overlay": list(report.overlay),
        "acts": report.acts,
        "seconds": report.seconds,
        "alerts": [_played(each) for each in report.played],
        "receivers_not_told": list(report.untold),
        "receivers_without_integration": list(report.silent),
        "alerts_that_can_be_rehearsed": report.playable,
        "alerts_of_the_platform": report.alerts,
        "alerts_that_cannot": {why: list(names) for why, names in report.unplayable.items()},
        "told_besides": list(report.besides),
    }


def _played(each: Played) -> dict[str, object]:
    return {
        "model": each.model,
        "alert": each.alert.name,
        "severity": each.alert.severity,
        "for_seconds": each.alert.for_ms / 1000,
        "scaled_for_seconds": each.for_ms / 1000,
        "fired_after_seconds": each.fired_after,
        "resolved_after_seconds": each.resolved_after,
        "intended": list(each.intended),
        "delivered": [delivery._asdict() for delivery in each.delivered],
        "inhibited_by": list(each.inhibited_by),
        "texts_rendered": each.texts,
        "verdict": each.verdict,
        "problems": list(each.problems),
    }
