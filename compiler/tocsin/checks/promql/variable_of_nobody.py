"""A variable of Grafana, Jinja or Helm in what an alert or an autoscaler asks: nobody fills it in, and no series has such a value.

A rule is compiled once. What differs by model is a fact, `<< model >>`; `{{ … }}` is filled in where texts are, when an alert fires.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="$model"})', unit: requests, unproved: "*"}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="<< model >>"})', unit: requests, unproved: "*"}
    models:
      chat:
        thresholds: {waiting: {above: 20, for: 5m}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import is_acted_on, matchers
from tocsin.regex import late

_VARIABLE: Final = late(r"\$\{?([A-Za-z_]\w*)(?::\w+)?\}?|\[\[([A-Za-z_]\w*)\]\]|\{\{-?\s*[$.]?([\w.]+)[^{}]*\}\}|%\((\w+)\)s")
_FACTS: Final = frozenset({"model", "namespace", "job", "pods", "platform", "environment", "workload", "subject"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every value of a label in a raw expression that is the name of a variable; a panel has Grafana's."""
    for written, _, matcher, seen in matchers(checked):
        found = _VARIABLE.fullmatch(matcher.value)
        if found is not None and is_acted_on(checked, written.name):
            name = next(group for group in found.groups() if group is not None).lower()
            fact = name.rpartition(".")[2].removesuffix("_name")
            remedy = f"write `<< {fact} >>`" if fact in _FACTS else "write the value, or a fact such as `<< model >>`"
            yield written.finding(
                f"nobody fills in `{matcher.value}` here: no series has that value", remedy, written.matcher(matcher, seen)
            )
