"""A scrape at a port that the workload does not have: nothing is found, or nothing answers.

`workload: {ports: …}` says which ports its manifest has; where it does not say it, nothing is checked.

Bad:
    models:
      chat:
        workload: {deployment: chat, ports: {http: 8080, metrics: 9400}}
        scrape: {port: http-metrics}  # error

Good:
    models:
      chat:
        workload: {deployment: chat, ports: {http: 8080, metrics: 9400}}
        scrape: {port: metrics}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape whose port is none of those that its workload is said to have."""
    for at, subject in checked.subjects:
        workload, scrape = subject.workload, subject.scrape
        if workload is None or not workload.ports or scrape is None or scrape.job is not None or scrape.port is None:
            continue
        if scrape.port in workload.ports or scrape.port in workload.ports.values():
            continue
        named = f"one of {', '.join(f'`{name}` ({number})' for name, number in sorted(workload.ports.items()))}"
        yield Finding(
            message=f"the workload has no port `{scrape.port}`",
            help=did_you_mean(scrape.port, workload.ports) if isinstance(scrape.port, str) else named,
            where=checked,
            at=(*at, "scrape", "port"),
            notes=(("its ports are", checked, (*at, "workload", "ports")),),
        )
