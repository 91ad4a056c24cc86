"""A pattern for a part of a label's value: the whole is compared, so that it matches next to nothing, and the alert never fires.

`5*` is no name of files: it is `5`, `55` and so on. What begins with `^` and does not say how the value ends is the value alone.
https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    platform: {cluster: {prometheus: {release: monitoring}}}
    metrics:
      requests: {series: http_requests_total, type: counter, unit: requests, labels: {code: status}}
  -   errors: {ratio: {of: requests, where: {code: {matches: "5*"}}}}  # error
  +   errors: {ratio: {of: requests, where: {code: {matches: "5.*"}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers
from tocsin.regex.parts import whole
from tocsin.section.matching import Matching


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern of a `where`, or of a raw expression, by which only a part of a value can be meant."""
    for each in checked.conditions:
        for label, match in each.where.items():
            for key in ("matches", "not_matches") if isinstance(match, Matching) else ():
                pattern = getattr(match, key)
                meant = None if pattern is None else whole(pattern)
                if meant is not None:
                    yield Finding(message=_SAID.format(pattern), help=f"write `{meant}`", where=checked, at=(*each.at, label, key))
    for written, _, matcher, seen in matchers(checked):
        # Of an anchor `promql/redundant-anchor` tells.
        meant = whole(matcher.value) if matcher.op in {"=~", "!~"} and matcher.value.endswith("*") else None
        if meant is not None:
            yield written.finding(_SAID.format(matcher.value), f"write `{meant}`", written.matcher(matcher, seen))


_SAID = "the whole value is compared, of which `{}` is a part"
