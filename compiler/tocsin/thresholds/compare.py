"""A challenger against a champion: one metric of two versions that serve at the same time, for canaries and A/B tests.

The z statistic is that of two proportions with pooled variance, z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)), where p is the share in
both samples together: https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm. A rule looks at it again and again, and each look is
another chance to be fooled: |z| > 1.96, which a single look exceeds in 5% of equal pairs, is then too little for a verdict.
https://www.evanmiller.org/how-not-to-run-an-ab-test.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from msgspec import Struct
from pydantic import Field, Strict, model_validator

from tocsin.drives import Drive, Rivals, drive_of
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Measure, is_proportion, samples
from tocsin.promql import Binary, Call, Expr, Number, add, both, divide, multiply, subtract
from tocsin.section import LabelName, Period, Section, mistake
from tocsin.section.verbatim import Verbatim
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Amounts, Step, amounts, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal
from tocsin.units import UNITS, Unit

_USUAL_LEAST = 1000
_STANDARD_ERRORS = Unit(
    name="standard_errors", dimension="count", value='{{ $value | printf "%.1f" }} standard errors', suffix=" standard errors"
)


class Gap(Section):
    """How far the challenger may be from the champion, in one direction."""

    above: Amounts | None = None
    """Bad when greater than this."""
    below: Amounts | None = None
    """Bad when less than this."""

    @model_validator(mode="after")
    def _one(self) -> Gap:
        if (self.above is None) == (self.below is None):
            raise mistake("threshold/two-conditions", "a comparison has one limit", "write `above:` or `below:`; for both, two thresholds")
        return self


class Analysis(Section):
    """An AnalysisTemplate of Argo Rollouts: as often as told, until a measurement fails or all have passed."""

    every: Period = "5m"
    """Time between two measurements."""
    times: Annotated[int, Field(gt=0)] = 12
    """How many. When none of them had samples enough, the rollout pauses for a person to decide."""


class Versions(Section):
    """Which versions are compared, how, and over how many samples."""

    label: LabelName
    """The dimension or label that tells the versions apart."""
    champion: Verbatim
    """The version that serves."""
    challenger: Verbatim
    """The version that may replace it."""
    ratio: Gap | None = None
    """The challenger's value divided by the champion's: `{above: 120%}`."""
    difference: Gap | None = None
    """The challenger's value minus the champion's: `{above: 20ms}`, for shares in points: `{below: -2%}`."""
    z: Gap | None = None
    """How many standard errors the challenger's share is from the champion's: `{below: -3}`."""
    over: Period
    """Over this window."""
    at_least: Annotated[int, Field(gt=0)] | None = None
    """Least number of samples of each version within the window; default: 1000 where samples are counted."""
    analysis: Annotated[bool, Strict()] | Analysis = False
    """Whether Argo Rollouts is to ask the same of each rollout: an AnalysisTemplate with the versions as arguments."""

    @model_validator(mode="after")
    def _sound(self) -> Versions:
        if sum(gap is not None for gap in (self.ratio, self.difference, self.z)) != 1:
            remedy = "write one of `ratio:`, `difference:`, `z:`"
            raise mistake("threshold/two-conditions", "versions are compared in one way", remedy)
        for limit in amounts(self.ratio.above) + amounts(self.ratio.below) if self.ratio is not None else ():
            if limit.amount <= 0:
                message = f"a ratio is never below 0, so `{limit.text}` says nothing"
                raise mistake("threshold/impossible-limit", message, "write more than 0, for example `120%`")
        if self.champion == self.challenger:
            raise mistake("threshold/one-version", f"`{self.champion}` is compared with itself", "name two versions")
        return self

    @property
    def way(self) -> tuple[Literal["ratio", "difference", "z"], Gap]:
        """How the versions are compared, and the limit."""
        if self.ratio is not None:
            return "ratio", self.ratio
        if self.difference is not None:
            return "difference", self.difference
        if self.z is not None:
            return "z", self.z
        raise AssertionError("validated: exactly one is given")


class _Arm(Struct, frozen=True):
    """One version: its value, and how many samples that is of."""

    value: Expr
    samples: Expr | None
    """None: nobody counts them, and then there is no z statistic."""
    drive: Drive | None


class Kind(Threshold):
    """A challenger against a champion."""

    KEYS: ClassVar = ("compare",)
    LEVEL: ClassVar = False

    compare: Versions
    """Which versions are compared, and how: `{label: model_version, champion: v1, challenger: v2, z: {below: -3}, over: 1d}`."""

    @model_validator(mode="after")
    def _apart(self) -> Kind:
        if self.over is not None:
            raise mistake("threshold/two-windows", "a comparison has its own window", "write `over:` within `compare:` only")
        if self.at_least is not None:
            remedy = "write `at_least:` within `compare:`, as a number of samples"
            raise mistake("threshold/bad-traffic-guard", "a comparison counts samples, not traffic", remedy)
        if self.compare.label in self.by or self.compare.label in self.where:
            message = f"`{self.compare.label}` tells the versions apart, so nothing else can be asked of it"
            raise mistake("threshold/compared-label", message, f"remove `{self.compare.label}` from `by:` and `where:`")
        return self

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        way, gap = self.compare.way
        steps = ladder(gap.above, "above", ">") if gap.above is not None else ladder(gap.below or {}, "below", "<")
        return tuple(Step(severity=step.severity, bounds=step.bounds, path=("compare", way, *step.path)) for step in steps)

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the window of both versions."""
        return {("compare", "over"): self.compare.over}

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal | None:  # noqa: ARG002  # the window is the kind's own, and the fairest aggregation the mean
        """Return the challenger's value against the champion's, nothing while either has too few samples."""
        way, _ = self.compare.way
        if way == "z" and not is_proportion(measure):
            return Refusal(
                message="is no share of counted events, so it has no z statistic",
                remedy="use `ratio:` or `difference:`, or a metric with `ratio:` of counters or `share_below:`",
                path=("compare", "z"),
            )
        if self.compare.at_least is not None and samples(measure, window_ms=self._window_ms) is None:
            message = "is not made of counted events, so its samples cannot be guarded"
            return Refusal(message=message, remedy="remove `at_least:`", path=("compare", "at_least"), code="threshold/bad-traffic-guard")
        if measure.value(window=self._window_ms) is None:
            return NO_SINGLE_VALUE
        challenger, champion = self._arm(self.compare.challenger, others), self._arm(self.compare.champion, others)
        if challenger is None or champion is None:
            return None
        window = format_duration(self._window_ms)
        parts = [
            (f"{role}_{what}_{window}", expr)
            for role, arm in (("challenger", challenger), ("champion", champion))
            for what, expr in (("value", arm.value), ("samples", arm.samples))
            if expr is not None
        ]
        pooled = _pooled(challenger, champion)
        if way == "z":
            parts.append((f"pooled_value_{window}", pooled))
        guarded, unit = {
            "ratio": (divide(challenger.value, champion.value), UNITS["ratio"]),
            "difference": (subtract(challenger.value, champion.value), measure.unit),
            "z": (_z(challenger, champion, pooled), _STANDARD_ERRORS),
        }[way]
        for arm in (challenger, champion):
            if arm.samples is not None:
                guarded = both(guarded, Binary(">=", arm.samples, Number(float(self.compare.at_least or _USUAL_LEAST))))
        return Reading(
            value=guarded,
            unit=unit,
            title=f"of {self.compare.challenger} {_WORDS[way]} that of {self.compare.champion}",
            operation=f"{way}_{window}",
            records=tuple(parts),
            drive=self._drive(challenger, champion),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "ChallengerHigh" if self.compare.way[1].above is not None else "ChallengerLow"

    @property
    def _window_ms(self) -> int:
        return parse_duration(self.compare.over) or 0

    def _arm(self, version: str, others: Others) -> _Arm | None:
        measure = others(None, ("compare", "label"), where={self.compare.label: version})
        if measure is None:
            return None
        # An error counter that never counted is a share of 0, and the mean is the one aggregation that is fair to both.
        value = measure.value(window=self._window_ms, aggregate=self.aggregate or "avg", low=True, smooth=True)
        if value is None:
            return None
        drive = drive_of(measure, window_ms=self._window_ms, aggregate=self.aggregate or "avg", low=True, smooth=True)
        return _Arm(value, samples(measure, window_ms=self._window_ms), drive)

    def _drive(self, challenger: _Arm, champion: _Arm) -> Drive | None:
        if challenger.drive is None or champion.drive is None:
            return None
        counted = challenger.samples is not None and champion.samples is not None
        return Rivals(
            challenger=challenger.drive,
            champion=champion.drive,
            way=self.compare.way[0],
            window_ms=self._window_ms,
            at_least=float(self.compare.at_least or _USUAL_LEAST) if counted else None,
        )


_WORDS = {"ratio": "divided by", "difference": "minus", "z": "against"}


def _pooled(challenger: _Arm, champion: _Arm) -> Expr:
    """Return the share in both samples together."""
    challengers, champions = challenger.samples or Number(0.0), champion.samples or Number(0.0)
    events = add(multiply(challenger.value, challengers), multiply(champion.value, champions))
    return divide(events, add(challengers, champions))


def _z(challenger: _Arm, champion: _Arm, pooled: Expr) -> Expr:
    """Return by how many standard errors the shares differ: where nothing or everything is an event 0 / 0, no number and no alert."""
    sizes = add(divide(1.0, challenger.samples or Number(0.0)), divide(1.0, champion.samples or Number(0.0)))
    variance = multiply(multiply(pooled, subtract(1.0, pooled)), sizes)
    return divide(subtract(challenger.value, champion.value), Call("sqrt", (variance,)))
