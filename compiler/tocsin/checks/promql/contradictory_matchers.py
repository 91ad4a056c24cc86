"""Two matchers of one label that no value satisfies: nothing is selected.

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   stuck: {expr: 'sum(kube_pod_status_phase{phase="Pending", phase=~"Running|Failed"})', unit: pods}  # error
  +   stuck: {expr: 'sum(kube_pod_status_phase{phase="Pending"})', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Matcher, Selector
from tocsin.raw import parts
from tocsin.regex.patterns import matches


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every selector with a label that is to be one value and, by another matcher, is not."""
    for written, selector, seen in parts(checked, Selector):
        for wanted in selector.matchers:
            others = [each for each in selector.matchers if each.label == wanted.label and each != wanted]
            refusing = next((each for each in others if wanted.op == "=" and not _holds(each, wanted.value)), None)
            if refusing is not None:
                message = f'`{wanted.label}` cannot be `{wanted.value}` and satisfy `{refusing.op}"{refusing.value}"` too'
                yield written.finding(message, "keep one of the two matchers", written.matcher(refusing, seen))
                break


def _holds(matcher: Matcher, value: str) -> bool:
    match matcher.op:
        case "=":
            return matcher.value == value
        case "!=":
            return matcher.value != value
        case "=~" | "!~":
            found = matches(matcher.value, value)
            return found == (matcher.op == "=~")
