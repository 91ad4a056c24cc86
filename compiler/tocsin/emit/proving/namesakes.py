"""Other alerts of the same name: a test about some of them asks nothing about the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.emit.proving.story import Story
from tocsin.promql import Matcher


def among_namesakes(stories: Iterable[Story], alerts: Sequence[ir.Alert]) -> Iterator[Story]:
    """Yield the stories, of which one that tells of only some of the `alerts` of its name knows what tells these from the others.

    Two objectives may call their alerts alike and read the same series: in the world of either both fire.
    """
    named: dict[str, list[Mapping[str, str]]] = {}
    for alert in alerts:
        named.setdefault(alert.name, []).append(alert.labels)
    for story in stories:
        ours = [alert.labels for alert in story.alerts]
        others = [labels for labels in named.get(story.name, ()) if labels not in ours]
        yield replace(story, apart=_apart(ours, others)) if others else story


def _apart(ours: Sequence[Mapping[str, str]], others: Sequence[Mapping[str, str]]) -> tuple[Matcher, ...]:
    """Return what all of `ours` have and none of `others`; nothing when no single label tells them apart."""
    for label in sorted({label for labels in (*ours, *others) for label in labels}):
        values, theirs = ({labels.get(label, "") for labels in some} for some in (ours, others))
        if values.isdisjoint(theirs) and not any("{{" in value for value in values | theirs):
            one = [Matcher(label, "=", value) for value in values]
            return tuple(one) if len(one) == 1 else tuple(Matcher(label, "!=", value) for value in sorted(theirs))
    return ()
