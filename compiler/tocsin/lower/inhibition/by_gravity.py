"""No alert silences a graver one, whatever both tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tocsin.conventions import SEVERITY_LABEL
from tocsin.ir import Matcher
from tocsin.lower.context import Context
from tocsin.promql import any_of


class Gravity(NamedTuple):
    """What an inhibition asks of the severities of both sides; nothing where all of the sources are grave enough."""

    suffix: str
    """What tells the rule from those of other severities."""
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]


def by_gravity(context: Context, sources: Iterable[str], targets: Iterable[str]) -> Iterator[Gravity]:
    """Yield under which severities alerts of `sources` may silence those of `targets`; none where every target is graver."""
    rank = context.platform.severities.index
    silencing, silenced = (sorted(set(each), key=rank) for each in (sources, targets))
    if not silencing or not silenced:
        return
    if rank(silencing[0]) >= rank(silenced[-1]):
        yield Gravity("", (), ())
        return
    for severity in silencing:
        no_graver = [each for each in silenced if rank(each) <= rank(severity)]
        if no_graver:
            yield Gravity(f"-{severity}", (one_of(SEVERITY_LABEL, [severity]),), (one_of(SEVERITY_LABEL, no_graver),))


def one_of(label: str, values: Iterable[str]) -> Matcher:
    """Return what asks of a label to be one of these values."""
    one = any_of(label, sorted(values))
    return Matcher(label=label, op=one.op, value=one.value)
