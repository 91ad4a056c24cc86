"""A guard that never holds, so that the alert never fires, or that always does and guards nothing.

Bad:
    use: [vllm]
    metrics:
      waiting: {pack: vllm, series: "vllm:num_requests_waiting"}
      cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          waiting: {above: 20, for: 5m, while: {cache: {above: 90}}}  # error

Good:
    use: [vllm]
    metrics:
      waiting: {pack: vllm, series: "vllm:num_requests_waiting"}
      cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          waiting: {above: 20, for: 5m, while: {cache: {above: 90%}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import Knowledge, conditions, vain


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every guard of a threshold that decides nothing."""
    guarded = {each.at: each.threshold.while_ for each in checked.thresholds if each.threshold.while_}
    if not guarded or not checked.sound:
        return
    knowledge = Knowledge(checked)
    for alert in checked.alerts:
        guards = guarded.get(alert.at, {})
        asked = conditions(alert.expr) if guards else ()
        # The guards come last.
        for metric, condition in zip(guards, asked[-len(guards) :], strict=False):
            found = vain(condition, knowledge)
            if found is not None:
                yield Finding(
                    message=found.said,
                    help="write a limit between these" + (", or remove the guard" if found.holds else ""),
                    where=checked,
                    at=(*alert.at, "while", metric),
                )
