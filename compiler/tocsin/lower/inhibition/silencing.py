"""Inhibition rules of one platform, among them such that never let an alert silence a graver one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SEVERITY_LABEL, SUBJECT_LABEL
from tocsin.ir import InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.matchers import one_of
from tocsin.source import KeyPath

PLATFORM_LABELS: Final = (PLATFORM_LABEL, ENVIRONMENT_LABEL)
"""The labels that are equal on both sides of a rule about a whole platform."""
SUBJECT_LABELS: Final = (*PLATFORM_LABELS, NAMESPACE_LABEL, MODEL_LABEL, SUBJECT_LABEL)
"""Those of a rule about one model or component; Alertmanager takes labels that both sides lack as equal."""
_AT: Final[KeyPath] = ("platform", "severities")


class Side(NamedTuple):
    """The alerts on one side of an inhibition."""

    names: Iterable[str]
    severities: Iterable[str]
    """The severities that alerts of these names have."""
    more: tuple[Matcher, ...] = ()
    """What their labels must be besides."""

    def matchers(self) -> tuple[Matcher, ...]:
        """Return what takes these alerts, of any severity."""
        return (one_of("alertname", sorted(self.names)), *self.more)


def inhibit_rule(context: Context, name: str, source: Iterable[Matcher], target: Iterable[Matcher], equal: tuple[str, ...]) -> InhibitRule:
    """Return the rule `name` for the alerts of this platform: `source` silences `target` where the labels `equal` are the same."""
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    return InhibitRule(name=name, source=(platform, *source), target=(platform, *target), equal=equal, at=_AT)


def unless_graver(context: Context, name: str, source: Side, target: Side, equal: tuple[str, ...]) -> Iterator[InhibitRule]:
    """Yield the rules by which `source` silences those alerts of `target` that are no graver than itself.

    One rule is enough where no target is graver than any source. Otherwise each severity of the sources has one, `<name>-<severity>`.
    """
    rank = context.platform.severities.index
    silencing, silenced = (sorted(set(side.severities), key=rank) for side in (source, target))
    if not silencing or not silenced:
        return
    if rank(silencing[0]) >= rank(silenced[-1]):
        yield inhibit_rule(context, name, source.matchers(), target.matchers(), equal)
        return
    for severity in silencing:
        no_graver = sorted(each for each in silenced if rank(each) <= rank(severity))
        if no_graver:
            sources = (*source.matchers(), one_of(SEVERITY_LABEL, [severity]))
            targets = (*target.matchers(), one_of(SEVERITY_LABEL, no_graver))
            yield inhibit_rule(context, f"{name}-{severity}", sources, targets, equal)


def subject_matcher(kind: str, names: Iterable[str]) -> Matcher:
    """Return the matcher of alerts about these subjects; `kind` is their section of the spec, `models` or `components`."""
    return one_of(MODEL_LABEL if kind == "models" else SUBJECT_LABEL, sorted(names))
