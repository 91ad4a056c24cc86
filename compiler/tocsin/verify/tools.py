"""Find the programs that judge: first in .tools/bin, where `make tools` puts them, then on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from tocsin.versions import Version, parse_version

PROGRAMS: Final = ("amtool", "promtool")
_SHARED: Final = "share/alertmanager"
_INSTALLED: Final = Path("/usr/share/prometheus/alertmanager")


class Tool(Struct, frozen=True, kw_only=True):
    """A program that runs; `version` is None when it does not say one that is understood."""

    name: str
    path: Path
    version: Version | None


class Missing(Struct, frozen=True, kw_only=True):
    """A program that was not found or does not run, and what to type."""

    name: str
    help: str


class Tools(Struct, frozen=True, kw_only=True):
    """The programs of this machine."""

    found: Mapping[str, Tool]
    missing: tuple[Missing, ...]
    default_templates: Path | None
    """Alertmanager's default templates. Debian's programs read them from the disk, others have them built in: None."""


def find(root: Path, programs: Iterable[str] = PROGRAMS) -> Tools:
    """Return the programs for the repository at `root`."""
    searched = os.pathsep.join((str(root / ".tools" / "bin"), os.environ.get("PATH", os.defpath)))
    tools = [_ask(name, searched) for name in programs]
    # Programs that `make tools` put elsewhere have their templates beside them.
    beside = (tool.path.resolve().parent.parent / _SHARED for tool in tools if isinstance(tool, Tool))
    folders = (root / ".tools" / _SHARED, *beside, _INSTALLED)
    return Tools(
        found={tool.name: tool for tool in tools if isinstance(tool, Tool)},
        missing=tuple(tool for tool in tools if isinstance(tool, Missing)),
        default_templates=next((folder.resolve() for folder in folders if (folder / "default.tmpl").is_file()), None),
    )


def _ask(name: str, searched: str) -> Tool | Missing:
    path = shutil.which(name, path=searched)
    remedy = "install it, or type `make tools` in tocsin's own repository"
    if path is None:
        return Missing(name=name, help=f"`{name}` is neither in .tools/bin nor on PATH: {remedy}")
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return Missing(name=name, help=f"`{path}` does not run ({error}): {remedy}")
    said = (answer.stdout + answer.stderr).split()  # promtool 2 says it on stderr
    version = parse_version(said[said.index("version") + 1]) if "version" in said[:-1] else None
    return Tool(name=name, path=Path(path).absolute(), version=version)
