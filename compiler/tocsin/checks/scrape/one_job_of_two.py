"""Two scrapes on two ports of one Service: both have its name as `job`, so that nobody hears of one port while the other answers.

prometheus-operator makes `job` of the Service's name, whatever the port; a PodMonitor's is its own.
https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitorSpec

Bad:
    models:
      chat: {workload: {deployment: chat}, scrape: {port: http}}
    components:
      guardrail:
        workload: {deployment: chat}
        scrape: {port: guardrail}  # error

Good:
    models:
      chat: {workload: {deployment: chat}, scrape: {port: http}}
    components:
      guardrail: {workload: {deployment: chat}, scrape: {port: guardrail, through: pods}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import ServiceMonitor


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every monitor of a Service whose series have the job of those that an earlier one scrapes on another port or path."""
    jobs = {subject.at: subject.job for subject in checked.platform.subjects}
    first: dict[tuple[str | None, str], ServiceMonitor] = {}
    for monitor in checked.platform.monitors:
        if not isinstance(monitor, ServiceMonitor):
            continue
        other = first.setdefault((jobs[monitor.at[:2]], monitor.target_namespace), monitor)
        # The same page twice is another fault: scrape/twice.
        if (other.port, other.path) != (monitor.port, monitor.path):
            yield Finding(
                message=f"what it scrapes has the job of `{other.name}`, and nothing tells the two apart",
                help="write `through: pods` here, with the container's port: its job is its own then",
                where=checked,
                at=monitor.at,
                part="key",
                notes=(("the other one is", checked, other.at),),
            )
