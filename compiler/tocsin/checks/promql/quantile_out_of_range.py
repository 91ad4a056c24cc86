"""A quantile that is none: above 1 it is +Inf, below 0 it is -Inf, whatever happens.

Quantiles are written as shares: the 95th percentile is 0.95. https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile

Bad (-), good (+):
    use: [vllm]
    metrics:
      slow:
  -     expr: histogram_quantile(95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))  # error
  +     expr: histogram_quantile(0.95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
        unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Call, Number
from tocsin.raw import expressions

_PER_CENT: Final = 100


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every quantile that is not between 0 and 1."""
    for written in expressions(checked):
        for node, seen in (*written.of(Call), *written.of(Aggregate)):
            match node:
                case Call("histogram_quantile" | "quantile_over_time", (Number(quantile), *_)):
                    pass
                case Aggregate("quantile", param=Number(quantile)):
                    pass
                case _:
                    continue
            if not 0 <= quantile <= 1:
                share = f"{quantile / _PER_CENT:g}" if 0 <= quantile <= _PER_CENT else "0.95"
                yield written.finding(f"`{quantile:g}` is no quantile: they lie between 0 and 1", f"write `{share}`", seen)
