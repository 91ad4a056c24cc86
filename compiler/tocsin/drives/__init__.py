"""Make the input series of proofs: for a value that an alert watches, series that give it exactly the level that a test wants.

A proof is a promtool test: series go in, and the test says which alerts fire when. The series follow from what the metric means (a share of
6% is 6 errors among 100 requests) and never from the expression under test, or a wrong expression would prove itself.

The words of this package and of `tocsin.emit.proving`:

- drive: knows which series give one value any level; there is a class for each way in which a value is made.
- level: the value at one evaluation. pace: how much traffic there is, as a multiple of the usual. idle: nothing happens, no traffic at all.
- world: all series of one test. track: one series of it with all its samples. stranger: a track that must not count, because it differs
  from what is read in one label; it is there to prove that the expression refuses it.
- step: the time between two evaluations. grain: the time between two samples, a part of a step. span: some steps with one level and pace.
- turn: where labels tell several values of one metric apart, the number of one of them. 1 is the value that the test moves; the
  others stay calm, to prove that they are not mixed up with it.
- guard: a second value that must also hold for the alert to fire, such as enough traffic.
"""

from tocsin.drives.changes import Changing
from tocsin.drives.difference import Difference
from tocsin.drives.distance import Distance, FromBaseline, FromBefore
from tocsin.drives.drive import NEAR, Drive
from tocsin.drives.echo import Echo
from tocsin.drives.history import Beside, Relative, Rolling, Seasonal
from tocsin.drives.of_measure import drive_of, quantile_of
from tocsin.drives.quotient import Quotient
from tocsin.drives.rivals import Rivals
from tocsin.drives.shares import Share
from tocsin.drives.trends import Growing, Predicted
from tocsin.drives.values import Absence, Counter, Gauge
from tocsin.drives.world import Run, Span, Track

__all__ = [
    "NEAR",
    "Absence",
    "Beside",
    "Changing",
    "Counter",
    "Difference",
    "Distance",
    "Drive",
    "Echo",
    "FromBaseline",
    "FromBefore",
    "Gauge",
    "Growing",
    "Predicted",
    "Quotient",
    "Relative",
    "Rivals",
    "Rolling",
    "Run",
    "Seasonal",
    "Share",
    "Span",
    "Track",
    "drive_of",
    "quantile_of",
]
