"""An alert or autoscaler on `irate`: it looks at the last two samples only, so one brief dip resets the wait, and one peak scales.

`irate` is for graphs; rules use `rate`. https://prometheus.io/docs/prometheus/latest/querying/functions/#irate

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   tokens: {expr: 'sum(irate(vllm:generation_tokens_total[5m]))', unit: tokens_per_second}  # error
  +   tokens: {expr: 'sum(rate(vllm:generation_tokens_total[5m]))', unit: tokens_per_second}
    components:
      gateway: {workload: {deployment: gateway}, thresholds: {tokens: {below: 1, for: 10m}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Call
from tocsin.raw import is_acted_on, parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `irate` and `idelta` that an alert or autoscaler acts on."""
    for written, call, seen in parts(checked, Call):
        if call.function in {"irate", "idelta"} and is_acted_on(checked, written.name):
            better = "rate" if call.function == "irate" else "delta"
            yield written.finding(f"`{call.function}` sees the last two samples only", f"write `{better}`", seen)
