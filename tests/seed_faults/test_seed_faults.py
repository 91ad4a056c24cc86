"""The faults of the seeds, written as the documents have them: what is caught is caught where it stands, what is not is listed.

A document is a file `<number>.yaml`; a line `--- # <items>: <what is wrong>` begins a spec. `# error: <code>` expects a diagnostic on its
line; `# missing: <code>` names the check that its line still needs. `items.yaml` lists every faulty item of the five documents.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from checks.example import compiled, file_of, marked
from tocsin import checks, faults
from tocsin.diagnostics import render

_HERE = Path(__file__).parent
_HEAD = re.compile(r"^--- # (?P<items>\d+(?:, \d+)*): (?P<what>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One spec of a document; `text` stands on the lines that it has in the file."""

    document: str
    items: tuple[int, ...]
    what: str
    text: str

    def caught(self) -> set[tuple[int, str]]:
        """Return line and code of what is expected to be told."""
        return {(line, code) for _, line, code in marked([self.text], "error")}

    def missing(self) -> set[tuple[int, str]]:
        """Return line and code of what no check tells yet."""
        return {(line, code) for _, line, code in marked([self.text], "missing")}


def _faults(path: Path) -> list[Fault]:
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("---")]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        head = _HEAD.match(lines[start])
        assert head is not None, f"{path.name}:{start + 1}: write `--- # <items>: <what is wrong>`"
        text = "\n" * (start + 1) + "\n".join(lines[start + 1 : end]) + "\n"
        items = tuple(int(item) for item in head["items"].split(", "))
        found.append(Fault(document=path.stem, items=items, what=head["what"], text=text))
    return found


_FAULTS = [fault for path in sorted(_HERE.glob("[0-9]*.yaml")) for fault in _faults(path)]
_each_fault = pytest.mark.parametrize("fault", _FAULTS, ids=lambda fault: f"{fault.document} {fault.what}")


@_each_fault
def test_a_fault_of_the_seeds_is_told_at_its_line_and_nothing_else_is(fault: Fault) -> None:
    found = compiled([fault.text]).diagnostics
    told = {(each.span.line if each.span.file == file_of(0) else 0, each.code) for each in found}
    shown = "\n".join(render(each, fault.text) for each in found)
    missing = {line for line, _ in fault.missing()}
    now = sorted((line, code) for line, code in told if line in missing)
    assert not now, f"this is caught now: write `# error: <code>` in the place of `# missing: …`\n{shown}"
    assert told == fault.caught(), shown


@_each_fault
def test_a_fault_says_what_is_wrong_and_where(fault: Fault) -> None:
    assert fault.caught() or fault.missing()


def test_what_is_expected_is_explained() -> None:
    known = {*checks.checks(), *faults.explained()}
    assert not sorted({code for fault in _FAULTS for _, code in fault.caught()} - known)


def test_what_is_missing_is_no_check_yet() -> None:
    # A check of that name which does not tell this fault is not what the fault needs.
    assert not {*_missing()} & {*checks.checks(), *faults.explained()}


def test_every_faulty_item_is_written_or_says_why_it_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    items: dict[int, dict[str, str]] = yaml.safe_load((_HERE / "items.yaml").read_text(encoding="utf-8"))
    written = {item for fault in _FAULTS for item in fault.items}
    inexpressible = {item for item, each in items.items() if "cannot_be_said" in each}
    assert all(each["verdict"] and each["what"] for each in items.values())
    assert not sorted(items.keys() - written - inexpressible), "neither in a document nor `cannot_be_said`"
    assert not sorted(written & inexpressible), "it is written, so it can be said"
    open_items = {item for fault in _FAULTS if fault.missing() for item in fault.items}
    caught = written - open_items
    with capsys.disabled():
        sys.stdout.write(
            _coverage(len(_FAULTS), len(items), len(caught & items.keys()), len(open_items & items.keys()), len(inexpressible))
        )
    assert not open_items, "every fault of the seeds that a spec can say is told"


def _coverage(specs: int, items: int, caught: int, missing: int, inexpressible: int) -> str:
    counts = f"{caught} caught, {missing} not yet, {inexpressible} cannot be said in a spec"
    codes = ", ".join(_missing())
    return f"\nfaults of the seeds: {specs} specs of {items} faulty items: {counts}" + (f"\nmissing checks: {codes}\n" if codes else "\n")


def _missing() -> list[str]:
    return sorted({code for fault in _FAULTS for _, code in fault.missing()})
