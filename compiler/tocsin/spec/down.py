"""The section `down` of a scrape: when targets that do not answer are an alert."""

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from tocsin.section import Amount, Distinct, LabelName, Period, Section, mistake


class TargetsDown(Section):
    """How long, and how many: all of the targets, each by itself, or more than a share of them."""

    for_: Period = Field(default="3m", alias="for")
    """How long they may be down or missing."""
    by: Distinct[LabelName] | None = None
    """One alert for each value of these labels of the targets: `[instance]`. Default: `[instance]` of what runs on each node (a DaemonSet,
    an exporter of nodes or GPUs); of anything else `[]`, all of them together. `platform.health` asks the same. Where several `targets:`
    are named and neither this nor `above` is said, one of them that is down is a warning besides.
    """
    above: Amount | None = None
    """Bad when more than this share of the targets is down: `10%`; default: when all are."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.above is None:
            return self
        if self.by:
            remedy = "keep `by:` for an alert of each, or `above:` for one of many"
            raise mistake("threshold/two-conditions", "a single target is down or not: it has no share", remedy)
        if self.above.dimension not in {None, "percent"} or not 0 <= self._down < 1:
            message = f"`{self.above.text}` is no share of the targets that could be exceeded"
            raise mistake("threshold/impossible-limit", message, "write a share below 100%, for example `10%`")
        return self

    @property
    def answering(self) -> float | None:
        """The share of the targets that must answer; None: not a share is asked for."""
        return None if self.above is None else float(1 - self._down)

    @property
    def _down(self) -> Decimal:
        share = Decimal(0) if self.above is None else self.above.amount
        return share / 100 if self.above is not None and self.above.dimension == "percent" else share
