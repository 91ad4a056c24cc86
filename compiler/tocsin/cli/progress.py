"""Show on a terminal how far work is that takes more than a second; anywhere else no more than what is begun."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from tocsin.progress import Progress, silent

_PATIENCE_SECONDS: Final = 1.0


@contextmanager
def shown(style: str = "text") -> Iterator[Progress]:
    """Give what is to be told of the progress of work; the bar is gone when the work is.

    There is none unless stderr is a terminal that can move its cursor, none in CI, and none when the command answers a program,
    in another `style` than `text`.
    """
    if style != "text" or not _watched():
        yield silent
        return
    from tocsin.cli.ticker import Ticker  # whom nobody watches need not wait for it

    ticker = Ticker(_PATIENCE_SECONDS)
    try:
        yield ticker.tell
    finally:
        ticker.stop()


def begun(what: str, style: str = "text") -> None:
    """Say on stderr what is done now and may take minutes, where no bar is: a log that stands still should tell at what."""
    if style == "text" and not _watched():
        click.echo(what, err=True)


def _watched() -> bool:
    # A service for CI may well give its jobs a terminal, and all of them set CI: https://docs.github.com/actions/reference/variables-reference
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb" and os.environ.get("CI", "").lower() in {"", "0", "false"}
