"""Hover, completion, definitions and references, as an editor asks for them."""

from __future__ import annotations

import pytest

from lsp.conftest import Run
from lsp.editor import Editor, whereabouts
from lsp.shop import METRICS, MODELS, PLATFORM

NAME = "specs/shop/models.yaml"
METRICS_NAME = "specs/shop/metrics.yaml"
PLATFORM_NAME = "specs/shop/platform.yaml"
TEXTS = {NAME: MODELS, METRICS_NAME: METRICS, PLATFORM_NAME: PLATFORM}


@pytest.fixture(autouse=True)
def _as_saved(editor: Editor) -> None:
    for name, text in TEXTS.items():
        if name in editor.versions:
            editor.type(name, text)
        else:
            editor.open(name)


@pytest.fixture(scope="module", autouse=True)
def _understood(editor: Editor, run: Run) -> None:
    """Wait until the platform has been checked: what it becomes is known from then on."""
    editor.open(NAME)
    run(editor.diagnostics(NAME, codes=()))


def test_a_threshold_shows_the_rules_that_it_becomes(editor: Editor, run: Run) -> None:
    hovered = run(editor.hover(NAME, *whereabouts(MODELS, "      laten")))
    assert "- alert: LatencyHigh\n  expr: histogram_quantile(0.95, " in hovered
    assert "> 0.2\n  for: 2m\n  labels:\n" in hovered
    assert "AccuracyLow" not in hovered
    assert "**latency**" in hovered


def test_what_a_threshold_records_is_shown_with_it(editor: Editor, run: Run) -> None:
    hovered = run(editor.hover(NAME, *whereabouts(MODELS, "      accu")))
    assert "- record: model:accuracy:min\n" in hovered


def test_a_step_of_a_ladder_shows_its_own_alert(editor: Editor, run: Run) -> None:
    hovered = run(editor.hover(NAME, *whereabouts(MODELS, "80%, crit")))
    assert "severity: critical" in hovered
    assert "severity: warning" not in hovered


def test_a_model_shows_its_alerts_and_what_scales_it(editor: Editor, run: Run) -> None:
    hovered = run(editor.hover(NAME, *whereabouts(MODELS, "  forec")))
    assert "| LatencyHigh | warning | latency p95 above 200ms | 2m |" in hovered
    assert "Scaled by `forecast-scaler`." in hovered


def test_what_is_in_common_shows_the_rules_of_the_first_that_has_it(editor: Editor, run: Run) -> None:
    common = "defaults: {models: {thresholds: {restarts: {increase: {above: 3, over: 1h}}}}}\n"
    text = f"{common}{MODELS}  ranking: {{workload: {{deployment: ranking}}, scrape: {{port: metrics}}}}\n"
    editor.type(NAME, text)
    run(editor.diagnostics(NAME, codes=()))
    hovered = run(editor.hover(NAME, *whereabouts(text, "{resta")))
    assert hovered.startswith("For `forecast`:\n\n")
    assert "- alert: Restarts" in hovered
    assert "ranking" not in hovered


def test_what_a_profile_says_shows_the_rules_of_the_first_that_names_it(editor: Editor, run: Run) -> None:
    profiles = "profiles: {usual: {thresholds: {restarts: {increase: {above: 3, over: 1h}}}}}\n"
    text = f"{profiles}{MODELS}  ranking: {{profile: usual, workload: {{deployment: ranking}}, scrape: {{port: metrics}}}}\n"
    editor.type(NAME, text)
    run(editor.diagnostics(NAME, codes=()))
    hovered = run(editor.hover(NAME, *whereabouts(text, "{resta")))
    assert hovered.startswith("For `ranking`:\n\n")
    assert "- alert: Restarts" in hovered
    assert run(editor.definition(NAME, *whereabouts(text, "profile: us"))) == [(NAME, 0)]
    assert run(editor.references(NAME, *whereabouts(text, "profiles: {usu"))) == [(NAME, 0), (NAME, whereabouts(text, "profile: us")[0])]


def test_a_series_shows_what_the_catalogue_knows(editor: Editor, run: Run) -> None:
    hovered = run(editor.hover(METRICS_NAME, *whereabouts(METRICS, "kube_pod_container")))
    assert "(kube-state-metrics)" in hovered
    assert "type: counter" in hovered


def test_a_key_shows_what_it_is_for(editor: Editor, run: Run) -> None:
    assert "How long the condition must hold" in run(editor.hover(NAME, *whereabouts(MODELS, "60%}, fo")))


def test_where_there_is_nothing_nothing_is_shown(editor: Editor, run: Run) -> None:
    assert run(editor.hover(NAME, 0, 0)) != ""
    assert run(editor.hover(NAME, 4, 2)) == ""
    assert run(editor.hover(NAME, 999, 999)) == ""


