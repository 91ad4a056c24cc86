"""Takes what asks for the series of another cluster, or of one only, for what it was: that stands in every query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tocsin.diff.change import Change, Fact
from tocsin.diff.seen import Seen
from tocsin.promql import Selector, equals, to_text

_OF_RULES: Final = "budgets go on with what was counted before, and are right after their period"


def asks(was: Seen, now: Seen) -> Iterator[Change]:
    """Yield what the rules, dashboards and autoscalers of a platform ask of all series, where that is something else."""
    old, new = was.asked_for, now.asked_for
    facts = tuple(Fact(name=f"{who} ask for", was=_said(old[who]), now=_said(new[who])) for who in new if old[who] != new[who])
    if facts:
        budgets = _OF_RULES if old["rules"] != new["rules"] and was.objectives and now.objectives else ""
        yield Change(family="platform", kind="changed", name=now.platform.name, of=(), said=budgets, facts=facts)


def without_clusters(was: Seen, now: Seen) -> Callable[[str], str]:
    """Return what takes out of queries what they ask of all series: those that differ in nothing else are alike then."""
    differing = [who for who, labels in now.asked_for.items() if labels != was.asked_for[who]]
    asked = sorted({each for side in (was, now) for who in differing for each in side.asked_for[who].items()})
    if not asked:
        return lambda text: text
    # A selector of nothing else has braces for them alone.
    alone = "|".join(re.escape(to_text(Selector("x", (equals(*each),)))[2:-1]) for each in asked)
    within = re.compile(rf",(?:{alone})(?=[,}}])|(?<={{)(?:{alone}),|{{(?:{alone})}}")

    def without(text: str) -> str:
        left = within.sub("", text)
        return left if left == text else without(left)

    return without


def _said(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{label}={value}" for label, value in sorted(labels.items()))
