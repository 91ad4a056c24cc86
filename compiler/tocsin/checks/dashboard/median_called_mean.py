"""A median under the title of a mean: half of all requests may take any time, and the picture does not change.

Bad (-), good (+):
    metrics: {latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [100ms, 1s]}}
    dashboards:
      overview:
        rows:
          Speed:
  -         - latency: {quantiles: [p50], title: Mean latency}  # error
  +         - latency: {quantiles: [p50], title: Median latency}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.regex import late

_MEAN: Final = late(r"\b(mean|average|avg)\b", re.IGNORECASE)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every title that says mean of a panel that shows quantiles only."""
    for each in checked.pictures:
        lines = each.lines
        if lines.quantiles and lines.title is not None and _MEAN.search(lines.title):
            yield Finding(
                message=f"the panel shows {', '.join(lines.quantiles)}, and its title says mean",
                help="name the quantile, or define a metric `mean:` of the histogram and show that",
                where=checked,
                at=(*each.at, "title"),
            )
