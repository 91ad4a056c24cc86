"""The health of a job that nobody scrapes: `up` has no such series, and is neither 0 nor 1.

With prometheus-operator `job` is the name of the Service, or what `job_label` says; an existing job is named by a component's
`scrape: {job: ...}`. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitorSpec

Bad (-), good (+):
    models:
      forecast: {workload: {deployment: forecast}, scrape: {port: http}}
    metrics:
  -   endpoint: {expr: 'min(up{job="model-serving"})', unit: bool}  # error
  +   endpoint: {expr: 'min(up{job="<< job >>"})', unit: bool}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.ir import Probe
from tocsin.promql import Matcher
from tocsin.raw import Written, matchers
from tocsin.regex import late

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every `up` of a job that no platform scrapes; those of packs are called like their packs."""
    jobs = {job for checked in estate for subject in checked.platform.subjects if (job := subject.job) is not None}
    jobs -= {each.scrape.job for checked in estate for _, each in checked.subjects if each.scrape is not None and each.scrape.pushed}
    jobs |= {monitor.job for checked in estate for monitor in checked.platform.monitors if isinstance(monitor, Probe)}
    for checked in estate:
        known = jobs | set(checked.resolved.packs)
        for written, selector, matcher, seen in matchers(checked):
            asked = _asked(matcher) if selector.metric == "up" and matcher.label == "job" else ()
            missing = next((each for each in asked if each not in known and not _filled(written, each)), None)
            if missing is None:
                continue
            message = f"no scrape here has the job `{missing}`"
            named = f"name it in a component: `scrape: {{job: {missing}}}`"
            nearest = f"{did_you_mean(missing, jobs)}; or {named}" if jobs else named
            remedy = "write facts as `<< job >>`" if "{" in missing else nearest
            yield written.finding(message, remedy, written.matcher(matcher, seen))


def _asked(matcher: Matcher) -> Sequence[str]:
    """Return the jobs that a matcher names, one or several parted by bars."""
    if matcher.op == "=":
        return (matcher.value,)
    return matcher.value.split("|") if matcher.op == "=~" and _LISTED.fullmatch(matcher.value) else ()


_LISTED: Final = late(r"[\w/-]+(\|[\w/-]+)+")


def _filled(written: Written, value: str) -> bool:
    """Tell whether the value is a fact of the model."""
    return any(written.filled.text[start:end] == value for start, end, _, _ in written.filled.facts)
