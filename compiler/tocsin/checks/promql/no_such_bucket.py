"""A bucket that the histogram has not got: `le` is compared as a text, and nothing is selected between two edges.

Bad (-), good (+):
    use: [vllm]
    metrics:
      fast:
  -     expr: sum(rate(vllm:e2e_request_latency_seconds_bucket{le="1.2"}[5m]))  # error
  +     expr: sum(rate(vllm:e2e_request_latency_seconds_bucket{le="1.5"}[5m]))
        unit: requests_per_second
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.annotation import plain
from tocsin.finding import Checked, Finding
from tocsin.measures.edges import REWRITTEN_SINCE, stored
from tocsin.raw import series


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `le` that is no edge, where the edges are known."""
    for written, selector, known, seen in series(checked):
        for matcher in selector.matchers if known.buckets and known.part == "_bucket" else ():
            if matcher.label != "le" or matcher.op != "=" or matcher.value == "+Inf":
                continue
            edge = _number(matcher.value)
            if edge is None or edge not in known.buckets:
                edges = ", ".join(f"`{_shown(checked, each)}`" for each in known.buckets)
                place = written.matcher(matcher, seen)
                yield written.finding(f"`{known.metric}` has no bucket with the edge `{matcher.value}`", f"use one of {edges}", place)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(checked: Checked, edge: float) -> str:
    text = plain(edge)
    return text if checked.platform.cluster.prometheus < REWRITTEN_SINCE else stored(text)
