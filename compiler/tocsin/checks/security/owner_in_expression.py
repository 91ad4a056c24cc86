"""An owner that ends the quotes of the expression that it is filled into: the rest of it is run as PromQL.

Facts are filled into raw expressions as texts. All others are names of Kubernetes or of this language, which hold no quotes.

Bad (-), good (+):
  - platform: {name: shop, namespace: ml, owner: 'ml",namespace!="other'}
  + platform: {name: shop, namespace: ml, owner: ml-team}
    use: [vllm]
    metrics:
      waiting: {expr: 'sum(vllm:num_requests_waiting{service="<< owner >>"})', unit: requests}  # error
    models: {chat: {workload: {deployment: chat}, thresholds: {waiting: {above: 9, for: 5m}}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.regex import late
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric

NEVER_ALLOWED: Final = True  # what is generated would be another program than what was written

_OWNER: Final = late(r"<<\s*owner\s*>>")
_ENDS_A_TEXT: Final = re.compile(r"[\"'`\\\n]")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every raw expression that asks for the owner, where one of the owners would break out of it."""
    spec = checked.resolved.spec
    owners: list[tuple[KeyPath, str | None]] = [(("platform", "owner"), spec.platform.owner)]
    owners += [((*at, "owner"), subject.owner) for at, subject in checked.subjects]
    unfit = [at for at, owner in owners if owner is not None and _ENDS_A_TEXT.search(owner)]
    for name, metric in spec.metrics.items() if unfit else ():
        found = _OWNER.search(metric.expr) if isinstance(metric, ExpressionMetric) else None
        if found is not None:
            yield Finding(
                message="the owner that is filled in here holds a quote or backslash, and what follows it would be run",
                help="name the owner without them",
                where=checked,
                at=("metrics", name, "expr"),
                within=found.span(),
                notes=(("the owner is", checked, unfit[0]),),
            )
