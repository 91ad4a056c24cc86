"""What to write in place of a function that Prometheus refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_INSTEAD: Final[Mapping[str, str]] = {
    # Renamed in Prometheus 3 and experimental there: https://prometheus.io/docs/prometheus/latest/migration/#promql
    "holt_winters": "write `avg_over_time` over a longer range; Prometheus 3 has `holt_winters` no more",
    "double_exponential_smoothing": "write `avg_over_time` over a longer range",
    "mad_over_time": "write `stddev_over_time`",
    "sort_by_label": "leave the order to who shows it: rules have none",
    "sort_by_label_desc": "leave the order to who shows it: rules have none",
    "limitk": "write `topk`",
    "limit_ratio": "write `topk`",
    "info": "join the labels: `* on (instance, job) group_left (version) target_info`",
    "first_over_time": "write `min_over_time`, or an `offset`",
}
_USUAL: Final = "correct the expression; what Prometheus 3.5 reads is allowed"


def remedy(message: str) -> str:
    """Return what to type instead of what a ParseFailure's message refuses.

    >>> remedy("unknown function with name 'holt_winters'")
    'write `avg_over_time` over a longer range; Prometheus 3 has `holt_winters` no more'
    """
    return next((instead for name, instead in _INSTEAD.items() if f"'{name}'" in message or f"`{name}`" in message), _USUAL)
