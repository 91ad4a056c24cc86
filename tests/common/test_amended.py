"""An edit over what is in common is compiled alone, and is what a whole build makes; an edit of that concerns everybody."""

from __future__ import annotations

import pytest

from common.house import FILES, SEARCH, SHARED, SHOP, folders
from tocsin.incremental import LastBuild, amended, harmless
from tocsin.pipeline import build

# In common stands, by default, what all models run.
_FILES = {
    **FILES,
    SHARED: f"{FILES[SHARED]}defaults: {{models: {{runtime: vllm}}}}\n".replace("for: 5m", "for: 5m, summary: old"),
    SEARCH: FILES[SEARCH].replace("for: 9m", "for: 9m, summary: mine"),
    SHOP: FILES[SHOP].replace("}}}\nrec", "}, thresholds: {queue: {description: one}}}}\nrec", 1),
}


@pytest.mark.parametrize(
    ("name", "old", "new"), [(SEARCH, "summary: mine", "summary: ours"), (SHOP, "description: one", "description: two")]
)
def test_an_edit_over_it_is_compiled_alone(name: str, old: str, new: str) -> None:
    before = build(folders(_FILES))
    assert not before.diagnostics
    last = LastBuild.of(folders(_FILES), before)
    edited = folders({**_FILES, name: _FILES[name].replace(old, new)})
    whole = build(edited)
    found = amended(last, edited)
    assert found is not None
    assert found.changes
    assert {**before.artifacts, **{path: text for path, (_, text) in found.changes.items()}} == dict(whole.artifacts)
    assert found.now == LastBuild.of(edited, whole)
    assert harmless(last, edited)


def test_an_edit_of_it_is_for_a_whole_build() -> None:
    last = LastBuild.of(folders(_FILES), build(folders(_FILES)))
    edited = folders({**_FILES, SHARED: _FILES[SHARED].replace("summary: old", "summary: new")})
    assert amended(last, edited) is None
    assert not harmless(last, edited)


def test_what_comes_or_goes_is_for_a_whole_build() -> None:
    last = LastBuild.of(folders(_FILES), build(folders(_FILES)))
    without = folders({name: text for name, text in _FILES.items() if name != SHARED})
    assert amended(last, without) is None


def test_what_all_models_run_by_what_is_in_common_is_known() -> None:
    gateway = "scrape: {port: http}, thresholds: {busy: {metric: vllm_waiting, above: 7, for: 5m, summary: one}}"
    shop = f"""\
platform: {{name: shop, namespace: shop}}
models: {{talk: {{scrape: {{port: http}}, workload: {{deployment: talk}}}}}}
components: {{gateway: {{workload: {{deployment: gateway}}, {gateway}}}}}
"""
    files = {**FILES, SHARED: f"{FILES[SHARED]}defaults: {{models: {{runtime: vllm}}}}\n", SHOP: shop}
    before = build(folders(files))
    assert not before.diagnostics
    edited = folders({**files, SHOP: shop.replace("summary: one", "summary: two")})
    found = amended(LastBuild.of(folders(files), before), edited)
    assert found is not None
    assert {**before.artifacts, **{path: text for path, (_, text) in found.changes.items()}} == dict(build(edited).artifacts)
