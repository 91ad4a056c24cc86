"""`tocsin backtest`: what alerts would have done, had they been there."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tocsin.cli import changes, choice, mending, progress, specs, suggesting, suggestions
from tocsin.cli.exit_codes import CANNOT_RUN

if TYPE_CHECKING:
    from tocsin.answer import Kind
    from tocsin.ir import Platform


_PATIENCE_SECONDS: Final = 130.0
"""For one answer; Prometheus itself gives up after two minutes: https://prometheus.io/docs/prometheus/latest/command-line/prometheus/."""
_ADVICE: Final[Mapping[Kind, str]] = {
    "url": "write `https://prometheus.example.org`",
    "secret": "write it into a file, as `Authorization: Basic ...`, and name that: `--header @FILE`",
    "silent": "is it running, and is the port right?",
}
_QUERIES: Final = "name the URL that `/api/v1/query_range` follows; `--header` for what it asks of you"
_NOTHING: Final = "name another time with `--since` and `--until`, or whose series they are, as `--header 'X-Scope-OrgID: ml'`"


class _Duration(click.ParamType[int]):
    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from tocsin.duration import parse_duration

        milliseconds = parse_duration(str(value))
        return milliseconds or self.fail(f"`{value}` is no duration: write a number and a unit, `7d` or `12h`", param, ctx)


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is no time: write `2026-11-20T18:00:00Z`", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command()
@click.argument("server", metavar="URL")
@click.option("--since", type=_Duration(), default="7d", show_default=True, metavar="DURATION", help="How much history is looked at.")
@click.option("--until", type=_Moment(), metavar="TIME", help="Where it ends, as `2026-11-20T18:00:00Z`; default: now.")
@click.option("--changed", "reference", metavar="GIT_REF", help="Only what has changed since the branch left this one, before and after.")
@click.option("--platform", help="Only this platform; default: all.")
@click.option("--environment", help="Only this environment, whose series the server has; default: all.")
@click.option("--alert", "alerts", multiple=True, metavar="NAME", help="Only this alert, of every model and severity; may be repeated.")
@click.option(
    "--header", "headers", multiple=True, metavar="TEXT", help="Sent along, as `X-Scope-OrgID: ml`; @FILE: each line of it is one."
)
@click.option(
    "--suggest",
    type=click.IntRange(min=0),
    metavar="N",
    help="Say with which limits those that fired more often would have fired at most N times.",
)
@click.option("--fix", is_flag=True, help="With --suggest: write these limits into the specs.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told.")
@click.pass_obj
def backtest(  # noqa: PLR0913  # one parameter an option
    root: Path,
    *,
    server: str,
    since: int,
    until: datetime | None,
    reference: str | None,
    platform: str | None,
    environment: str | None,
    alerts: tuple[str, ...],
    headers: tuple[str, ...],
    suggest: int | None,
    fix: bool,
    style: str,
) -> None:
    """Say how often alerts would have fired, by the history of a server.

    URL is that of a Prometheus, or of what answers like one: Thanos, Mimir, VictoriaMetrics. Nothing has to be deployed there: what
    recordings are computed from is asked instead of them. Besides how often and for how long each alert would have fired it is told how
    close the others came to their limits, and which had no value at all. Nothing is written without --fix.

    Exit codes: 0 all was computed, 1 mistakes in the specs, 2 not all was computed.
    """
    from tocsin.answer import UnansweredError, refuse
    from tocsin.backtest import Change, Period, Server, known, of_estate, played, report
    from tocsin.backtest import changes as changed

    choice.refuse_without("suggest", "fix")
    folders = specs.read(root)
    estate = specs.understood(folders, style)
    present = of_estate(choice.chosen(estate, platform=platform, environment=environment))
    looked_at: Sequence[Change] = [Change(now=each) for each in present]
    if reference is not None:
        places = (platform, environment)
        before = [each for each in changes.meant_before(root, reference, style) if _is_of(each.platform, *places)]
        looked_at = changed(of_estate(before), present)
    choice.require_alerts(alerts, {each.name for each in present} | {each.alert.name for each in looked_at})
    looked_at = [each for each in looked_at if not alerts or each.alert.name in alerts]
    end_ms = int((until.timestamp() if until else time.time()) * 1000)
    asked = Server(url=server, headers=_headers(headers), timeout_seconds=_PATIENCE_SECONDS)
    try:
        refuse(server)
        with progress.shown(style) as tell:
            period = known(asked, [each.alert for each in looked_at], Period(start_ms=end_ms - since, end_ms=end_ms))
            found = tuple(played(asked, looked_at, period, progress=tell)) if period else ()
            limits = suggesting.suggested(asked, period, found, estate, folders, suggest) if period and suggest is not None else None
    except UnansweredError as error:
        choice.give_up(str(error), _ADVICE.get(error.kind, _QUERIES))
    if period is None:
        choice.give_up(f"`{server}` has nothing of that time, neither `up` nor what the alerts read", _NOTHING)
    if style == "json":
        click.echo(report.as_json(found, period, suggestions.data(limits) if limits else {}))
    else:
        click.echo(report.text(found, period, compared=reference is not None))
    if limits is not None:
        if style == "text":
            click.echo("\n".join(suggestions.text(limits, suggest or 0)))
        if fix and specs.read(root) != folders:
            choice.give_up("the specs have changed meanwhile, so nothing was written", "do it again")
        if fix:
            mending.write(root, *suggesting.mended(folders, [each.located for each in limits.found]))
    if any(outcome.refused for each in found for outcome in (each.before, each.after) if outcome is not None):
        sys.exit(CANNOT_RUN)


def _is_of(found: Platform, platform: str | None, environment: str | None) -> bool:
    return platform in {None, found.name} and environment in {None, found.environment}


def _headers(given: Sequence[str]) -> dict[str, str]:
    """Return headers by name; exit when one is none."""
    lines: list[str] = []
    for each in given:
        try:
            lines += Path(each[1:]).read_text(encoding="utf-8").splitlines() if each.startswith("@") else [each]
        except (OSError, UnicodeDecodeError):
            choice.give_up(f"cannot read the headers in `{each[1:]}`", "name a file of text after `@`")
    headers: dict[str, str] = {}
    for line in filter(str.strip, lines):
        name, colon, value = line.partition(":")
        if not (colon and name.strip() and line.isprintable()):
            # Not the line: it may be a secret.
            choice.give_up("a header has no name", "write `--header 'X-Scope-OrgID: ml'`")
        headers[name.strip()] = value.strip()
    return headers
