"""Stories of recorded states: 0 whenever an alert on the same condition would fire, otherwise 1, and nothing without a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives.choices import among
from tocsin.emit.proving.story import Check, Story
from tocsin.emit.proving.telling import stories_of
from tocsin.units import UNITS


def recorded_states(recording: ir.Recording) -> Iterator[Story]:
    """Yield the stories that prove a recording of a state; none of one that is proved by who reads it."""
    if recording.proof is None:
        return
    # Two objectives of one metric are told in worlds of their own, as two alerts of one name are not.
    name = f"{recording.record} of {recording.at[-1]}"
    crossed = ir.Alert(
        name=name, expr=recording.expr, value=recording.expr, unit=UNITS["bool"], for_ms=0, severity="",
        labels=recording.labels, annotations={}, title="", at=recording.at, proof=recording.proof,
    )  # fmt: skip
    for story in stories_of((crossed,)):
        labels = among(recording.proved, story.chosen)
        known = tuple(_state(recording, labels, recording.proof, check) for check in story.checks)
        yield replace(story, alerts=(), checks=(), recorded=known)


def _state(recording: ir.Recording, labels: Mapping[str, str], proof: ir.Proof, check: Check) -> ir.Recorded:
    """Return what is recorded when an alert would fire, or not."""
    state = ir.Recorded(step=check.step, name=recording.record, labels=labels, value=0.0, why=check.why)
    if check.firing:
        return state
    if check.gone and check.level is None:
        return replace(state, value=None)
    if check.level is None:  # on its way: it may have no value any more
        return replace(state, other=True)
    # Where it would fire at this level and does not, the value means nothing for want of traffic; and a guard that reads it may not hold.
    return replace(state, value=None if proof.fires(check.level) or not proof.counts(check.level) else 1.0)
