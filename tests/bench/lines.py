"""Print how often each line of the compiler runs while it builds an estate, by its place: the same number on any machine.

A program of its own: what a test before it has made the compiler remember would not be counted.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from types import CodeType, FrameType
from typing import TYPE_CHECKING

import tocsin
from bench.estates import ESTATES
from tocsin.pipeline import build

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_COMPILER = tocsin.__file__.removesuffix("__init__.py")


def main(estate: str, count: str) -> None:
    """Build the estate of this name with `count` models."""
    specs = ESTATES[estate](int(count))
    ran: Counter[tuple[CodeType, int]] = Counter()

    def entered(frame: FrameType, _event: str, _of: object) -> TraceFunction | None:
        return line if frame.f_code.co_filename.startswith(_COMPILER) else None

    def line(frame: FrameType, event: str, _of: object) -> TraceFunction:
        if event == "line":
            ran[frame.f_code, frame.f_lineno] += 1
        return line

    sys.settrace(entered)
    built = build({"w": specs})
    sys.settrace(None)
    assert not built.diagnostics, built.diagnostics[:3]
    found: Counter[str] = Counter()
    for (code, number), times in ran.items():
        found[f"{code.co_filename.removeprefix(_COMPILER)}:{number} {code.co_qualname}"] += times
    print(json.dumps(found))  # noqa: T201  # it is read


if __name__ == "__main__":
    main(*sys.argv[1:])
