"""The absence of series that match a pattern: as long as one of them is there, the others may be gone.

`absent(up{job=~"a|b"})` is silent until both are gone. And the alert has only labels that `=` asks for, so it does not tell which one.
https://prometheus.io/docs/prometheus/latest/querying/functions/#absent

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   gone: {expr: 'absent(vllm:num_requests_running{model_name=~"granite|llama"})', unit: bool}  # error
  +   gone:
  +     expr: absent(vllm:num_requests_running{model_name="granite"}) or absent(vllm:num_requests_running{model_name="llama"})
  +     unit: bool
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers

# The names of pods are nobody's to write down.
_NAMELESS: Final = frozenset({"pod", "exported_pod", "instance"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every matcher of an `absent` that asks for more than one value."""
    for written, _, matcher, seen in matchers(checked):
        present = (matcher.op, matcher.value) in {("!=", ""), ("=~", ".+")}
        absent = {"absent", "absent_over_time"} & seen.functions
        if absent and matcher.op != "=" and not present and matcher.label not in _NAMELESS:
            message = f"one series with another `{matcher.label}` is enough to keep this silent"
            remedy = "ask for each value with `=`, and join them with `or`"
            yield written.finding(message, remedy, written.matcher(matcher, seen))
