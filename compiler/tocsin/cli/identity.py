"""Checksums of everything that a verdict depends on, so that nothing has to be judged twice."""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

import tocsin


def of_files(files: Mapping[str, bytes]) -> str:
    """Return a checksum of files, by name."""
    found = hashlib.sha256()
    for name, content in sorted(files.items()):
        encoded = name.encode(errors="surrogateescape")  # of what a person has left there
        found.update(b"%d %d %b" % (len(encoded), len(content), encoded))
        found.update(content)
    return found.hexdigest()


def of_folder(folder: Path) -> str:
    """Return a checksum of every file below a folder, but for what Python writes for itself."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return of_files({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def of_compiler() -> str:
    """Return a checksum of this compiler, and of the Python and the libraries that it runs on."""
    # A library is installed by renaming its folder into this one.
    libraries = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    times = [str(folder.stat().st_mtime_ns) for folder in sorted(libraries) if folder.is_dir()]
    return joined([of_folder(Path(__file__).parents[1]), sys.version, *times])


def of_release() -> dict[str, str]:
    """Return what decides on the bytes that this compiler writes, wherever it is installed: it, and the libraries that write with it."""
    own = f"{tocsin.__version__} {of_folder(Path(__file__).parents[1])[:16]}"
    return {"tocsin": own, **{name: metadata.version(name) for name in _WRITING}}


_WRITING: Final = ("grafanalib", "jinja2", "msgspec", "promql-parser", "pydantic", "pyyaml")


def of_programs(paths: Iterable[Path]) -> str:
    """Return what tells programs from others without running them: where they are, how long, and since when."""
    return joined(str((str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns)) for path in paths)


def joined(parts: Iterable[str]) -> str:
    """Return one checksum of several texts."""
    return of_files({str(index): part.encode(errors="surrogateescape") for index, part in enumerate(parts)})
