"""Worlds with slopes and pauses: levels that rise steadily, and times in which nothing is exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from msgspec.structs import replace

from tocsin.drives.world import Run, Span, Track, starts


def rising(spans: Sequence[Span], ends: Sequence[float], slopes: Sequence[float]) -> list[Span]:
    """Return `spans`, those that move sample by sample: each ends at its end, and moves by its slope from sample to sample."""
    moving: list[Span] = []
    for span, end, slope in zip(spans, ends, slopes, strict=True):
        if slope:
            moving += [Span(1, end - slope * (span.steps - 1 - index), span.pace) for index in range(span.steps)]
        else:
            moving.append(span._replace(level=end))
    return moving


def ends_of(spans: Sequence[Span], ends: Sequence[float], slopes: Sequence[float]) -> list[Span]:
    """Return the first and the last sample of each of `spans`, which ends at its end and moves by its slope from sample to sample."""
    found: list[Span] = []
    for span, end, slope in zip(spans, ends, slopes, strict=True):
        if span.steps:
            found += [Span(1, end - slope * (span.steps - 1), span.pace), Span(1, end, span.pace)]
    return found


def stretched(tracks: Iterable[Track], spans: Sequence[Span]) -> Iterator[Track]:
    """Yield the tracks, of which two samples are known of each of `spans`, with the samples between them: they lie on a line."""
    told = [span for span in spans if span.steps]
    for track in tracks:
        runs = []
        for index, span in enumerate(told):
            first, last = track.runs[2 * index].start, track.runs[2 * index + 1].start
            moves = 0.0 if first is None or last is None or span.steps == 1 else (last - first) / (span.steps - 1)
            runs.append(Run(first if span.steps > 1 else last, moves, span.steps))
        yield replace(track, runs=tuple(runs))


def joined(tracks: Iterable[Track]) -> Iterator[Track]:
    """Yield the tracks with runs of equal steps put together: one run for a line."""
    for track in tracks:
        if track.native is not None:
            yield track
            continue
        runs: list[Run] = []
        for run in track.runs:
            last = runs[-1] if runs else None
            if last is not None and last.samples == 1 and run.samples == 1 and last.start is not None and run.start is not None:
                runs[-1] = Run(last.start, run.start - last.start, 2)
            elif last is not None and run.samples == 1 and last.start is not None and run.start is not None and _continues(last, run.start):
                runs[-1] = last._replace(samples=last.samples + 1)
            else:
                runs.append(run)
        yield replace(track, runs=tuple(runs))


def _continues(run: Run, value: float) -> bool:
    assert run.start is not None  # noqa: S101  # by its only caller
    return abs(run.start + run.step * run.samples - value) <= 1e-9 * max(abs(value), abs(run.step))


def paused(tracks: Iterable[Track], spans: Sequence[Span]) -> Iterator[Track]:
    """Yield the tracks without the samples of idle spans."""
    idle = [(first, first + span.steps) for first, span in zip(starts(spans), spans, strict=True) if span.level is None and span.steps]
    yield from (_without_all(track, idle) for track in tracks)


def only(tracks: Iterable[Track], steps: Iterable[int]) -> Iterator[Track]:
    """Yield the tracks with no other samples than those at `steps`."""
    known = sorted({-1, *steps})
    for track in tracks:
        end = sum(run.samples for run in track.runs)
        between = [(before + 1, after) for before, after in pairwise((*known, end)) if after > before + 1]
        yield _without_all(track, between)


def _without_all(track: Track, times: Sequence[tuple[int, int]]) -> Track:
    """Return a track without the samples of some times, each from its first step until before its last."""

    def without_them(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        for first, end in times:
            runs = tuple(_without(runs, first, end))
        return runs

    return track.changed(without_them)


def _without(runs: Sequence[Run], first: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        before = min(max(first - at, 0), run.samples)
        after = min(max(at + run.samples - end, 0), run.samples)
        within = run.samples - before - after
        if before:
            yield run._replace(samples=before)
        if within:
            yield Run(None, 0.0, within)
        if after:
            start = None if run.start is None else run.start + run.step * (run.samples - after)
            yield run._replace(start=start, samples=after)
        at += run.samples


def spread(tracks: Iterable[Track], every: int) -> Iterator[Track]:
    """Yield the tracks with `every` - 1 missing samples between two of theirs."""

    def apart(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        pairs = ((Run(None, 0.0, every - 1), Run(value, 0.0, 1)) for run in runs for value in run.values())
        return tuple(chain.from_iterable(pairs))[1:]

    for track in tracks:
        yield track.changed(apart)
