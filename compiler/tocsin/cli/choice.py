"""Choose platforms and environments by name."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

import click
from click.core import ParameterSource

from tocsin.cli.exit_codes import CANNOT_RUN

if TYPE_CHECKING:
    from tocsin.ir import Platform


class _OfPlatform(Protocol):
    @property
    def platform(self) -> Platform: ...


T = TypeVar("T", bound=_OfPlatform)


def chosen(estate: Iterable[T], *, platform: str | None, environment: str | None) -> tuple[T, ...]:
    """Return what is of a platform and an environment (None: of all); exit when there is none of that name."""
    found = tuple(estate)
    for kind, wanted in (("platform", platform), ("environment", environment)):
        if wanted is None:
            continue
        require(kind, wanted, {_name(each, kind) for each in found})
        found = tuple(each for each in found if _name(each, kind) == wanted)
    return found


def _name(each: _OfPlatform, kind: str) -> str:
    return each.platform.name if kind == "platform" else each.platform.environment


def require_alerts(wanted: Iterable[str], known: Collection[str]) -> None:
    """Exit when there is no alert of a name that is `wanted`."""
    for name in wanted:
        require("alert", name, known)


def require(kind: str, wanted: str | None, known: Collection[str]) -> None:
    """Exit when something of this kind is `wanted`, and there is none of that name."""
    if wanted is not None and wanted not in known:
        from tocsin.diagnostics import did_you_mean

        give_up(f"there is no {kind} `{wanted}`", did_you_mean(wanted, known))


def refuse_without(option: str, *others: str) -> None:
    """Exit when one of the `others` is typed without the `option` that gives it a meaning."""
    given = click.get_current_context().get_parameter_source
    typed = [other for other in others if given(other) is ParameterSource.COMMANDLINE]
    if typed and given(option) is not ParameterSource.COMMANDLINE:
        give_up(f"`--{typed[0]}` says nothing without `--{option}`", f"add `--{option}`, or leave it out")


def give_up(message: str, remedy: str) -> NoReturn:
    """Say what is wrong with what was asked for, and exit."""
    click.echo(f"error: {message}\n  = help: {remedy}", err=True)
    sys.exit(CANNOT_RUN)
