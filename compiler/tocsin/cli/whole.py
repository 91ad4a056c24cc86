"""Write a file that somebody would miss: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Put `content` into a file; what stood there before stays there when it cannot be written.

    Raises:
        OSError: it cannot be written, for want of room or leave; it names the file.
    """
    place = path.resolve()  # a link stays one
    if not os.access(place.parent, os.W_OK) or (path.exists() and not path.is_file()):  # as /dev/stdout is none
        path.write_bytes(content)
        return
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        if place.exists():
            shutil.copymode(place, draft)
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
