"""Two models of one name whose series nothing tells apart: what is wrong with one of them hides behind the other that is well.

Why: two releases of a model are often served under one name, and the label that tells the model is the same. What scrapes them tells them
apart, or their pods; a gateway that asks for the name alone, and one scrape of both, do not. A share over both then stays below its
limit while one fails all it is asked.

Bad:
    models:
      chat-v1: &release
        runtime: vllm
        known_as: chat
        defaults: false
        scrape: {job: chat}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
      chat-v2: *release  # error

Good:
    models:
      chat-v1:
        runtime: vllm
        known_as: chat
        defaults: false
        workload: {deployment: chat-v1}
        scrape: {port: http}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
      chat-v2:
        runtime: vllm
        known_as: chat
        defaults: false
        workload: {deployment: chat-v2}
        scrape: {port: http}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from tocsin.finding import Checked, Finding
from tocsin.ir import selected_by_models
from tocsin.spec.models import Model


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every model that asks for series of which another that is called the same asks too."""
    alike = _alike(checked.resolved.spec.models)
    asked = selected_by_models(checked.platform) if alike else {}
    for (first, second), names in alike.items():
        both = asked.get(first, frozenset()) & asked.get(second, frozenset())
        shared = sorted({each.metric or "" for each in both if any(matcher.value in names for matcher in each.matchers)})
        if shared:
            yield Finding(
                message=f"nothing tells `{shared[0]}` of `{second}` from that of `{first}`, which is called the same",
                help="give each a workload and a scrape of its own, or another `known_as:`; or ask for it at one of the two only",
                where=checked,
                at=("models", second),
                part="key",
                notes=(("this one is called the same", checked, ("models", first)),),
            )


def _alike(models: Mapping[str, Model]) -> dict[tuple[str, str], set[str]]:
    """Return the pairs of models that anything may call the same, with these names."""
    called: dict[str, list[str]] = {}
    for name, model in models.items():
        for each in model.names(name):
            called.setdefault(each, []).append(name)
    pairs: dict[tuple[str, str], set[str]] = {}
    for each, names in called.items():
        for first, second in combinations(names, 2):
            pairs.setdefault((first, second), set()).add(each)
    return pairs
