"""Models of two platforms that are called the same in one namespace: each platform's alerts and autoscalers read the series of both.

Why: a platform tells models of one name apart by the jobs that scrape them, but it knows no other platform's. Each is then scaled for the
load of both, and what is wrong with one of them hides behind the other that is well.

Bad (-), good (+):
  - platform: {name: search, namespace: models}
  + platform: {name: search, namespace: search}
    models:
      llama-search:  # error
        runtime: vllm
        known_as: llama
        defaults: false
        workload: {kserve: llama-search}
        scrape: {port: http}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
    ---
  - platform: {name: chat, namespace: models}
  + platform: {name: chat, namespace: chat}
    models:
      llama-chat:
        runtime: vllm
        known_as: llama
        defaults: false
        workload: {kserve: llama-chat}
        scrape: {port: http}
        thresholds: {"vllm:num_requests_waiting": {above: 20, for: 5m}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.ir import selected_by_models
from tocsin.promql import Selector
from tocsin.spec.models import Model


class _Called(Struct, frozen=True, eq=False):
    """A model by one of the names that its series call it."""

    checked: Checked
    name: str
    model: Model

    @property
    def runs(self) -> Mapping[str, str]:
        """The object that it is; nothing of one that is only watched."""
        return self.model.workload.objects() if self.model.workload is not None else {}


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every model that asks for series of which another platform's model in the same cluster asks too, and is called the same."""
    called: dict[tuple[str, str], list[_Called]] = {}
    for checked in estate:
        for name, model in checked.resolved.spec.models.items():
            for known in model.names(name) if model.workload is not None else ():
                for cluster in checked.clusters:
                    called.setdefault((cluster, known), []).append(_Called(checked, name, model))
    asked: dict[int, Mapping[str, frozenset[Selector]]] = {}
    told: set[tuple[int, str]] = set()
    for (_, known), models in called.items():
        if len({each.checked.platform.name for each in models}) > 1:
            for late, early, series in _alike(models, known, asked):
                if (id(late.checked), late.name) not in told:
                    told.add((id(late.checked), late.name))
                    yield _finding(late, early, series)


def _finding(late: _Called, early: _Called, series: str) -> Finding:
    platform = early.checked.platform.name
    return Finding(
        message=f"nothing tells its `{series}` from that of `{early.name}` in the platform `{platform}`, which is called the same",
        help="call it otherwise where it is served, and in `known_as:`, or run it in another namespace; one platform knows their jobs",
        where=late.checked,
        at=("models", late.name),
        part="key",
        notes=(("this one is called the same", early.checked, ("models", early.name)),),
    )


def _alike(
    models: Sequence[_Called], known: str, asked: dict[int, Mapping[str, frozenset[Selector]]]
) -> Iterator[tuple[_Called, _Called, str]]:
    """Yield which of `models`, that are all called `known`, ask for series that an earlier one asks for by that name, and for which."""
    first: dict[Selector, _Called] = {}
    for each in models:
        if id(each.checked) not in asked:
            asked[id(each.checked)] = selected_by_models(each.checked.platform)
        own = [one for one in asked[id(each.checked)].get(each.name, ()) if any(matcher.value == known for matcher in one.matchers)]
        found = sorted((one.metric or "", index) for index, one in enumerate(own) if one in first and _apart(first[one], each))
        if found:
            series, index = found[0]
            yield each, first[own[index]], series
        for one in own:
            first.setdefault(one, each)


def _apart(one: _Called, other: _Called) -> bool:
    """Tell whether two models are of two platforms and run apart; who watches another platform's model means that one."""
    return one.checked.platform.name != other.checked.platform.name and one.runs != other.runs
