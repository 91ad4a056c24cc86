"""A scrape at a port that the workload does not have: nothing is found, or nothing answers.

`workload: {ports: …}` says which ports its manifest has; where it does not say it, nothing is checked.

Bad (-), good (+):
    models:
      chat:
        workload: {deployment: chat, ports: {http: 8080, metrics: 9400}}
  -     scrape: {port: http-metrics}  # error
  +     scrape: {port: metrics}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape whose port is none of those that its workload is said to have."""
    for each in checked.scrapes:
        port, ports = each.scrape.port, each.subject.workload.ports if each.subject.workload is not None else {}
        if not ports or each.scrape.job is not None or port is None or port in ports or port in ports.values():
            continue
        named = f"one of {', '.join(f'`{name}` ({number})' for name, number in sorted(ports.items()))}"
        yield Finding(
            message=f"the workload has no port `{port}`",
            help=did_you_mean(port, ports) if isinstance(port, str) else named,
            where=checked,
            at=(*each.at, "port"),
            notes=(("its ports are", checked, (*each.at[:2], "workload", "ports")),),
        )
