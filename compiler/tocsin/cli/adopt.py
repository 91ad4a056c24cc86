"""`tocsin adopt`: rules that were written by hand become a spec."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, specs
from tocsin.cli.exit_codes import MISTAKES

if TYPE_CHECKING:
    from tocsin.adopt import Adopted, Given


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, metavar="SPEC", type=click.Path(path_type=Path), help="File to write: specs/PLATFORM/NAME.yaml, a new one."
)
@click.option("--all", "everything", is_flag=True, help="Take over also what alerts of the platform ask already.")
@click.pass_obj
def adopt(root: Path, *, files: tuple[Path, ...], into: Path, everything: bool) -> None:
    """Take over rules written by hand: rule files of Prometheus, PrometheusRules, a list of these, values of kube-prometheus-stack.

    Each alert whose series no alert of the platform watches becomes a threshold on its expression as it is; what the others are asked by
    is told. Nothing is judged here: `tocsin check` says what the rules have hidden.
    """
    from tocsin.adopt import adopted

    name = _spec(root, into)
    rules = _read(files)
    folders = specs.read(root) if any((root / "specs").glob("*/*.y*ml")) else {}
    estate = specs.understood(folders) if folders else ()
    found = adopted(rules, folders, name, estate, everything=everything)
    if found.drafted.text:
        try:
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_text(found.drafted.text, encoding="utf-8", newline="\n")
        except OSError as error:
            choice.give_up(f"`{into}`: {error.strerror}", "name a file that can be written with `--into`")
    _report(found, into)


def _spec(root: Path, into: Path) -> str:
    """Return the name of the file among the specs; exit when it cannot be one of them."""
    if into.exists():
        choice.give_up(f"`{into}` is there already", "name a new file with `--into`: its platform may have as many as it likes")
    place = Path(os.path.abspath(into))  # noqa: PTH100  # links are left as they are
    if place.parent.parent != Path(os.path.abspath(root / "specs")) or place.suffix not in {".yaml", ".yml"}:  # noqa: PTH100
        choice.give_up(f"`{into}` is no file of a spec", f"write `--into {root / 'specs/PLATFORM/NAME.yaml'}`")
    return f"specs/{place.parent.name}/{place.name}"


def _read(files: Sequence[Path]) -> tuple[Given, ...]:
    from tocsin.adopt import Given, read_rules
    from tocsin.diagnostics import Located

    rules: list[Given] = []
    found: list[Located] = []
    texts: dict[str, str] = {}
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            choice.give_up(f"cannot read `{path}`: {error.strerror}", "name files that hold rules")
        texts[str(path)] = content.decode("utf-8-sig", errors="replace")
        read = read_rules(str(path), content)
        rules += [each for each in read if isinstance(each, Given)]
        found += [each for each in read if isinstance(each, Located)]
    if found:
        specs.show(found, texts, "text")
        click.echo(f"{_number(len(found), 'mistake')}; nothing was written", err=True)
        sys.exit(MISTAKES)
    return tuple(rules)


def _report(found: Adopted, into: Path) -> None:
    for given, same in found.asked:
        others = f" and {len(same) - 1} more" if len(same) > 1 else ""
        said = f"{same[0].name} of {same[0].at[1]}{f', {same[0].condition}' if same[0].condition else ''}{others}"
        click.echo(f"{given.span.file}:{given.span.line}: {given.name}: is asked already: {said}")
    for note in found.drafted.notes:
        click.echo(f"{note.span.file}:{note.span.line}: {note.message}")
    alerts = sum(each.alert for each in found.drafted.taken)
    recordings = len(found.drafted.taken) - alerts
    if found.drafted.text:
        click.echo(f"{into}: {_number(alerts, 'alert')} and {_number(recordings, 'recording')}; see what `tocsin check` says of them")
    else:
        click.echo("nothing was written: the specs ask all of it already")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
