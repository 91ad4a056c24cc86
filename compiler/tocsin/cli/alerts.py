"""`tocsin alerts`: which alerts there are, and who is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, telling

if TYPE_CHECKING:
    from tocsin.finding import Checked


@click.command()
@click.option("--platform", help="Only this platform; default: all.")
@click.option("--environment", help="Only this environment; default: all.")
@click.option("--of", metavar="NAME", help="Only those of this model or component.")
@click.option("--severity", help="Only those of this severity.")
@click.option("--told", metavar="RECEIVER", help="Only those that may come to this receiver; `nobody`: to none.")
@click.option("--alert", "alerts", multiple=True, metavar="NAME", help="Only this alert, of every model and severity; may be repeated.")
@telling.option
@click.pass_obj
def alerts(
    root: Path,
    *,
    platform: str | None,
    environment: str | None,
    of: str | None,
    severity: str | None,
    told: str | None,
    alerts: tuple[str, ...],
    style: str,
) -> None:
    """List the alerts of all models: how grave they are, when they fire, how long they wait, and who is told.

    What many models have alike is one line. With --format json each stands by itself, with its expression, labels and texts, and the place
    in the specs that asks for it.
    """
    estate = telling.understood(root, style)
    from tocsin.inventory import inventory, report

    chosen = choice.chosen(estate, platform=platform, environment=environment)
    here = {(each.platform.name, each.platform.environment) for each in chosen}
    # Of the whole estate, for platforms without a routing of their own are told of where others say.
    found = [each for each in inventory(estate) if (each.platform, each.environment) in here]
    choice.require_alerts(alerts, {each.alert for each in found})
    # That there is none of a name is no mistake in it: a job asks for those of which nobody is told.
    choice.require("model or component", of, {str(name) for each in chosen for (_, name), _ in each.subjects})
    choice.require("severity", severity, {name for each in chosen for name in each.resolved.spec.platform.severities})
    choice.require("receiver", told, {*(name for each in found for name in each.whom), *_receivers(chosen)})
    wanted = [
        each
        for each in found
        if of in {None, each.of}
        and severity in {None, each.severity}
        and (told is None or told in each.whom)
        and (not alerts or each.alert in alerts)
    ]
    telling.tell(wanted, style, text=report.text, markdown=report.markdown)


def _receivers(chosen: Iterable[Checked]) -> Iterator[str]:
    from tocsin.routing.told import NOBODY

    yield NOBODY
    for each in chosen:
        if each.platform.routing is not None:
            yield from (receiver.name for receiver in each.platform.routing.receivers)
