"""`tocsin catalog`: what exporters and model servers really export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, specs
from tocsin.folders import PACKS

if TYPE_CHECKING:
    from tocsin.catalog import Metric, Pack


@click.group()
def catalog() -> None:
    """Find metrics by words, and show what is known of a pack or a series. Packs of specs/packs/ are found too."""


@catalog.command()
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def search(root: Path, words: tuple[str, ...]) -> None:
    """List the metrics whose name, unit or description has all WORDS; where none has, those that have the most of them."""
    asked = dict.fromkeys(word.lower() for word in words)
    scored = [(_score(pack, metric, asked), pack, metric) for pack in _packs(root).values() for metric in pack.metrics.values()]
    most = max((score for score, _, _ in scored), default=0)
    if not most:
        choice.give_up(f"no metric is about `{' '.join(words)}`", "try one word, or a part of one")
    if most < len(asked):
        click.echo(f"no metric is about all of `{' '.join(words)}`; these are about {most} of the {len(asked)} words:", err=True)
    found = [(pack, metric) for score, pack, metric in scored if score == most]
    widths = [max(len(cell) for cell in column) for column in zip(*(_row(*each) for each in found), strict=True)]
    for each in found:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(_row(*each), widths, strict=True)).rstrip())


@catalog.command()
@click.argument("name")
@click.pass_obj
def show(root: Path, name: str) -> None:
    """Show the pack NAME with its metrics, or what every pack knows of the series NAME."""
    from tocsin.diagnostics import did_you_mean

    packs = _packs(root)
    if name in packs:
        lines = tuple(_pack(packs[name]))
    else:
        lines = tuple(
            line for pack in packs.values() if (metric := pack.metric_of(name)) is not None for line in (*_metric(pack, metric), "")
        )
        lines += tuple(f"{name} is called {new} now ({pack.name})" for pack in packs.values() if (new := pack.successor(name)) is not None)
    if not lines:
        near = did_you_mean(name, [*packs, *(series for pack in packs.values() for series in pack.metrics)])
        known = f"packs are {', '.join(f'`{pack}`' for pack in packs)}; `tocsin catalog search WORDS` finds series"
        choice.give_up(f"there is no pack and no series `{name}`", near if near.startswith("did you mean") else known)
    click.echo("\n".join(lines).rstrip())


def _packs(root: Path) -> Mapping[str, Pack]:
    """Return the packs of the catalogue and those of specs/packs/; exit when one of these is wrong."""
    from tocsin import catalog
    from tocsin.cli.exit_codes import MISTAKES
    from tocsin.load.packs import packs

    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / "specs" / PACKS).glob("*.y*ml"))}
    own, mistakes = packs(files)
    if mistakes:
        specs.show(mistakes, specs.texts({PACKS: files}), "text")
        raise SystemExit(MISTAKES)
    return {name: own[name] if name in own else catalog.load(name) for name in sorted({*catalog.names(), *own})}


def _score(pack: Pack, metric: Metric, words: Iterable[str]) -> int:
    """Return how many of the words, in lower case, a metric is about."""
    text = " ".join((pack.name, metric.name, metric.unit, metric.type, metric.help, *metric.labels, *metric.formerly)).lower()
    return sum(word in text for word in words)


def _row(pack: Pack, metric: Metric) -> tuple[str, ...]:
    return (metric.name, metric.type, metric.unit, pack.name, metric.help)


def _pack(pack: Pack) -> Iterator[str]:
    yield f"{pack.name}: {pack.about}"
    yield f"version      {pack.version}"
    if pack.repo is not None:
        yield f"source       {pack.repo}"
    if pack.endpoint is not None:
        yield f"endpoint     {pack.endpoint.scheme}, port {pack.endpoint.port or '?'}, path {pack.endpoint.path or '?'}"
    if pack.enable is not None:
        yield f"to enable    {pack.enable}"
    yield f"selected by  {', '.join(f'{dimension}: {label}' for dimension, label in pack.dimensions.items()) or 'nothing'}"
    for fact in pack.facts:
        yield f"- {fact}"
    yield ""
    widths = [max(len(metric.name) for metric in pack.metrics.values()) if pack.metrics else 0, 9, 20]
    for metric in pack.metrics.values():
        cells = (metric.name, metric.type, metric.unit)
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), metric.help])


def _metric(pack: Pack, metric: Metric) -> Iterator[str]:
    from tocsin.catalog import described

    yield f"{metric.name} ({pack.name}): {metric.help}"
    yield from (f"{about:<10}{text}" for about, text in described(metric))