def test_the_keys_of_a_section_are_completed_with_what_they_are_for(editor: Editor, run: Run) -> None:
    text = MODELS.replace("    scaling:\n", "    sca\n    scaling:\n")
    editor.type(NAME, text)
    found = run(editor.completion(NAME, *whereabouts(text, "    sca")))
    assert found["slos"].text_edit is not None
    assert found["slos"].text_edit.new_text == "slos: "
    assert "thresholds" not in found  # it is there already
    assert "Objectives" in str(found["slos"].documentation)


def test_the_keys_of_one_kind_of_threshold_are_completed(editor: Editor, run: Run) -> None:
    text = MODELS.replace("below: {warning: 80%, critical: 60%}", "forecast: {above: 1}, ")
    editor.type(NAME, text)
    found = run(editor.completion(NAME, *whereabouts(text, "forecast: {above: 1}, ")))
    assert "keep_firing_for" in found
    assert "quantile" not in found


FACTS = {"<< model >>", "<< namespace >>", "<< job >>", "<< pods >>", "<< window >>"}
"""Those that docs/language.md names at `expr`."""


@pytest.mark.parametrize(
    ("name", "before", "after", "cursor", "wanted"),
    [
        (NAME, "      latency:", "      l\n      latency:", "      l", {"restarts", "worst", "kube_pod_status_phase"}),
        (NAME, "severity: warning", "severity: ", "severity: ", {"info", "warning", "critical"}),
        (NAME, "policy: usual", "policy: ", "policy: ", {"usual"}),
        (NAME, "{warning: 80%, critical: 60%}", "{w", "{w", {"info", "warning", "critical"}),
        (NAME, "targets: {cpu: 70%", "targets: {cpu: 70%, lat", "70%, lat", {"latency", "restarts", "memory"}),
        (NAME, "      policy: usual\n", "      ", "    scaling:\n      ", {"policy", "replicas"}),
        (NAME, "models:\n", "\nmodels:\n", "", {"platform", "environments"}),
        (NAME, "models:\n", "environments: {one: {patch: {models: {forecast: {sca}}}}}\nmodels:\n", "{sca", {"scaling", "scrape"}),
        (NAME, "      policy: usual\n      targets: {cpu: 70%}\n", "      pol\n", "      pol", {"policy", "targets"}),
        (NAME, "models:\n", "defaults: {models: {sca}}\nmodels:\n", "{sca", {"scaling", "scrape"}),
        (NAME, "models:\n", "defaults: {models: {thresholds: {lat}}}\nmodels:\n", "{lat", {"latency", "restarts"}),
        (NAME, "models:\n", "profiles: {fast: {thresholds: {lat}}}\nmodels:\n", "{lat", {"latency", "restarts"}),
        (NAME, "models:\n  forecast:\n", "profiles: {fast: {}}\nmodels:\n  forecast:\n    profile: \n", "profile: ", {"fast"}),
        (NAME, "models:\n", "dashboards: {one: {rows: {Speed: [{lat}]}}}\nmodels:\n", "[{lat", {"latency", "text"}),
        (PLATFORM_NAME, "use: [kube-state-metrics]", "use:\n  - ", "use:\n  - ", {"vllm", "oven"}),
        (PLATFORM_NAME, "to: page", "to: page, mu", "page, mu", {"mute", "continue"}),
        (PLATFORM_NAME, "to: page", "to: ", "to: ", {"chat", "page"}),
        (PLATFORM_NAME, "{severity: critical}", "{model: f", "{model: f", {"forecast"}),
        (PLATFORM_NAME, "use: [kube-state-metrics]", "use: [kube-state-metrics, ]", "kube-state-metrics, ", {"vllm", "oven"}),
        (METRICS_NAME, "unit: restarts", "unit: ", "total, unit: ", {"seconds", "ratio", "bytes"}),
        (METRICS_NAME, "type: gauge", "type: ", "type: ", {"gauge", "histogram", "counter"}),
        (
            METRICS_NAME,
            "{series: kube_pod_container_status_restarts_total",
            "{series: kube_pod",
            "series: kube_pod",
            {"kube_pod_status_phase"},
        ),
        (METRICS_NAME, "max(model_accuracy{", "max(model_acc", "max(model_acc", {"model_accuracy", "kube_pod_status_phase"}),
        (METRICS_NAME, "max(model_accuracy{", "max(model_acc", "max(model_acc", FACTS),
        (METRICS_NAME, "model_accuracy{model_name=", "kube_pod_status_phase{", "phase{", {"phase", "namespace"}),
    ],
)
def test_names_are_completed_where_they_are_meant(
    editor: Editor, run: Run, name: str, before: str, after: str, cursor: str, wanted: set[str]
) -> None:
    text = TEXTS[name].replace(before, after)
    assert text != TEXTS[name]
    editor.type(name, text)
    found = run(editor.completion(name, *whereabouts(text, cursor)))
    assert wanted <= set(found)


