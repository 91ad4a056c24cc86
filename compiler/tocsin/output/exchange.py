"""Swap two folders in one step of the kernel, so that nobody ever sees a half of each."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def exchange(staged: Path, live: Path) -> bool:
    """Put `staged` in the place of `live`, and `live`, if it is there, in the place of `staged`; neither may be a link.

    A side that does not exist stays away on the other side. Return False, with nothing changed, where the system or the file system
    cannot do it in one step; raise OSError when it fails for any other reason.
    """
    if not live.exists() or not staged.exists():
        source, target = (live, staged) if live.exists() else (staged, live)
        try:
            source.rename(target)
        except OSError as error:
            _raise_unless_unable(error.errno or 0, target)
            return False
        return True
    if (swap := _SWAPS.get(sys.platform)) is None:
        return False
    import ctypes  # noqa: PLC0415  # a first build has nothing to swap

    name, at, flags = swap
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        return False
    if function(*at, os.fsencode(staged), *at, os.fsencode(live), flags) == 0:
        return True
    _raise_unless_unable(ctypes.get_errno(), live)
    return False


# The function, its "relative to the current folder" argument and its flag. musl has no renameat2 before 1.2.6.
# https://man7.org/linux/man-pages/man2/rename.2.html (AT_FDCWD, RENAME_EXCHANGE); renamex_np(2) of macOS (RENAME_SWAP)
_SWAPS: dict[str, tuple[str, tuple[int, ...], int]] = {"linux": ("renameat2", (-100,), 2), "darwin": ("renamex_np", (), 2)}


def _raise_unless_unable(code: int, path: Path) -> None:
    # NFS and many FUSE file systems know no exchange (EINVAL, ENOTSUP); overlayfs moves no folder of an image's layer (EXDEV).
    if code not in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV, errno.EPERM}:
        raise OSError(code, os.strerror(code), str(path))
