"""Converts spans of steps into spans of samples, of which a step may have several."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tocsin.drives import Span


def fine(spans: Sequence[Span], grains: int) -> list[Span]:
    """Return `spans` in samples, `grains` of them a step: what is seen at a step began right after the step before."""
    if grains == 1:
        return list(spans)
    return [
        Span(span.steps * grains if index else (span.steps - 1) * grains + 1, span.level, span.pace)
        for index, span in enumerate(spans)
    ]  # fmt: skip


def unbroken(spans: Sequence[Span], told: Collection[int]) -> list[Span]:
    """Return `spans` of which one that goes on as the one before is a part of it, unless there the value itself is `told` at a step.

    A trend has its level at the end of a span: two spans are two lines with a step between them.

    >>> unbroken([Span(2, 1.0), Span(3, 1.0), Span(1, 2.0), Span(1, 2.0)], {5}) == [Span(5, 1.0), Span(1, 2.0), Span(1, 2.0)]
    True
    """
    found: list[Span] = []
    step = 0
    for span in spans:
        if found and step - 1 not in told and found[-1]._replace(steps=0) == span._replace(steps=0):
            found[-1] = found[-1]._replace(steps=found[-1].steps + span.steps)
        else:
            found.append(span)
        step += span.steps
    return found
