"""A threshold on a rate, an increase, a quantile or a forecast that is exactly a number: it hardly ever is, and the alert never fires.

Rates are extrapolated to the ends of their window, quantiles interpolated in a bucket. Only 0 is exact: nothing came.
https://prometheus.io/docs/prometheus/latest/querying/functions/#rate

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       requests: {equals: 3/s, for: 5m}  # error
  +       requests: {below: 3/s, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import Recording
from tocsin.promql import Expr, Selector, substitute
from tocsin.raw import estimated


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold that asks whether an estimate equals a number other than 0."""
    recorded = {rule.record: rule.expr for rule in checked.rules if isinstance(rule, Recording)}

    def made_of(node: Expr) -> Expr | None:
        return recorded.get(node.metric or "") if isinstance(node, Selector) else None

    for alert in checked.alerts:
        # models.<name>.thresholds.<name>
        if alert.at[2:3] == ("thresholds",) and any(op in {"==", "!="} and limit for op, limit in alert.limits):
            estimate = estimated(substitute(alert.value, made_of))
            if estimate is not None:
                yield Finding(
                    message=f"`{alert.name}` fires {alert.condition}, and what `{estimate}` says is hardly ever exactly a number",
                    help="write `above:`, `below:` or `outside:`",
                    where=checked,
                    at=(*alert.at, "equals"),
                )
