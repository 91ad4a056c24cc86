"""Find what policies name and nothing in the estate has, where it is plainly a misspelling of what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tocsin.diagnostics import Located, did_you_mean
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.finding import Checked
from tocsin.policy.alerts import metric_of
from tocsin.policy.read import Policies
from tocsin.regex import late
from tocsin.section.matching import LabelMatch, Matching
from tocsin.source import KeyPath

if TYPE_CHECKING:
    from tocsin.spec.policy import Policy

_PART: Final = late(r"[-_.:/ ]+")
_LONG_ENOUGH: Final = 4


def misspelt(policies: Policies, estate: Sequence[Checked]) -> Iterator[Located]:
    """Yield what a policy names and nothing has, if something is called nearly so: such a policy applies to nothing, and nobody notices.

    `estate` holds every platform, each wholly understood. A policy may be about what does not exist yet, so that what is like nothing is
    no mistake.
    """
    if not policies.rules or policies.origins is None:
        return
    named = [each for name, policy in policies.rules.items() for each in _named(policy, ("policies", name))]
    there = _there(estate) if named else {}
    for at, word, kind in named:
        known = there.get(kind, frozenset())
        if word not in known and _slip(word, known):
            yield Located(
                code="spec/policy-misspelt",
                message=f"no {kind} is `{word}`, so this is about nothing",
                help=did_you_mean(word, known),
                span=policies.origins.span(at),
                severity="error",
            )


def _named(policy: Policy, at: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the names in a policy, each with its place and what it is the name of."""
    scope = policy.when
    for key in ("platform", "environment", "namespace", "team", "subject", "severity", "alert", "metric"):
        yield from ((where, word, key) for where, word in _words(getattr(scope, key), (*at, "when", key)))
    for label, wanted in scope.labels.items():
        yield from ((where, word, f"label `{label}`") for where, word in _words(wanted, (*at, "when", "labels", label)))
    told = policy.alerts.told if policy.alerts is not None else None
    for index, receiver in enumerate(told.receivers or () if told is not None else ()):
        yield (*at, "alerts", "told", "receivers", index), receiver, "receiver"


def _words(wanted: LabelMatch | None, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    match wanted:
        case None:
            return
        case str():
            yield at, wanted
        case Matching(equals_not=str(word)):
            yield (*at, "not"), word
        case Matching():  # what a pattern is like, nobody knows
            return
        case _:
            yield from (((*at, index), word) for index, word in enumerate(wanted))


def _there(estate: Sequence[Checked]) -> Mapping[str, Collection[str]]:
    """Return all names of each kind that there are."""
    found: dict[str, set[str]] = {}

    def add(kind: str, *words: str | None) -> None:
        found.setdefault(kind, set()).update(word for word in words if word)

    for checked in estate:
        spec = checked.resolved.spec
        add("platform", checked.platform.name)
        add("environment", checked.platform.environment)
        add("namespace", spec.platform.namespace)
        add("team", spec.platform.owner)
        add("severity", *spec.platform.severities)
        add("metric", *spec.metrics, *(metric for pack in checked.resolved.packs.values() for metric in pack.metrics))
        add("receiver", *spec.receivers)
        for at, subject in checked.subjects:
            add("subject", str(at[1]))
            add("namespace", subject.namespace)
            add("team", subject.owner)
        for alert in checked.alerts:
            add("alert", alert.name)
            add("severity", alert.severity)
            add("metric", metric_of(checked, alert))
            for label, value in alert.labels.items():
                add(f"label `{label}`", value)
    return found


def _slip(word: str, known: Collection[str]) -> bool:
    """Tell whether `word` is plainly one of `known`, but for its spelling: `team-x` may be another team than `team-y`.

    >>> _slip("produktion", ["production"]), _slip("team-x", ["team-y"]), _slip("shop-a", ["shop"]), _slip("Staging", ["staging"])
    (True, False, False, True)
    """
    near = plainly_meant(word, known)
    if near is None or near == word:
        return False
    mine, theirs = (_PART.split(each.lower()) for each in (word, near))
    if len(mine) != len(theirs):
        return False
    return all(min(len(one), len(other)) >= _LONG_ENOUGH for one, other in zip(mine, theirs, strict=True) if one != other)
