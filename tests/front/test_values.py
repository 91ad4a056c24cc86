"""What is in a part of a spec comes in one order, whichever order a set of its keys has in this process."""

from __future__ import annotations

from tocsin.spec.models import Model
from tocsin.spec.values import items_of, values_in

_WRITTEN = {
    "thresholds": {"load": {"above": 0.9}},
    "scaling": {"replicas": {"min": 1, "max": 2}, "targets": {"cpu": "70%"}},
    "workload": {"deployment": "chat"},
    "known_as": "llm",
    "scrape": {"port": "http"},
    "namespace": "ml",
    "runtime": "vllm",
    "owner": "ml-platform",
    "labels": {"team": "ml"},
}


def test_a_section_yields_what_is_written_in_the_order_of_the_language() -> None:
    model = Model.model_validate(_WRITTEN, by_alias=True, by_name=False)
    assert [key for key, _ in items_of(model)] == [name for name in Model.model_fields if name in _WRITTEN]


def test_everything_is_found_where_it_stands() -> None:
    part = {"a": [{"b": "x"}], "c": ("y",), "d": 1}
    found = dict(values_in(part, ("at",)))
    assert found["at",] is part
    assert (found["at", "a", 0, "b"], found["at", "c", 0], found["at", "d"]) == ("x", "y", 1)
    assert len(found) == 7
