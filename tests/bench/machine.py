"""What the figures were measured on; no name of the machine or of its user."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def described(folder: Path) -> str:
    """Return processor, cores, system, Python and the file system of `folder`, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cores} cores of {_processor()}, {platform.system()}, {python}, files on {_file_system(folder)}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    lines = mounts.read_text(encoding="utf-8").splitlines() if mounts.exists() else []
    points = {fields[1]: fields[2] for fields in (line.split() for line in lines)}
    return next((points[str(parent)] for parent in (folder, *folder.parents) if str(parent) in points), "an unknown file system")
