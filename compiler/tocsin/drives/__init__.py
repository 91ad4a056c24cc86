"""What brings the value of a metric to a level: the series by which an alert is proved, told by what the metric means."""

from tocsin.drives.drive import Drive
from tocsin.drives.of_measure import drive_of, quantile_of
from tocsin.drives.values import Absence, Counter, Gauge
from tocsin.drives.world import Run, Span, Track, starts

__all__ = ["Absence", "Counter", "Drive", "Gauge", "Run", "Span", "Track", "drive_of", "quantile_of", "starts"]
