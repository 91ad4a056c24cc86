"""Read what `promtool check rules` prints: a block for each file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify.walk import mapping, mappings, path_at_line

_FOUND: Final = re.compile(r"  SUCCESS: (\d+) rules found")
_QUOTED: Final = r'("(?:[^"\\]|\\.)*")'
_RULE: Final = re.compile(rf"group {_QUOTED}, rule (\d+), ")
_REPEATED: Final = re.compile(rf"groupname: {_QUOTED} is repeated")
_LINE: Final = re.compile(r"\bline (\d+): ")
_DUPLICATE: Final = re.compile(r"^Metric: (.*)$", re.MULTILINE)
_NOWHERE: Final = re.compile(r"^(?:0:0: )+")


def blocks(output: str, files: Iterable[str]) -> dict[str, str]:
    """Return for each file what promtool says below `Checking <file>`; a file that it does not mention has none."""
    headings = {f"Checking {file}": file for file in files}
    said: dict[str, list[str]] = {}
    current: list[str] = []
    for line in output.splitlines():
        if line in headings:
            current = said.setdefault(headings[line], [])
        else:
            current.append(line)
    return {file: "\n".join(lines) for file, lines in said.items()}


def rules_found(block: str) -> int | None:
    """Return how many rules promtool found good; None when it found a fault.

    >>> rules_found("  SUCCESS: 12 rules found"), rules_found("  FAILED:")
    (12, None)
    """
    match = _FOUND.search(block)
    return int(match[1]) if match else None


def messages(block: str, file: str) -> tuple[str, ...]:
    """Return the distinct faults of a file; a message may have several lines."""
    body = block.partition("FAILED:")[2] if "FAILED:" in block else block
    parts = re.split(rf"^{re.escape(file)}: |^(?=Metric: )", body, flags=re.MULTILINE)
    told = [_NOWHERE.sub("", " ".join(part.split())) for part in parts]
    return tuple(sorted({message for message in told if message and not message.startswith("lint error")}))


def paths(message: str, text: str, document: object) -> Iterator[source.KeyPath]:
    """Yield where in a rule file a message points; nothing when it does not say.

    `text` is the file's, `document` what it says.
    """
    groups = list(mappings(mapping(document).get("groups")))
    if match := _RULE.search(message):
        name = _unquoted(match[1])
        yield from (("groups", index, "rules", int(match[2]) - 1) for index, group in groups if group.get("name") == name)
    elif match := _REPEATED.search(message):
        name = _unquoted(match[1])
        yield from (("groups", index) for index, group in groups if group.get("name") == name and index > 0)
    elif match := _DUPLICATE.search(message):
        yield from _repeated(match[1].partition(" Label(s):")[0], groups)
    elif match := _LINE.search(message):
        yield path_at_line(text, int(match[1]))
    else:
        yield from _quoted(message, groups)


def _quoted(message: str, groups: list[tuple[int, Mapping[str, Any]]]) -> Iterator[source.KeyPath]:
    """Yield the rules that have a value which the message quotes: `unknown unit "x" in duration "5x"` names no place."""
    values = [_unquoted(value) for value in re.findall(_QUOTED, message)]
    for index, group in groups:
        for number, rule in mappings(group.get("rules")):
            if any(value == said for value in rule.values() for said in values):
                yield ("groups", index, "rules", number)


def _repeated(name: str, groups: list[tuple[int, Mapping[str, Any]]]) -> Iterator[source.KeyPath]:
    """Yield the rules of this name whose labels an earlier one has."""
    seen: list[Mapping[str, Any]] = []
    for index, group in groups:
        for number, rule in mappings(group.get("rules")):
            if name in (rule.get("record"), rule.get("alert")):
                labels = mapping(rule.get("labels"))
                if labels in seen:
                    yield ("groups", index, "rules", number)
                seen.append(labels)


def _unquoted(text: str) -> str:
    """Return what Go quoted; JSON's escapes are those that names have, anything rarer stays as it is."""
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]
