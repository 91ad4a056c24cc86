"""Two scrapes of one page: every sample is stored twice under other labels, and every sum is twice as high.

Bad:
    models:
      chat: {workload: {deployment: llm}, scrape: {port: metrics}}
      code:
        workload: {deployment: llm}
        scrape: {port: metrics}  # error

Good:
    models:
      chat: {workload: {deployment: llm}, scrape: {port: metrics}}
      code: {workload: {deployment: code}, scrape: {port: metrics}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.ir.scrape import PodMonitor, ServiceMonitor


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every monitor that selects what another one of any platform in the same cluster selects, and asks for the same page."""
    seen: dict[tuple[object, ...], tuple[Checked, ServiceMonitor | PodMonitor]] = {}
    for checked in estate:
        for monitor in checked.platform.monitors:
            if not isinstance(monitor, ServiceMonitor | PodMonitor):
                continue
            labels = tuple(sorted(monitor.selector.items()))
            page = (type(monitor), monitor.target_namespace, labels, monitor.port, monitor.path)
            known = [seen.setdefault((key, *page), (checked, monitor)) for key in checked.clusters]
            first, other = next((each for each in known if each[0] is not checked), known[0])
            # One object generated twice is another fault: object/duplicate.
            if other is not monitor and (other.namespace, other.name) != (monitor.namespace, monitor.name):
                yield Finding(
                    message=f"`{other.name}` scrapes the same page, so every sum over it is doubled",
                    help="scrape it once: name the existing job with `scrape: {job: …}` here, or remove one of the two",
                    where=checked,
                    at=monitor.at,
                    part="key",
                    notes=(("the other one is", first, other.at),),
                )
