"""What the diagnostics mean that are no checks: a spec cannot be read, understood or lowered. `<group>.yaml` is found by its name.

A check documents itself. What the front end and lowering say is said in many places, so that it is documented here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from tocsin.diagnostics.explanation import Explanation
from tocsin.folders import DATA
from tocsin.source import Fault, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIX: Final = ".yaml"


@cache
def explained() -> Mapping[str, Explanation]:
    """Return the explanation of each code, sorted.

    Raises:
        TypeError: a file of ours is no mapping of texts.
    """
    found: dict[str, Explanation] = {}
    for file in (DATA / "faults").iterdir():
        if file.name.endswith(_SUFFIX):
            group = file.name.removesuffix(_SUFFIX)
            read = parse(file.name, file.read_bytes())
            summaries = None if isinstance(read, Fault) else read.value
            if not isinstance(summaries, dict) or not all(isinstance(summary, str) for summary in summaries.values()):
                raise TypeError(file.name)
            found |= {f"{group}/{fault}": Explanation(code=f"{group}/{fault}", summary=summary) for fault, summary in summaries.items()}
    return dict(sorted(found.items()))
