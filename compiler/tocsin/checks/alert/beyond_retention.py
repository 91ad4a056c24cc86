"""A rule that reads further back than samples are kept: it reads nothing, and stays silent for ever.

What is not said is not checked: the default is the chart's (10 days) or Prometheus' (15), or a store behind it has it all.
https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects

Bad (-), good (+):
    platform: {stack: {prometheus: {retention: 2d}}}
    metrics: {errors: {series: errors_total, type: counter, labels: {model: model}}}
    models:
      chat:
        thresholds:
  -       errors: {change: {above: 3x, offset: 7d}, for: 5m}  # error
  +       errors: {change: {above: 3x, offset: 1d}, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import promql
from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield each place of the spec whose rules read further back than the platform's own stack keeps samples.

    What is not said is not checked: the default is the chart's (10 days) or Prometheus' (15), or a store behind it has it all.
    https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
    """
    stack = checked.resolved.spec.platform.stack
    kept = stack.prometheus.retention if stack is not None else None
    if kept is None:
        return
    kept_ms = parse_duration(kept) or 0
    said = set()
    for rule in checked.rules:
        reach_ms = promql.max_window_ms(rule.expr)
        if reach_ms > kept_ms and rule.at not in said:
            said.add(rule.at)
            yield Finding(
                message=f"this reads {format_duration(reach_ms)} back, and samples are kept for {kept}",
                help="read less, or raise `platform.stack.prometheus.retention`",
                where=checked,
                at=rule.at,
                part="key",
            )
