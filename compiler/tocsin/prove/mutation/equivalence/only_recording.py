"""A matcher on a recorded series that every recording of the name satisfies which satisfies the others."""

from __future__ import annotations

from tocsin.promql import Selector
from tocsin.prove.mutation.equivalence.parts.path import lost_matcher, paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:
    """Return that the other matchers choose the same recordings in the whole repository."""
    steps, others = paths(mutant)
    lost = lost_matcher(steps, others)
    if lost is None or lost.op != "=" or not lost.value:
        return ""
    label, value = lost.label, lost.value
    selector, rest = steps[-1], others[-1]
    assert isinstance(selector, Selector)  # noqa: S101  # it lost a matcher
    assert isinstance(rest, Selector)  # noqa: S101  # likewise
    recorded = world.recorded.get(selector.metric or "", ())
    wanted = {matcher.label: matcher.value for matcher in rest.matchers if matcher.op == "="}
    # What a recording does not say itself, its expression may.
    chosen = [labels for labels in recorded if all(labels.get(each, text) == text for each, text in wanted.items())]
    if not chosen or any(labels.get(label) != value for labels in chosen):
        return ""
    return f"every recording `{selector.metric}` of the repository that satisfies the other matchers has `{label}={value}`"
