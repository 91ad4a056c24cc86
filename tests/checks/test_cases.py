"""Each check tells what is wrong where it stands, and lets pass what only looks like it: `<group>/<fault>.yaml` is about that check.

A case is written as those of `front/cases`: its first line says why it is there, `# error: <code> at <column>` expects a diagnostic.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from front.mistaken import expected, report, told

_HERE = Path(__file__).parent
_CASES = sorted(path.relative_to(_HERE).with_suffix("").as_posix() for path in _HERE.glob("*/*.yaml"))


@pytest.mark.parametrize("case", _CASES)
def test_a_fault_is_told_where_it_stands_and_nothing_else_is(case: str, snapshot: SnapshotAssertion) -> None:
    text = (_HERE / f"{case}.yaml").read_text(encoding="utf-8")
    specs = {"specs/shop/spec.yaml": text.encode()}
    diagnostics = told(specs)
    wanted = list(expected(specs))
    shown = report(diagnostics, specs)
    assert re.match(r"# [A-Z0-9`].*\.\n", text)
    assert case.replace("_", "-") in {each.code for each in wanted}
    assert sorted((each.span.line, each.code) for each in diagnostics) == sorted((each.line, each.code) for each in wanted), shown
    for each in wanted:
        same = [found for found in diagnostics if (found.span.line, found.code) == (each.line, each.code)]
        assert each.column is None or each.column in {found.span.column for found in same}, shown
        assert each.help is None or each.help in {found.help for found in same}, shown
    # Words alone: where they stand is said in the case, and a line more in it changes no other.
    said = [[each.message, each.help, *(note for note, _ in each.notes)] for each in diagnostics]
    assert "\n\n".join(map("\n".join, said)) == snapshot
