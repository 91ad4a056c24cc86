"""Rules that were written by hand, taken over into a spec: what the specs ask already is told, the rest is drafted.

The draft asks exactly what the rules ask. It is no end, but a beginning: it is checked, routed, drawn and delivered like all else, and
each of its metrics can be said in the words of the language later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from tocsin import ir
from tocsin.adopt.asked import asking_the_same
from tocsin.adopt.condition import condition
from tocsin.adopt.draft import Draft, Drafted, Existing, provisional
from tocsin.adopt.rules import Given, read_rules
from tocsin.adopt.series import series_of
from tocsin.finding import Checked
from tocsin.folders import PACKS
from tocsin.pipeline import meant
from tocsin.promql import metrics
from tocsin.raw import Knowledge, recorded
from tocsin.spec.platform import Platform
from tocsin.yaml_writer import dumps

__all__ = ["Adopted", "Given", "adopted", "read_rules"]

_SEVERITIES: Final[tuple[str, ...]] = Platform.model_fields["severities"].default


class Adopted(Struct, frozen=True, kw_only=True):
    """What becomes of rules."""

    drafted: Drafted
    asked: tuple[tuple[Given, tuple[ir.Alert, ...]], ...]
    """The alerts that the draft leaves out, each with those that ask the same."""


def adopted(
    rules: Sequence[Given], folders: Mapping[str, Mapping[str, bytes]], into: str, estate: Sequence[Checked], *, everything: bool = False
) -> Adopted:
    """Return the spec `into` which rules are taken over, beside the other specs in `folders`.

    `into` is the name of its file, `specs/<platform>/<name>.yaml`; `estate` is what the specs mean. With `everything` alerts are drafted
    that others of the platform ask for already.
    """
    folder = PurePosixPath(into).parent.name
    mine = [each for each in estate if PurePosixPath(each.named_at).parent.name == folder]
    same = [() if everything else alerts for alerts in _asking(rules, mine)]
    asked = tuple((each, alerts) for each, alerts in zip(rules, same, strict=True) if alerts)
    there = {name for each in mine for name in recorded(each.platform)}
    taken = _wanted([each for each, alerts in zip(rules, same, strict=True) if not alerts and each.name not in there], asked)
    existing = Existing(
        metrics=frozenset(name for each in mine for name in each.resolved.spec.metrics),
        subjects=frozenset(at[1] for each in mine for at, _ in each.subjects if isinstance(at[1], str)),
        severities=mine[0].resolved.spec.platform.severities if mine else _SEVERITIES,
        platform=None if mine else folder,
    )
    made = {each.name for each in rules if not each.alert} | there
    known = made.union(*(Knowledge(each).names() for each in mine))
    spec = provisional(series_of((each.expr for each in taken), known), existing)
    draft = Draft(spec, existing, made, _knowledge(folders, folder, into, dumps(spec)))
    for each in rules:
        if not each.alert:
            draft.know(each)
    for each in taken:
        (draft.alert if each.alert else draft.recording)(each)
    return Adopted(drafted=draft.finish(), asked=asked)


def _asking(rules: Sequence[Given], mine: Sequence[Checked]) -> Iterator[tuple[ir.Alert, ...]]:
    """Yield for each rule the alerts that ask the same, of the first environment that has any; none for what records."""
    made = {each.name: (each.expr,) for each in rules if not each.alert}
    known = [
        (each.alerts, {name: [rule.expr for rule in recordings] for name, recordings in recorded(each.platform).items()}) for each in mine
    ]
    for given in rules:
        found = (asking_the_same(condition(given.expr), made, alerts, there) for alerts, there in known if given.alert)
        yield next(filter(None, found), ())


def _knowledge(folders: Mapping[str, Mapping[str, bytes]], folder: str, into: str, text: str) -> Knowledge | None:
    """Return what is known of series once `text` stands beside the other files; None when they do not fit together."""
    files = {**folders.get(folder, {}), into: text.encode()}
    estate = meant({folder: files} | {name: content for name, content in folders.items() if name == PACKS}).estate
    return Knowledge(estate[0]) if estate else None


def _wanted(rules: Sequence[Given], asked: Iterable[tuple[Given, object]]) -> tuple[Given, ...]:
    """Return rules without what is recorded only for alerts that are asked for already."""
    wanted, dropped = [*rules], [each for each, _ in asked]
    while dropped:
        read = {name for each in wanted for name in metrics(each.expr)}
        idle = {name for each in dropped for name in metrics(each.expr)} - read
        dropped = [each for each in wanted if not each.alert and each.name in idle]
        wanted = [each for each in wanted if each not in dropped]
    return tuple(wanted)
