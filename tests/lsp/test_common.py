"""What platforms have in common in an editor: known in each of them, looked up and completed, and judged where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.house import FILES, SEARCH, SHARED, SHOP, written
from lsp.conftest import Run, ended
from lsp.editor import Editor, editing, whereabouts


@pytest.fixture(scope="module")
def editor(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Return an editor of two platforms over what they have in common."""
    around = editing(written(tmp_path_factory.mktemp("house").resolve()))
    yield run(anext(around.gen))
    run(ended(around.gen))


@pytest.fixture(autouse=True)
def _nothing_stays_open(editor: Editor) -> Iterator[None]:
    yield
    for name in tuple(editor.versions):
        editor.close(name)


def _line(name: str, text: str) -> int:
    return FILES[name].split("\n").index(text)


def test_a_mistake_in_it_is_shown_there_and_once(editor: Editor, run: Run) -> None:
    text = FILES[SHARED].replace("port: http", "prot: http")
    editor.open(SHARED, text)
    editor.open(SHOP)
    (found,) = run(editor.diagnostics(SHARED, codes=("spec/unknown-key",)))
    assert found.range.start.line == whereabouts(text, "    scrape: {prot")[0]
    run(editor.diagnostics(SHOP, codes=()))
    editor.type(SHARED, FILES[SHARED])
    run(editor.diagnostics(SHARED, codes=()))


def test_what_is_said_over_it_is_held_against_it(editor: Editor, run: Run) -> None:
    editor.open(SHARED)
    editor.open(SHOP, FILES[SHOP].replace("profile: usual", "profile: usul"))
    run(editor.diagnostics(SHOP, codes=("profile/unknown",)))


def test_its_names_are_offered_in_every_platform(editor: Editor, run: Run) -> None:
    text = f"{FILES[SEARCH]}routing: {{routes: {{mine: {{when: {{model: rank}}, to: }}}}}}\n"
    editor.open(SEARCH, text)
    assert {"chat", "page"} <= set(run(editor.completion(SEARCH, *whereabouts(text, "model: rank}, to: "))))
    text = text.replace("profile: usual", "profile: ")
    editor.type(SEARCH, text)
    assert "usual" in run(editor.completion(SEARCH, *whereabouts(text, "profile: ")))


def test_its_keys_are_those_of_a_spec_but_for_what_is_about_one_platform(editor: Editor, run: Run) -> None:
    text = f"{FILES[SHARED]}r: x\n"
    editor.open(SHARED, text)
    offered = set(run(editor.completion(SHARED, *whereabouts(text, "\nr"))))
    assert "prices" in offered
    assert offered.isdisjoint({"models", "components", "dashboards", "recordings"})
    assert "URL of an alert's runbook" in run(editor.hover(SHARED, *whereabouts(text, "  runb")))


def test_a_name_leads_to_it_and_from_there_to_all_who_use_it(editor: Editor, run: Run) -> None:
    editor.open(SHOP)
    editor.open(SEARCH)
    there = whereabouts(FILES[SHOP], "profile: us")
    assert run(editor.definition(SHOP, *there)) == [(SHARED, _line(SHARED, "  usual:"))]
    everywhere = {(SHARED, _line(SHARED, "  usual:")), (SHOP, 1), (SEARCH, 1)}
    assert set(run(editor.references(SHOP, *there))) == everywhere
    editor.open(SHARED)
    assert set(run(editor.references(SHARED, *whereabouts(FILES[SHARED], "  usu")))) == everywhere
    assert f"profile `usual`, defined in {SHARED}" in run(editor.hover(SHOP, *there))


def test_what_a_profile_in_common_becomes_is_shown(editor: Editor, run: Run) -> None:
    editor.open(SHARED)
    run(editor.diagnostics(SHARED, codes=()))
    assert "alert: QueueHigh" in run(editor.hover(SHARED, *whereabouts(FILES[SHARED], "    thresholds: {que")))
    editor.open(SHOP)
    assert "| QueueHigh | warning |" in run(editor.hover(SHOP, *whereabouts(FILES[SHOP], "models: {cha")))
