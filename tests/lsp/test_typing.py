"""Mistakes while typing, as an editor shows them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from lsp.conftest import Run
from lsp.editor import Editor, editing, whereabouts
from lsp.shop import METRICS, MODELS, PLATFORM, written

NAME = "specs/shop/models.yaml"
METRICS_NAME = "specs/shop/metrics.yaml"
PLATFORM_NAME = "specs/shop/platform.yaml"


@pytest.fixture(autouse=True)
def _as_saved(editor: Editor) -> None:
    for name, text in ((NAME, MODELS), (METRICS_NAME, METRICS), (PLATFORM_NAME, PLATFORM)):
        if name in editor.versions:
            editor.type(name, text)
        else:
            editor.open(name)


def test_a_mistake_is_shown_where_it_stands_and_goes_when_it_is_mended(editor: Editor, run: Run) -> None:
    editor.type(NAME, MODELS.replace("latency:", "latenzy:"))
    (found,) = run(editor.diagnostics(NAME, codes=("metric/unknown",)))
    line, _ = whereabouts(MODELS, "      latency:")
    assert (found.range.start.line, found.severity, found.source) == (line, types.DiagnosticSeverity.Error, "tocsin")
    assert "did you mean `latency`?" in found.message
    editor.type(NAME, MODELS)
    run(editor.diagnostics(NAME, codes=()))


def test_a_mistake_is_shown_in_the_file_where_it_stands_though_another_one_was_changed(editor: Editor, run: Run) -> None:
    editor.type(METRICS_NAME, METRICS.replace("  latency:", "  duration:"))
    (found,) = run(editor.diagnostics(NAME, codes=("metric/unknown",)))
    assert found.range.start.line == whereabouts(MODELS, "      latency:")[0]
    editor.type(METRICS_NAME, METRICS)
    run(editor.diagnostics(NAME, codes=()))


def test_what_is_open_goes_before_what_is_saved_until_it_is_closed(editor: Editor, run: Run) -> None:
    editor.type(NAME, MODELS.replace("80%", "80 apples"))
    run(editor.diagnostics(NAME, codes=("spec/bad-quantity",)))
    editor.close(NAME)
    run(editor.diagnostics(NAME, codes=()))
    editor.open(NAME)


def test_columns_count_utf_16_code_units(editor: Editor, run: Run) -> None:
    text = MODELS.replace("    thresholds:", '    labels: {straße: "ä🔥"}\n    thresholds:')
    editor.type(NAME, text)
    (found,) = run(editor.diagnostics(NAME, codes=("spec/bad-label",)))
    line, end = whereabouts(text, "straße")
    assert found.range == types.Range(types.Position(line, end - 6), types.Position(line, end))
    text = MODELS.replace("accuracy: {below", 'accuracy: {summary: "Größe 🔥🔥", belov')
    editor.type(NAME, text)
    (found,) = run(editor.diagnostics(NAME, codes=("spec/unknown-key",)))
    line, end = whereabouts(text, "belov")
    assert found.range == types.Range(types.Position(line, end - 5), types.Position(line, end))
    text = MODELS.replace("accuracy: {below", 'accuracy: {summary: "Größe 🔥🔥", belo: 3, below')
    editor.type(NAME, text)
    (found,) = run(editor.diagnostics(NAME, codes=("spec/unknown-key",)))
    line, end = whereabouts(text, "belo")
    assert found.range == types.Range(types.Position(line, end - 4), types.Position(line, end))


def test_a_second_place_that_explains_a_mistake_is_told_with_it(editor: Editor, run: Run) -> None:
    editor.type(METRICS_NAME, METRICS + "  accuracy: {series: other, type: gauge, unit: ratio}\n")
    (found,) = run(editor.diagnostics(METRICS_NAME, codes=("spec/duplicate-key",)))
    (related,) = found.related_information or ()
    assert (related.message, related.location.uri, related.location.range.start.line) == ("first defined", editor.uri(METRICS_NAME), 1)


def test_a_text_that_is_no_yaml_is_one_mistake_and_all_others_stay_known(editor: Editor, run: Run) -> None:
    editor.type(NAME, MODELS.replace("{quantile: 0.95", '{quantile: 0.95, "a'))
    run(editor.diagnostics(NAME, codes=("spec/yaml-syntax",)))
    hovered = run(editor.hover(NAME, *whereabouts(MODELS, "      acc")))
    assert "alert: AccuracyLow" in hovered


def test_a_certain_remedy_is_a_quick_fix(editor: Editor, run: Run) -> None:
    text = MODELS.replace("scaling:", "scalling:")
    editor.type(NAME, text)
    (found,) = run(editor.diagnostics(NAME, codes=("spec/unknown-key",)))
    fix, _ = run(editor.actions(NAME, found))
    assert fix.is_preferred
    assert list(fix.diagnostics or ()) == [found]
    assert fix.edit is not None
    (edit,) = (fix.edit.changes or {})[editor.uri(NAME)]
    lines = text.split("\n")
    line = lines[edit.range.start.line]
    lines[edit.range.start.line] = line[: edit.range.start.character] + edit.new_text + line[edit.range.end.character :]
    assert "\n".join(lines) == MODELS


def test_a_metric_misspelt_as_the_key_of_a_threshold_has_a_quick_fix(editor: Editor, run: Run) -> None:
    editor.type(NAME, MODELS.replace("latency:", "latenci:"))
    (found,) = run(editor.diagnostics(NAME, codes=("metric/unknown",)))
    fix, _ = run(editor.actions(NAME, found))
    line, end = whereabouts(MODELS, "      latency")
    assert found.range == types.Range(types.Position(line, end - 7), types.Position(line, end))
    assert fix.title == "Put latency here"


def test_a_code_is_explained_on_demand(editor: Editor, run: Run) -> None:
    editor.type(NAME, MODELS.replace("latency:", "latenzy:"))
    (found,) = run(editor.diagnostics(NAME, codes=("metric/unknown",)))
    explain = run(editor.actions(NAME, found))[-1]
    assert explain.title == "Explain metric/unknown"
    assert explain.command is not None
    text = run(editor.command(explain.command))
    assert str(text).startswith("metric/unknown: ")
    assert str(text) in editor.messages


def test_a_mistake_in_a_pack_is_shown_there(editor: Editor, run: Run) -> None:
    name = "specs/packs/oven.yaml"
    editor.open(name, "metrics:\n  oven_temperature_celsius: {type: gauche, unit: celsius}\n")
    run(editor.diagnostics(name, codes=("pack/wrong",)))
    editor.close(name)
    run(editor.diagnostics(name, codes=()))


def test_a_code_links_to_its_entry_in_the_docs_where_there_are_docs(tmp_path: Path) -> None:
    root = written(tmp_path.resolve())
    page = root / "docs" / "checks.md"
    page.parent.mkdir()
    page.write_text("## metric/unknown\n", encoding="utf-8")
    (root / NAME).write_text(MODELS.replace("latency:", "latenzy:"), encoding="utf-8")
    found = asyncio.run(_told(root, "metric/unknown"))
    assert found.code_description is not None
    assert found.code_description.href == page.as_uri() + "#metricunknown"


def test_all_files_are_checked_at_the_start_and_columns_count_what_was_agreed_on(tmp_path: Path) -> None:
    root = written(tmp_path.resolve())
    text = MODELS.replace("accuracy: {below", 'accuracy: {summary: "Größe 🔥🔥", belo: 3, below')
    (root / NAME).write_text(text, encoding="utf-8")
    found = asyncio.run(_told(root, "spec/unknown-key", encodings=("utf-8",), opened=False))
    assert found.range.start.character == len('      accuracy: {summary: "Größe 🔥🔥", '.encode())


def test_the_repository_is_found_by_the_document_when_the_editor_names_no_folder(tmp_path: Path) -> None:
    root = written(tmp_path.resolve())
    (root / NAME).write_text(MODELS.replace("latency:", "latenzy:"), encoding="utf-8")
    assert asyncio.run(_told(root, "metric/unknown", says_root=False)).code == "metric/unknown"


async def _told(root: Path, code: str, *, encodings: tuple[str, ...] = (), says_root: bool = True, opened: bool = True) -> types.Diagnostic:
    async with editing(root, encodings=encodings, says_root=says_root) as editor:
        if opened:
            editor.open(NAME)
        (found,) = await editor.diagnostics(NAME, codes=(code,))
        return found
