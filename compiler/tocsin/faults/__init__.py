"""What the diagnostics mean that are no checks: a spec cannot be read, understood or lowered. `<group>.yaml` is found by its name.

A check documents itself. What the front end and lowering say is said in many places, so that it is documented here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import yaml

from tocsin.explanation import Explanation
from tocsin.folders import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIX: Final = ".yaml"


@cache
def explained() -> Mapping[str, Explanation]:
    """Return the explanation of each code, sorted.

    Raises:
        TypeError: a file of ours is no mapping of texts.
    """
    found = {}
    for file in (DATA / "faults").iterdir():
        if file.name.endswith(_SUFFIX):
            group = file.name.removesuffix(_SUFFIX)
            for fault, summary in yaml.safe_load(file.read_text(encoding="utf-8")).items():
                if not isinstance(summary, str):
                    raise TypeError(f"{file.name}: {fault}")
                found[f"{group}/{fault}"] = Explanation(code=f"{group}/{fault}", summary=summary)
    return dict(sorted(found.items()))
