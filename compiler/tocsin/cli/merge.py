"""`tocsin merge`: what several machines have built becomes generated/."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from tocsin.cli import fresh, identity, sharding, specs
from tocsin.cli.exit_codes import MISTAKES

if TYPE_CHECKING:
    from tocsin.shards import Complaint, Part


@click.command()
@click.argument("parts", nargs=-1, required=True, metavar="DIR...", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when generated/ is not what the parts say.")
@click.option("--force", is_flag=True, help="Replace or delete files in generated/ that were edited or added by hand.")
@click.pass_obj
def merge(root: Path, *, parts: tuple[Path, ...], only_check: bool, force: bool) -> None:
    """Put together what `tocsin build --shard` has written to each DIR.

    generated/ is then what one `tocsin build` would have made of it, to the byte. Refused are a shard that is missing or there twice,
    one of other specs than those here or by another compiler, and files that are not as they were built.
    """
    from tocsin.output import turn
    from tocsin.shards import checksums
    from tocsin.shards import merge as merged

    started = time.perf_counter()
    found = tuple(_read(parts))
    with nullcontext() if only_check else turn(root / "generated"):
        files = merged(found, specs=checksums(specs.contents(specs.read(root))), compiler=identity.of_release())
        if isinstance(files, tuple):
            _refuse(files)
        fresh.brought(root / "generated", files, only_check=only_check, force=force)
    platforms = sum(len(part.manifest.platforms) for part in found)
    click.echo(f"{len(found)} shards with {platforms} platforms: {len(files)} files in {time.perf_counter() - started:.2f} s")


def _read(folders: Sequence[Path]) -> Iterator[Part]:
    from tocsin.shards import FILE, Complaint, Part, read

    for folder in folders:
        path = folder / FILE
        manifest = read(path.read_bytes()) if path.is_file() else None
        if manifest is None:
            problem = "is not one of ours" if path.is_file() else "is missing: nothing, or not all of it, was built there"
            _refuse([Complaint(f"{folder} is no shard: {path} {problem}", f"build it with `tocsin build --shard I/N --into {folder}`")])
        yield Part(name=str(folder), manifest=manifest, files=sharding.files_of(folder))


def _refuse(complaints: Sequence[Complaint]) -> NoReturn:
    for complaint in complaints:
        click.echo(f"error: {complaint.message}\n  = help: {complaint.help}\n", err=True)
    click.echo("nothing was written", err=True)
    sys.exit(MISTAKES)
