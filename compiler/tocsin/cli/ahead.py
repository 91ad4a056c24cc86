"""Read large specs in another process while this one imports the compiler, which takes about as long."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tocsin.copies import copy, kill, spare_cores

if TYPE_CHECKING:
    from tocsin.source import Document, Fault

_LARGE: Final = 100_000
"""Bytes of specs that take longer to read than another process takes to begin."""
_HEAD: Final = 8


@contextmanager
def reading(folders: Mapping[str, Mapping[str, bytes]]) -> Iterator[Callable[[str, bytes], Document | Fault]]:
    """Give what parses the files of `folders`, each with its name and content, as `source.parse` does, but has begun already."""
    files = {name: content for contents in folders.values() for name, content in contents.items()}
    if sum(map(len, files.values())) < _LARGE or not spare_cores():
        from tocsin.source import parse

        yield parse
        return
    import tempfile  # most edits need none

    with tempfile.TemporaryFile(prefix="tocsin-") as values:
        process = copy(partial(_write, values.fileno(), files))
        try:
            yield _Arriving(values.fileno()).parsed
        finally:
            if process is not None:
                kill(process)


def _write(values: int, files: Mapping[str, bytes]) -> None:
    """Write the values of the files, the last first, because who asks for them begins with the first."""
    from tocsin.source import Document, parse

    for name, content in reversed(tuple(files.items())):
        found = parse(name, content)
        if isinstance(found, Document):
            plain: Any = found.value
            value = marshal.dumps((name, plain))
            record = len(value).to_bytes(_HEAD, "big") + value
            if os.write(values, record) < len(record):
                return  # there is no room for more: it is read here


class _Arriving:
    """The values that have been written into a file so far."""

    def __init__(self, values: int) -> None:
        self._values = values
        self._end = 0
        self._known: dict[str, object] = {}

    def parsed(self, file: str, content: bytes) -> Document | Fault:
        """Return one of the files; what has not been read, or has a fault, is read here."""
        from tocsin.source import Document, parse

        self._receive()
        return Document(file, content.decode("utf-8-sig"), self._known.pop(file)) if file in self._known else parse(file, content)

    def _receive(self) -> None:
        written = memoryview(os.pread(self._values, os.fstat(self._values).st_size - self._end, self._end))
        while len(written) >= _HEAD and len(written) >= (size := _HEAD + int.from_bytes(written[:_HEAD], "big")):
            name, value = marshal.loads(written[_HEAD:size])  # noqa: S302  # nobody else can have written it
            self._known[name] = value
            self._end += size
            written = written[size:]
