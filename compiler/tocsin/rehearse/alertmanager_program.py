"""An Alertmanager that starts without being installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

_INSTALLED: Final = "/usr/share/prometheus/alertmanager"
_HERE: Final = "/proc/self/cwd"


def startable(program: Path, *, folder: Path, defaults: Path | None) -> Path:
    """Return an Alertmanager that starts in `folder`: `program` itself, or a copy that finds Debian's default templates there.

    Upstream's program has its default templates built in. Debian's reads them from where its package puts them, refuses to start without
    them, and has no option for the place: https://sources.debian.org/src/prometheus-alertmanager/ (debian/patches).
    In a copy of it that place is its working directory, in as many characters.
    """
    templates = Path(_INSTALLED) / "default.tmpl"
    content = program.read_bytes()
    if defaults is None or templates.is_file() or _INSTALLED.encode() not in content:
        return program
    for name in ("default.tmpl", "email.tmpl"):
        shutil.copy(defaults / name, folder / name)
    copy = folder / "alertmanager"
    place = _HERE + "/." * ((len(_INSTALLED) - len(_HERE)) // 2)
    copy.write_bytes(content.replace(_INSTALLED.encode(), place.encode()))
    copy.chmod(0o700)
    return copy
