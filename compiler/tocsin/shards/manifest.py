"""What a machine says of the part that it has made, so that nobody has to take its word for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from tocsin.artifact import checksum
from tocsin.shards.shard import Shard

FILE: Final = "shard.json"


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of an estate that lies beside this file."""

    shard: Shard
    compiler: Mapping[str, str]
    """The compiler, and each library that shapes what it writes, with its release."""
    specs: Mapping[str, str]
    """Every spec file of the whole estate with its SHA-256."""
    estate: tuple[str, ...]
    """Every `<environment>/<platform>` that these specs have."""
    platforms: Mapping[str, tuple[str, ...]]
    """Those that were made here, with the spec files that each comes from."""
    files: Mapping[str, str]
    """Every file that was made here, by its path below `generated/`, with its SHA-256."""

    def text(self) -> str:
        """Return the same text for the same part."""
        return msgspec.json.format(msgspec.json.encode(self, order="deterministic"), indent=1).decode() + "\n"


def read(content: bytes) -> Manifest | None:
    """Return what `Manifest.text` has written; None: it is something else."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError:
        return None


def checksums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, by its path."""
    return {path: checksum(content) for path, content in files.items()}
