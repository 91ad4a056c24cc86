"""A text that names a label which the alert's series have not got: it stays empty, without a word.

`$labels` are the labels of the value that is compared: what an aggregation has removed is gone, and what the rule adds (`severity`, labels
of the platform) is not among them. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating

Bad (-), good (+):
    use: [dcgm-exporter]
    components:
      gpus:
        runtime: dcgm-exporter
        defaults: false
        workload: {daemonset: dcgm-exporter}
        scrape: {port: metrics}
        thresholds:
          DCGM_FI_DEV_GPU_TEMP:
            above: 85C
            for: 5m
            by: [node, gpu]
  -         description: "GPU {{ $labels.gpu }} on {{ $labels.kubernetes_node }} is hot"  # error
  +         description: "GPU {{ $labels.gpu }} on {{ $labels.Hostname }} is hot"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.promql import output_labels
from tocsin.raw import Knowledge, may_have, written_at
from tocsin.regex import late
from tocsin.section.naming import annotation_place

_LABEL: Final = late(r"(?:\$labels|\.Labels)\.(\w+)|index\s+(?:\$labels|\.Labels)\s+\"([^\"]+)\"")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label in an annotation that no sample of its alert has."""
    knowledge: Knowledge | None = None
    for alert in checked.alerts:
        for key, text in alert.annotations.items():
            for found in _LABEL.finditer(text) if "abels" in text else ():
                knowledge = knowledge or Knowledge(checked)
                label = found[1] or found[2]
                # What a fact brings into the text is made from the alert, and told where it is asked for.
                start = (written_at(checked, annotation_place(alert.at, key)) or "").find(found[0])
                if start >= 0 and not may_have(alert.expr, label, knowledge):
                    yield _finding(checked, alert, key, label, (start, start + len(found[0])))


def _finding(checked: Checked, alert: Alert, key: str, label: str, within: tuple[int, int]) -> Finding:
    labels = output_labels(alert.expr)
    there = ", ".join(f"`{each}`" for each in sorted((labels.only or frozenset()) | labels.fixed.keys() - {"__name__"}))
    own = ": it is one that the rule itself sets" if label in alert.labels else ""
    return Finding(
        message=f"the value that `{alert.name}` compares has no label `{label}`{own}",
        help=f"keep it with `by: [{label}]`" + (f", or name one of {there}" if there else ""),
        where=checked,
        at=annotation_place(alert.at, key),
        within=within,
    )
