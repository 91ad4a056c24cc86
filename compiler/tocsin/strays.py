"""Finds specs that would never be read, because they have another place or name than specs have."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tocsin.folders import BESIDE, PACKS, POLICY

_ENDINGS: Final = (".yaml", ".yml")
_LARGEST: Final = 2**21


def strays(specs: Path) -> Iterator[tuple[Path, str]]:
    """Yield what has sections of a spec, and nothing else, where no spec is read, and what to do with it.

    Other files may stand there: only of these it is sure that their author takes them for specs.
    """
    for name, folders, files in os.walk(specs):
        folder = Path(name)
        platform, *deeper = folder.relative_to(specs).parts or ("",)
        folders[:] = sorted(each for each in folders if not each.startswith(".") and (platform or each != PACKS))
        for path in (folder / each for each in sorted(files) if each.lower().endswith(_ENDINGS) and not each.startswith(".")):
            meant = None if platform else next((file for file in BESIDE if path.stem.lower() == Path(file).stem), None)
            if meant is not None:
                if path.name != meant and (meant == POLICY or _is_spec(path)):
                    yield path, f"call it {meant}"
            elif (not platform or deeper or path.suffix not in _ENDINGS) and _is_spec(path):
                ending = path.with_suffix(path.suffix.lower()).name
                yield path, f"move it to {specs / (platform or '<platform>')}/" if deeper or not platform else f"call it {ending}"


def _is_spec(path: Path) -> bool:
    try:
        text = path.read_text("utf-8-sig", errors="replace") if path.is_file() and path.stat().st_size <= _LARGEST else ""
    except OSError:  # it is somebody else's, or went away
        return False
    from tocsin.spec import Spec  # noqa: PLC0415  # most repositories have no such file

    keys = set(re.findall(r"^([A-Za-z_][\w-]*)[ \t]*:", text, re.MULTILINE))
    return bool(keys) and keys <= set(Spec.model_fields)
