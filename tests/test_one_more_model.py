"""A model more, or less, changes no file of any other model: Argo CD and reviewers see what was changed, not what moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
import yaml

from bench.tocsin_spec import files
from bench.workload import models
from tocsin.pipeline import build

COUNT = 12
# They tell of the whole platform: what is applied, what the one adapter serves, whom an alert concerns, and how each model is.
_OF_ALL = re.compile(
    r"default/((w/)?kustomization\.yaml|w/autoscalers/prometheus-adapter\.values\.yaml|w/runbooks/\w+\.md|w/dashboards/w-default-overview\..+)"
)


def _compiled(specs: Mapping[str, bytes]) -> dict[str, str]:
    built = build({"w": specs})
    assert built.diagnostics == ()
    return dict(built.artifacts)


def _without(model: str, specs: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, content in specs.items():
        value = yaml.safe_load(content)
        value.get("models", {}).pop(model, None)
        yield name, yaml.safe_dump(value, sort_keys=False).encode()


@pytest.mark.parametrize("index", [0, 5, COUNT - 2, COUNT - 1])
def test_a_model_more_changes_no_file_of_another(index: int) -> None:
    specs = files(COUNT, proofs=True)
    model = models(COUNT)[index]["name"]
    less, more = _compiled(dict(_without(model, specs))), _compiled(specs)
    assert not [path for path in less if path not in more]
    assert all(model in path for path in more if path not in less)
    changed = {path for path in less if less[path] != more[path]}
    assert {path for path in changed if not _OF_ALL.fullmatch(path)} == set()
    assert "default/w/kustomization.yaml" in changed


@pytest.mark.parametrize("path", ["kustomization.yaml", "autoscalers/prometheus-adapter.values.yaml"])
def test_in_what_tells_of_all_models_one_more_is_only_added(path: str) -> None:
    specs = files(COUNT, proofs=False)
    less = _compiled(dict(_without("model-000005", specs)))[f"default/w/{path}"].splitlines()
    more = iter(_compiled(specs)[f"default/w/{path}"].splitlines())
    assert all(line in more for line in less), "a line of another model has moved"


@pytest.mark.parametrize("more", [0, 17, 39])
def test_in_what_is_divided_one_more_stays_in_its_own_piece(more: int) -> None:
    """The health of all is the one object that grows with the number of models; here it may have five rules in a group."""
    less, all_of_them = (_groups(count) for count in (_MANY[:more] + _MANY[more + 1 :], _MANY))
    assert len(less) > 8
    changed = {name for name in less if less[name] != all_of_them.get(name)}
    # The share of what is healthy is divided by another number: it is in the last group, which has the name of all.
    assert "w.health" in changed
    pieces = changed - {"w.health"}
    assert len(pieces) <= 1
    assert all_of_them.keys() - less.keys() == set() or pieces, "a new piece has rules of one that is full"
    kept = [rule for name in less.keys() - changed for rule in less[name]]
    assert len(kept) >= len(_MANY) - 6


_MANY = [f"model-{number:03d}" for number in range(40)]


def _groups(names: list[str]) -> dict[str, list[dict[str, object]]]:
    platform = {"name": "w", "namespace": "ml", "proofs": False, "health": {}, "cluster": {"prometheus": {"rules_per_group": 5}}}
    watched = {name: {"workload": {"deployment": name}, "scrape": {"port": "http"}} for name in names}
    found = _compiled({"specs/w/w.yaml": yaml.safe_dump({"platform": platform, "models": watched}).encode()})
    return {group["name"]: group["rules"] for group in yaml.safe_load(found["default/w/prometheus/w-health.rules.yaml"])["groups"]}


def test_a_team_more_changes_only_what_tells_of_all_and_the_routes() -> None:
    less, more = (_compiled(files(count, proofs=False)) for count in (20, 21))
    changed = {path for path in less if less[path] != more[path] and not _OF_ALL.fullmatch(path)}
    assert changed == {"default/w/alertmanager/alertmanager.yaml", "default/w/alertmanager/secret.yaml"}
