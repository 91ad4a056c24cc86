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
# They tell of the whole platform: what is applied, what the one adapter serves, and whom an alert concerns.
_OF_ALL = re.compile(r"default/((w/)?kustomization\.yaml|w/autoscalers/prometheus-adapter\.values\.yaml|w/runbooks/\w+\.md)")


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


def test_a_team_more_changes_only_what_tells_of_all_and_the_routes() -> None:
    less, more = (_compiled(files(count, proofs=False)) for count in (20, 21))
    changed = {path for path in less if less[path] != more[path] and not _OF_ALL.fullmatch(path)}
    assert changed == {"default/w/alertmanager/alertmanager.yaml", "default/w/alertmanager/secret.yaml"}
