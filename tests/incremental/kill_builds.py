"""Kill `tocsin build` after an edit at each thing that it does to the file system, and look at what the next one makes of that.

Run as `kill_builds.py ROOT`, where ROOT holds the specs of a built platform; prints how often the dead left the old tree, the new one
and one in between as JSON, and ends with 1 at the first that the next build leaves other than the specs say. A program of its own,
because only a process without threads may fork.
"""

import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from tocsin.cli import main as tocsin
from tocsin.cli import specs
from tocsin.output import MANIFEST
from tocsin.pipeline import build

_CHANGING = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "fcntl.flock"})
"""https://docs.python.org/3/library/audit_events.html; opening a file is told with how it is opened."""


def _built(*, dies_at: int | None = None) -> bool:
    """Build in another process, and tell whether it came to its end; it is killed as it begins to do its nth thing."""
    child = os.fork()
    if child == 0:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for as long as the process lives
        numbers = count(1)

        def killed(event: str, arguments: tuple[object, ...]) -> None:
            written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if (written or event in _CHANGING) and next(numbers) == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(killed)
        try:
            tocsin(["build"], standalone_mode=False)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _tree(root: Path) -> Mapping[str, str]:
    """Return every generated file but the lists of checksums."""
    folder = root / "generated"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_text() for name, path in files.items() if not name.endswith(MANIFEST)}


def _main(root: Path) -> int:
    os.chdir(root)
    spec = next(root.glob("specs/*/*.yaml"))
    seen: Counter[str] = Counter(old=0, new=0, between=0)
    ended = False
    for number in count(1):
        if ended:
            break
        old = _tree(root)
        spec.write_text(re.sub(r"warning: \d+", f"warning: {1 + number % 19}", spec.read_text()))
        new = dict(build(specs.read(root)).artifacts)
        ended = _built(dies_at=number)
        left = _tree(root)
        seen["old" if left == old else "new" if left == new else "between"] += 1
        _built()
        if _tree(root) != new:
            sys.stdout.write(json.dumps({"killed at": number}))
            return 1
    sys.stdout.write(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
