"""Work on one part of the platforms, as one of several machines that share them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs

from tocsin.cli import choice, fresh, specs

if TYPE_CHECKING:
    from tocsin.ir import Platform
    from tocsin.output import Plan
    from tocsin.shards import Shard


class _Written(click.ParamType["Shard"]):
    name = "shard"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        from tocsin.shards import Shard

        try:
            return value if isinstance(value, Shard) else Shard.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


WRITTEN = _Written()


def mine(shard: Shard | None) -> Callable[[Platform], bool]:
    """Return what tells whether a platform belongs to a shard; to none, which is all of them."""
    return lambda platform: shard is None or shard.has(platform.environment, platform.name)


def restricted(outcome: Plan, shard: Shard | None, *, also: Collection[str] = ()) -> Plan:
    """Return what a plan says of the platforms of a shard, and of others by `environment/name`."""
    if shard is None:
        return outcome

    def of_shard(path: str) -> bool:
        environment, _, rest = path.partition("/")
        platform, separator, _ = rest.partition("/")
        return bool(separator) and (shard.has(environment, platform) or f"{environment}/{platform}" in also)

    return structs.replace(outcome, **{sort: tuple(filter(of_shard, paths)) for sort, paths in structs.asdict(outcome).items()})


def refuse_choice(shard: Shard | None, **chosen: str | None) -> None:
    """Exit when a platform or an environment is chosen besides a shard."""
    for option, name in chosen.items():
        if shard is not None and name is not None:
            choice.give_up(f"`--shard` and `--{option}` exclude each other", "use one of them")


def build(root: Path, shard: Shard, into: Path, *, force: bool) -> int:
    """Compile the platforms of a shard into a folder, say what they are, and return how many files there are."""
    from tocsin.artifact import Texts
    from tocsin.cli import identity
    from tocsin.shards import FILE, Manifest, checksums

    if into.resolve() == root.resolve():
        choice.give_up("a shard cannot be written over generated/: that is the whole", "name a folder of its own with `--into`")
    if held := [name for name in ("generated", "specs") if into.resolve().is_relative_to((root / name).resolve())]:
        choice.give_up(f"a shard cannot be written into {held[0]}/", "name a folder of its own with `--into`")
    # Who finds it finds all of the shard.
    (into / FILE).unlink(missing_ok=True)
    folders = specs.read(root)
    built = specs.compiled(folders, mine=mine(shard))
    # What lists the platforms of an environment is for those to write who know all of them.
    artifacts = Texts({path: file for path, file in built.artifacts.files.items() if path.count("/") > 1})
    fresh.brought(into / "generated", artifacts, force=force)
    manifest = Manifest(
        shard=shard,
        compiler=identity.of_release(),
        specs=checksums(specs.contents(folders)),
        estate=built.estate,
        platforms={f"{each.platform.environment}/{each.platform.name}": each.platform.sources for each in built.compiled},
        files={path: file.checksum for path, file in artifacts.files.items()},
    )
    (into / FILE).write_text(manifest.text(), encoding="utf-8")
    click.echo(part_of_estate(shard, len(built.compiled), len(built.estate)))
    return len(artifacts)


def part_of_estate(shard: Shard, number: int, total: int) -> str:
    """Return how much of the estate is in a shard."""
    return f"shard {shard}: {number} of {total} platforms"


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a shard's folder by its path below generated/, without the lists of checksums."""
    from tocsin.output import MANIFEST

    generated = folder / "generated"
    paths = (path for path in sorted(generated.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(generated).as_posix(): path.read_bytes() for path in paths}
