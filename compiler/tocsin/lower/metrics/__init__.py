"""From a metric's name to what can be asked of it for one model: a Measure with the right series."""

from tocsin.lower.metrics.binding import Metrics
from tocsin.lower.metrics.floor import with_floor

__all__ = ["Metrics", "with_floor"]
