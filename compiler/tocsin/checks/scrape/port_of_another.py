"""A scrape at the port by which another program is known: what answers there is not this one.

Only numbers are looked at that a single program of the catalogue has: 10250 is the kubelet's, and kube-state-metrics is at 8080.

Bad (-), good (+):
    components:
      cluster:
        runtime: kube-state-metrics
        workload: {deployment: kube-state-metrics}
  -     scrape: {port: 10250}  # error
  +     scrape: {port: 8080}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from tocsin import catalog
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape at a port that belongs to one other pack, of a runtime whose own port is known."""
    for each in checked.scrapes:
        port, runtime = each.scrape.port, each.subject.runtime
        if not isinstance(port, int) or runtime not in catalog.names():
            continue
        own, others = _ports(runtime), _owners().get(port, frozenset())
        endpoint = catalog.load(runtime).endpoint
        if endpoint is not None and endpoint.beside:
            continue  # no port is its own: scrape/port-without-metrics
        if own and port not in own and len(others) == 1:
            (other,) = others
            yield Finding(
                message=f"{port} is the port of `{other}`",
                help=f"`{runtime}` serves its metrics at {' or '.join(f'`{number}`' for number in sorted(own))}",
                where=checked,
                at=(*each.at, "port"),
            )


def _ports(pack: str) -> frozenset[int]:
    known = catalog.load(pack)
    endpoints = (*known.other_endpoints.values(), *((known.endpoint,) if known.endpoint is not None else ()))
    return frozenset(endpoint.port for endpoint in endpoints if endpoint.port is not None)


@cache
def _owners() -> Mapping[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for pack in catalog.names():
        for port in _ports(pack):
            found[port] = found.get(port, frozenset()) | {pack}
    return found
