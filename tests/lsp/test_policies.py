"""The policies of a repository in an editor: held against its platforms while they are typed, and no platform themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lsp.conftest import Run
from lsp.editor import Editor, whereabouts
from lsp.shop import MODELS, PACK

NAME = "specs/policy.yaml"
MODELS_NAME = "specs/shop/models.yaml"
PACK_NAME = "specs/packs/oven.yaml"
POLICY = """\
policies:
  latency-is-told:
    message: Whoever reads it knows how slow it was
    when: {metric: latency}
    alerts: {severity: {not: warning}}
"""
CODE = "policy/latency-is-told"


@pytest.fixture(autouse=True)
def _nothing_stays_open(editor: Editor) -> Iterator[None]:
    yield
    for name in tuple(editor.versions):
        editor.close(name)


def test_a_policy_that_is_typed_is_held_against_the_platforms(editor: Editor, run: Run) -> None:
    editor.open(MODELS_NAME)
    run(editor.diagnostics(MODELS_NAME, codes=()))
    editor.open(NAME, POLICY)
    (found,) = run(editor.diagnostics(MODELS_NAME, codes=(CODE,)))
    assert found.range.start.line == whereabouts(MODELS, "      latency:")[0]
    (related,) = found.related_information or ()
    assert (related.location.uri, related.location.range.start.line) == (editor.uri(NAME), 1)
    editor.type(NAME, POLICY.replace("not: warning", "not: critical"))
    run(editor.diagnostics(MODELS_NAME, codes=()))


def test_the_policies_that_are_saved_count_too(editor: Editor, run: Run) -> None:
    path = editor.root / NAME
    path.write_text(POLICY, encoding="utf-8")
    try:
        editor.open(MODELS_NAME)
        run(editor.diagnostics(MODELS_NAME, codes=(CODE,)))
    finally:
        path.unlink()


def test_a_mistake_in_a_policy_is_shown_there(editor: Editor, run: Run) -> None:
    editor.open(NAME, POLICY.replace("message:", "messge:"))
    (found,) = run(editor.diagnostics(NAME, codes=("spec/unknown-key",)))
    assert found.range.start.line == whereabouts(POLICY, "    message")[0]


def test_the_keys_of_policies_are_completed_and_explained(editor: Editor, run: Run) -> None:
    text = POLICY.replace("    when: ", "    al\n    when: ")
    editor.open(NAME, text)
    assert {"allow", "help"} <= set(run(editor.completion(NAME, *whereabouts(text, "    al"))))
    assert "What is wrong" in run(editor.hover(NAME, *whereabouts(text, "    mess")))


def test_a_policy_is_explained_in_the_words_of_its_author(editor: Editor, run: Run) -> None:
    editor.open(NAME, POLICY)
    editor.open(MODELS_NAME)
    (found,) = run(editor.diagnostics(MODELS_NAME, codes=(CODE,)))
    explain = run(editor.actions(MODELS_NAME, found))[-1]
    assert explain.command is not None
    assert "alerts: {severity: {not: warning}}" in str(run(editor.command(explain.command)))


def test_the_uses_of_a_name_are_looked_for_in_platforms_only(editor: Editor, run: Run) -> None:
    use = "models: {bakery: {thresholds: {oven_temperature_celsius: {above: 1}}}}\n"
    editor.open(NAME, use)
    editor.open("specs/shop/bakery.yaml", use)
    editor.open(PACK_NAME)
    found = run(editor.references(PACK_NAME, *whereabouts(PACK, "  oven_temp")))
    assert {file for file, _ in found} == {PACK_NAME, "specs/shop/bakery.yaml"}
