"""`tocsin diff`: what a branch changes for those who are called, scale and look."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli import changes, telling


@click.command()
@click.argument("reference", metavar="GIT_REF")
@telling.option
@click.pass_obj
def diff(root: Path, *, reference: str, style: str) -> None:
    """Say what the branch changes since it left GIT_REF, in the words of the specs.

    Which alerts are new, gone or wait for something else, who is told of them, how many replicas there may be, what is scraped and what
    dashboards show: in the words of the specs, and of many models that change alike once. What only moves within them is not told.
    """
    now = telling.understood(root, style)
    was = changes.meant_before(root, reference, style)
    from tocsin.diff import differences, report

    telling.tell(differences(was, now), style, text=report.text, markdown=report.markdown)
