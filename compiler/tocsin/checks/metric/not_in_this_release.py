"""A series that the releases in use do not serve: it was renamed, removed, or is not there yet.

`use: [vllm@0.12]` or `runtime: vllm@0.12` says which releases run; without it the newest that the catalogue knows is meant. While two
are in use (`vllm@0.11-0.12`), a renamed series is read by both names, and only what one of them lacks for good is a fault.

Bad:
    use: [vllm@0.12]
    metrics:
      cache: {series: "vllm:gpu_cache_usage_perc"}  # error

Good:
    use: [vllm@0.8-0.12]
    metrics:
      cache: {series: "vllm:kv_cache_usage_perc"}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog import removal
from tocsin.diagnostics import Remedy
from tocsin.finding import Checked, Finding
from tocsin.raw import Named, named


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place that reads a series which some release in use does not serve under any name."""
    for each in named(checked):
        releases = each.pack.releases
        if releases is None:
            if each.metric.status == "removed" and each.metric.released_with is None:
                yield each.finding(_gone(each), _instead(each) or f"state the releases in use: `{each.pack.name}@…`")
            continue
        presence = releases.presence(each.metric)
        spelled = each.pack.spelled(each.metric.name)
        if presence == "always" or len(spelled) > 1:
            continue
        message = _gone(each)
        if presence in {"at last", "never"} and each.metric.since is not None and not _over(each):
            message = f"`{each.metric.name}` came with {each.pack.name} {each.metric.since}, and {releases.text} is in use"
        yield each.finding(message, _instead(each) or "use another series, or state the releases that are in use")


def _over(each: Named) -> bool:
    """Tell whether the oldest release in use has the series already, so that it is a later one that lacks it."""
    return each.pack.releases is not None and each.pack.releases.presence(each.metric) == "at first"


def _gone(each: Named) -> str:
    since = removal(each.metric)
    return f"{each.pack.name} serves `{each.metric.name}` no more" + (f" since {since}" if since is not None else "")


def _instead(each: Named) -> str:
    names = each.pack.spelled(each.series)
    if names and names[0] != each.series:
        return _written(each, names[0])
    new = each.pack.successor(each.series)
    return _written(each, new) if new is not None and each.pack.releases is None else ""


def _written(each: Named, new: str) -> str:
    return Remedy(f"write `{new}`", given=each.series, instead=new)
