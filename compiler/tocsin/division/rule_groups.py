"""Divide a group of rules that is larger than who evaluates it takes: what reads one another stays together, and little ever moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import ENVIRONMENT_LABEL, NAMESPACE_LABEL, SEVERITY_LABEL
from tocsin.division import divide
from tocsin.ir import Alert, Recording, RuleGroup
from tocsin.regex import late

Rule = Alert | Recording

MIMIR_RULES: Final = 20
"""The most rules of a group that Mimir takes by default, `ruler_max_rules_per_rule_group`.

https://grafana.com/docs/mimir/latest/configure/configuration-parameters/#limits
"""


def divided(group: RuleGroup, room: int, size: Callable[[Rule], int] = lambda _: 1, *, before: str = "recordings") -> tuple[RuleGroup, ...]:
    """Return the group in pieces whose rules have at most `room` together by `size`, which counts them by default.

    Groups are evaluated independently of each other, the rules of one in their order. So a rule stays with the recordings that it
    reads. Where these and all that read them are more than a group takes, what does not itself read any of them is evaluated in groups
    of its own, `<group>.<before>`, and what reads it sees its value of at most one evaluation ago; the rest stays together.

    An alert that changes its group begins to wait anew and is told once more, which is why pieces are those of `division.divide`:
    one rule more moves at most some of those in its own piece. They are `<group>`, `<group>.1`, `<group>.01`, ….
    Recordings come before what reads them.
    """
    sizes = [size(rule) for rule in group.rules]
    if sum(sizes) <= room:
        return (group,)
    *recorded, rest = _stages(group.rules, sizes, room)
    families = [(f"{group.name}.{before}{f'-{number}' if number > 1 else ''}", units) for number, units in enumerate(recorded, 1)]
    return tuple(piece for name, units in (*families, (group.name, rest)) for piece in _pieces(group, name, units, sizes, room))


def undivided(name: str) -> str:
    """Return the name of the group that a piece comes from.

    >>> undivided("fraud.thresholds.01"), undivided("shop.health.recordings.1"), undivided("fraud.slos.period")
    ('fraud.thresholds', 'shop.health', 'fraud.slos.period')
    """
    return _PIECE.sub("", name)


_PIECE: Final = late(r"(\.(recordings|large)(-\d+)?|\.[01]*1)*$")


def evaluation_order(groups: Sequence[RuleGroup]) -> tuple[str, ...]:
    """Return the names of groups in their order where a piece reads what another records; empty where none does.

    promtool evaluates groups in any order unless a test names one:
    https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ (`group_eval_order`)
    """
    if all(undivided(group.name) == group.name for group in groups):
        return ()
    rules = [(group, rule) for group in groups for rule in group.rules]
    reads = _reads([rule for _, rule in rules])
    pairs = ((group, rules[other][0]) for (group, _), read in zip(rules, reads, strict=True) for other in read)
    apart = any(one.name != other.name and undivided(one.name) == undivided(other.name) for one, other in pairs)
    return tuple(group.name for group in groups) if apart else ()


_Unit = tuple[int, ...]
"""Indices of rules that must be in one group, in their order."""


def _pieces(group: RuleGroup, name: str, units: Sequence[_Unit], sizes: Sequence[int], room: int) -> Iterator[RuleGroup]:
    keyed = _keyed(group.rules, units, sizes, room)
    wholes = list(keyed.values())
    for piece, members in divide(list(keyed), [_sum(unit, sizes) for unit in wholes], room).items():
        rules = sorted(index for member in members for index in wholes[member])
        yield replace(group, name=f"{name}.{piece}" if piece else name, rules=tuple(group.rules[index] for index in rules))


def _keyed(rules: Sequence[Rule], units: Iterable[_Unit], sizes: Sequence[int], room: int) -> dict[str, _Unit]:
    """Return the units by what they are called after: an alert of it, whatever its severity, or else what it records.

    Units called after the same alert are one, as long as there is room for it: they are the severities of one threshold.
    """
    found: dict[str, _Unit] = {}
    for unit in units:
        first = next((rules[index] for index in unit if isinstance(rules[index], Alert)), rules[unit[0]])
        labels = sorted((label, value) for label, value in first.labels.items() if label not in _VARYING)
        key = name = repr((_name(first), labels))
        number = 1
        while key in found and _sum((*found[key], *unit), sizes) > room:
            number += 1
            key = f"{name} {number}"
        found[key] = (*found.get(key, ()), *unit)
    return found


_VARYING: Final = frozenset({SEVERITY_LABEL, NAMESPACE_LABEL, ENVIRONMENT_LABEL})
"""What may be said otherwise, in a patch for instance, of one and the same rule."""


def _stages(rules: Sequence[Rule], sizes: Sequence[int], room: int) -> list[list[_Unit]]:
    """Return units that fit: in the last place those that no other reads, before it recordings, each after those that it reads."""
    reads = _reads(rules)
    stages: list[list[_Unit]] = []
    rest: list[_Unit] = []
    pending = list(range(len(rules)))
    while pending:
        again: list[int] = []
        first: list[_Unit] = []
        within = set(pending)
        for unit in _connected(pending, reads):
            if len(unit) == 1 or _sum(unit, sizes) <= room:
                rest.append(unit)
                continue
            # Recordings that read each other in a circle have no order: they are parted too.
            roots = {index for index in unit if isinstance(rules[index], Recording) and not reads[index] & within} or set(unit)
            first.extend((index,) for index in unit if index in roots)
            again.extend(index for index in unit if index not in roots)
        if first:
            stages.append(first)
        pending = sorted(again)
    return [*stages, sorted(rest)]


def _connected(indices: Sequence[int], reads: Sequence[frozenset[int]]) -> list[_Unit]:
    """Return the indices in sets, each of what reads one another, directly or not."""
    leader = {index: index for index in indices}

    def found(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index in indices:
        for other in reads[index]:
            if other in leader:
                one, two = sorted((found(index), found(other)))
                leader[two] = one
    units: dict[int, list[int]] = {}
    for index in indices:
        units.setdefault(found(index), []).append(index)
    return [tuple(unit) for unit in units.values()]


def _reads(rules: Sequence[Rule]) -> list[frozenset[int]]:
    """Return which recordings among them each rule reads."""
    recorded: dict[str, list[int]] = {}
    by_label: dict[tuple[str, str], dict[str | None, list[int]]] = {}
    for index, rule in enumerate(rules):
        if isinstance(rule, Recording):
            recorded.setdefault(rule.record, []).append(index)

    def labelled(metric: str, label: str) -> dict[str | None, list[int]]:
        # The share of what is healthy may name each of thousands that are recorded under one name.
        if (metric, label) not in by_label:
            values = by_label[metric, label] = {}
            for index in recorded[metric]:
                values.setdefault(rules[index].labels.get(label), []).append(index)
        return by_label[metric, label]

    def candidates(selector: promql.Selector) -> Iterator[int]:
        every = recorded.get(selector.metric or "", [])
        parts: list[tuple[Sequence[int], Sequence[int]]] = [(every, ())]
        for matcher in selector.matchers if every else ():
            if matcher.op == "=":
                values = labelled(selector.metric or "", matcher.label)
                parts.append((values.get(matcher.value, ()), values.get(None, ())))
        return chain(*min(parts, key=lambda part: len(part[0]) + len(part[1])))

    return [
        frozenset(
            other
            for selector in promql.selectors(rule.expr)
            for other in candidates(selector)
            if other != index and promql.may_select(selector, rules[other].labels)
        )
        for index, rule in enumerate(rules)
    ]


def _sum(unit: _Unit, sizes: Sequence[int]) -> int:
    return sum(sizes[index] for index in unit)


def _name(rule: Rule) -> str:
    return rule.name if isinstance(rule, Alert) else rule.record
