"""From the name of a metric to a Measure: what can be asked of it, with the series of one model."""

from tocsin.lower.metrics.binding import Metrics
from tocsin.lower.metrics.floor import with_floor

__all__ = ["Metrics", "with_floor"]
