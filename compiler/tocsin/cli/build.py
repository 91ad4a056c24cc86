"""`tocsin build`: specs/ becomes generated/."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli import choice, fresh, sharding, specs, watching

if TYPE_CHECKING:
    from tocsin.incremental import LastBuild
    from tocsin.shards import Shard


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when generated/ is not what the specs say.")
@click.option("--force", is_flag=True, help="Replace or delete files in generated/ that were edited or added by hand.")
@click.option("--no-cache", is_flag=True, help="Compile everything, whatever the last build has left. The files are the same.")
@click.option("--shard", type=sharding.WRITTEN, metavar="I/N", help="Write only one of N parts of the platforms, for `tocsin merge`.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="With --shard: where the part is written to.")
@click.pass_obj
@watching.watchable
def build(  # one parameter an option
    root: Path, *, only_check: bool, force: bool, no_cache: bool, shard: Shard | None, into: Path | None
) -> None:
    """Compile specs/ into generated/.

    What an edit cannot have changed is not compiled again: .tocsin/ knows what the last build read and wrote.
    """
    started = time.perf_counter()
    if shard is not None or into is not None:
        files = _part(root, shard, into, only_check=only_check, force=force)
    else:
        from tocsin.output import turn

        # Without specs there is nothing to wait for, and nothing is to be left.
        with turn(root / "generated") if not only_check and (root / "specs").is_dir() else nullcontext():
            folders = specs.read(root)
            amended = None if only_check or force or no_cache else _amended(root, folders)
            files = _whole(root, folders, only_check=only_check, force=force) if amended is None else amended
    click.echo(f"{files} files in {time.perf_counter() - started:.2f} s")


def _amended(root: Path, folders: Mapping[str, Mapping[str, bytes]]) -> int | None:
    """Write what has changed since the last build and return how many files there are; None when only a whole build can tell."""
    from tocsin import unchanged

    if not unchanged.remembered(str(root)):  # which is quicker than to import what would find that out
        return None
    from tocsin.incremental import amended, keep, recall
    from tocsin.output import amend

    last = recall(root, written=True)
    if last is None:
        return None
    with specs.lasting():
        found = amended(last, folders)
    written = None if found is None else amend(root / "generated", found.changes)
    if found is None or written is None:
        return None
    keep(root, found.now, written=written)
    _report(found.now, found.changes)
    return last.total


def _part(root: Path, shard: Shard | None, into: Path | None, *, only_check: bool, force: bool) -> int:
    if shard is None or into is None:
        choice.give_up("a part of the platforms is no generated/", "write `--shard I/N --into DIR`, and join the parts with `tocsin merge`")
    if only_check:
        choice.give_up("a shard alone cannot tell whether generated/ is fresh", "build all of them, then ask `tocsin merge --check DIR...`")
    return sharding.build(root, shard, into, force=force)


def _whole(root: Path, folders: Mapping[str, Mapping[str, bytes]], *, only_check: bool, force: bool) -> int:
    """Compile everything, write it or say what is stale, and return how many files there are."""
    built = specs.compiled(folders)
    from tocsin.incremental import LastBuild, keep  # not before: specs are read while all this is imported

    target = root / "generated"
    outcome = fresh.brought(target, built.artifacts, only_check=only_check, force=force)
    if not only_check:
        now = LastBuild.of(folders, built)
        _report(now, (*outcome.created, *outcome.changed))
        if outcome.removed:
            click.echo(f"{len(outcome.removed)} files removed that nothing generates any more")
        keep(root, now)
    return len(built.artifacts)


def _report(built: LastBuild, written: Collection[str]) -> None:
    from tocsin.output import MANIFEST

    for prefix, files in built.files.items():
        new = [path for path in written if path.startswith(f"{prefix}/") and not path.endswith(f"/{MANIFEST}")]
        click.echo(f"{prefix}: {files} files, {len(new)} written")