def test_what_is_typed_is_replaced(editor: Editor, run: Run) -> None:
    text = MODELS.replace("severity: warning", "severity: warn")
    editor.type(NAME, text)
    line, character = whereabouts(text, "severity: wa")
    edit = run(editor.completion(NAME, line, character))["warning"].text_edit
    assert edit is not None
    assert hasattr(edit, "range")
    assert (edit.range.start.character, edit.range.end.character) == (character - 2, character + 2)


def test_in_a_comment_nothing_is_completed(editor: Editor, run: Run) -> None:
    text = MODELS + "# sca"
    editor.type(NAME, text)
    assert run(editor.completion(NAME, *whereabouts(text, "# sca"))) == {}


@pytest.mark.parametrize(
    ("name", "mark", "wanted"),
    [
        (NAME, "      latency", (METRICS_NAME, "  latency")),
        (NAME, "policy: usual", (PLATFORM_NAME, "  usual")),
        (PLATFORM_NAME, "to: page", (PLATFORM_NAME, "  page")),
        (PLATFORM_NAME, "severity: critical", (PLATFORM_NAME, "[info, warning, critical")),
        (METRICS_NAME, "max(model_acc", (METRICS_NAME, "  accuracy")),
    ],
)
def test_a_name_leads_to_its_definition(editor: Editor, run: Run, name: str, mark: str, wanted: tuple[str, str]) -> None:
    file, definition = wanted
    assert run(editor.definition(name, *whereabouts(TEXTS[name], mark))) == [(file, whereabouts(TEXTS[file], definition)[0])]


def test_a_pack_of_the_repository_and_its_metrics_lead_to_its_file(editor: Editor, run: Run) -> None:
    text = METRICS + "  heat: {series: oven_temperature_celsius, pack: oven}\n"
    editor.type(METRICS_NAME, text)
    assert run(editor.definition(METRICS_NAME, *whereabouts(text, "pack: ov"))) == [("specs/packs/oven.yaml", 0)]
    assert run(editor.definition(METRICS_NAME, *whereabouts(text, "series: oven_t"))) == [("specs/packs/oven.yaml", 1)]


def test_the_uses_of_a_metric_are_found_in_all_files(editor: Editor, run: Run) -> None:
    found = run(editor.references(METRICS_NAME, *whereabouts(METRICS, "  accura")))
    assert sorted(found) == [
        (METRICS_NAME, whereabouts(METRICS, "  accuracy")[0]),
        (METRICS_NAME, whereabouts(METRICS, "  worst")[0]),
        (NAME, whereabouts(MODELS, "      accuracy")[0]),
    ]
    assert sorted(run(editor.references(NAME, *whereabouts(MODELS, "      accura")))) == sorted(found)


def test_the_uses_of_a_receiver_are_found(editor: Editor, run: Run) -> None:
    found = run(editor.references(PLATFORM_NAME, *whereabouts(PLATFORM, "  cha")))
    assert found == [(PLATFORM_NAME, whereabouts(PLATFORM, mark)[0]) for mark in ("  chat:", "receiver: chat")]


def test_the_uses_of_a_pack_s_metric_are_found_in_the_platforms(editor: Editor, run: Run) -> None:
    name = "specs/packs/oven.yaml"
    text = METRICS + "  heat: {series: oven_temperature_celsius, pack: oven}\n"
    editor.type(METRICS_NAME, text)
    pack = editor.open(name)
    found = run(editor.references(name, *whereabouts(pack, "  oven_temp")))
    assert found == [(name, 1), (METRICS_NAME, whereabouts(text, "series: oven_temp")[0])]
    editor.close(name)


def test_in_a_pack_its_own_keys_and_words_are_completed(editor: Editor, run: Run) -> None:
    name, text = "specs/packs/new.yaml", "metrics:\n  oven_opened_total: {type: cou, uni}\nab"
    editor.open(name, text)
    assert "counter" in run(editor.completion(name, *whereabouts(text, "cou")))
    assert set(run(editor.completion(name, *whereabouts(text, "uni")))) >= {"unit", "renamed_to"}
    top = run(editor.completion(name, *whereabouts(text, "\nab")))
    assert "about" in top
    assert "models" not in top
    editor.close(name)


def test_half_typed_yaml_is_completed_and_explained(editor: Editor, run: Run) -> None:
    text = MODELS.replace("    scaling:\n", "    slos: {fast: {metric: lat\n    scaling: [\n")
    editor.type(NAME, text)
    assert "latency" in run(editor.completion(NAME, *whereabouts(text, "{metric: lat")))
    assert "alert: LatencyHigh" in run(editor.hover(NAME, *whereabouts(text, "      laten")))
