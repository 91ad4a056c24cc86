"""A guard that never holds, so that the alert never fires, or that always does and guards nothing.

Of an objective on time a guard tells which time counts: with one that never holds none does, and no alert on its budget ever fires.

Bad (-), good (+):
    use: [vllm]
    metrics:
      waiting: {pack: vllm, series: "vllm:num_requests_waiting"}
      cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       waiting: {above: 20, for: 5m, while: {cache: {above: 90}}}  # error
  +       waiting: {above: 20, for: 5m, while: {cache: {above: 90%}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.conventions import LIMIT_KEPT
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.raw import Knowledge, conditions, vain
from tocsin.source import KeyPath
from tocsin.threshold import Guard


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every guard of a threshold or an objective that decides nothing."""
    guarded = _guarded(checked)
    if not guarded or not checked.sound:
        return
    knowledge = Knowledge(checked)
    for rule in checked.rules:
        guards = guarded.get(rule.at, {}) if isinstance(rule, Alert) or rule.record == LIMIT_KEPT else {}
        asked = conditions(rule.expr) if guards else ()
        # The guards come last.
        for metric, condition in zip(guards, asked[-len(guards) :], strict=False):
            found = vain(condition, knowledge)
            if found is not None:
                yield Finding(
                    message=found.said,
                    help="write a limit between these" + (", or remove the guard" if found.holds else ""),
                    where=checked,
                    at=(*rule.at, "while", metric),
                )


def _guarded(checked: Checked) -> dict[KeyPath, Mapping[str, Guard]]:
    found: dict[KeyPath, Mapping[str, Guard]] = {each.at: each.threshold.while_ for each in checked.thresholds if each.threshold.while_}
    for at, subject in checked.subjects:
        found |= {(*at, "slos", name): slo.while_ for name, slo in subject.slos.items() if slo.while_}
    return found
