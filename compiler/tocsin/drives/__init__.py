"""What brings the value of a metric to a level: the series by which an alert is proved, told by what the metric means."""

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
