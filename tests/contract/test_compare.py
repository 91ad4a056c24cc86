"""A page that is right, broken in one place: what is said, and at which line of the spec."""

import re

import pytest

from contract.shop import PAGE, SPEC, findings, line_of


def test_a_page_that_is_right_is_clean() -> None:
    assert findings(PAGE) == []


def without(pattern: str) -> str:
    return "".join(line for line in PAGE.splitlines(keepends=True) if not re.search(pattern, line))


@pytest.mark.parametrize(
    ("text", "code", "at", "said"),
    [
        (without("shop_accuracy"), "missing-series", "accuracy: {below", "serves no `shop_accuracy`"),
        (PAGE.replace("shop_accuracy", "shop_acuracy"), "missing-series", "accuracy: {below", "serves no `shop_accuracy`"),
        (PAGE.replace("TYPE shop_accuracy gauge", "TYPE shop_accuracy counter"), "wrong-type", "accuracy: {below", "is a counter"),
        (PAGE.replace("shop_latency_seconds", "shop_latency_ms"), "wrong-unit", "latency: {quantile", "`shop_latency_ms_bucket`"),
        (PAGE.replace("shop_requests_total", "shop_requests"), "counter-suffix", "failed_share: {above", "serves `shop_requests`"),
        (PAGE.replace('accuracy{model_name="', 'accuracy{model="'), "missing-label", "accuracy: {below", "`model_name` (`model`)"),
        (PAGE.replace('accuracy{model_name="forecast"', 'accuracy{model_name="fc"'), "other-name", "accuracy: {below", "page has `fc`"),
        (without('le="0.2"'), "missing-edge", "latency: {quantile", "no bucket edge at 0.2"),
        (without('le="1.0"'), "missing-edge", "buckets: [50ms", "no bucket edge at 1"),
        (PAGE.replace("accuracy{", 'accuracy{pod="x",'), "hidden-label", "accuracy: {below", "stored as `exported_pod`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_line_that_needs_it(text: str, code: str, at: str, said: str) -> None:
    found = findings(text)
    assert {located.code for located in found} == {f"contract/{code}"}
    assert found[0].severity == "error"
    assert found[0].span.line == line_of(at)
    assert said in found[0].message
    assert found[0].help


def test_a_finding_names_the_line_of_the_page() -> None:
    (found,) = findings(PAGE.replace("TYPE shop_accuracy gauge", "TYPE shop_accuracy counter"))
    (note, place) = found.notes[0]
    assert (note, place.file, place.line) == (
        "this is what the page serves",
        "metrics",
        PAGE.split("\n").index("# TYPE shop_accuracy gauge") + 1,
    )


def test_one_series_that_many_read_is_missing_once() -> None:
    found = findings(without("shop_latency_seconds"))
    assert len([located for located in found if "`shop_latency_seconds_bucket`" in located.message]) == 1
    assert any(message == "needed too" for located in found for message, _ in located.notes)


@pytest.mark.parametrize("served", [without(r'status="failed"'), without("^shop_requests_total")])
def test_what_only_has_not_happened_yet_is_a_warning(served: str) -> None:
    (found,) = findings(served)
    assert (found.code, found.severity) == ("contract/no-such-series", "warning")


@pytest.mark.parametrize(
    ("where", "matcher"),
    [
        ("[failed, error]", '=~"failed|error"'),
        ("{matches: fail.*}", '=~"fail.*"'),
        ("{not: ok}", '!="ok"'),
        ("{not_matches: o.*}", '!~"o.*"'),
    ],
)
def test_a_series_has_what_a_condition_asks_for(where: str, matcher: str) -> None:
    spec = SPEC.replace("where: {status: failed}", f"where: {{status: {where}}}")
    assert findings(PAGE, spec) == []
    (found,) = findings(without(r'status="failed"'), spec)
    assert f"has `status{matcher}` yet" in found.message


def test_a_unit_in_a_name_contradicts_the_spec() -> None:
    spec = SPEC.replace("shop_queue_size, type: gauge, unit: requests", "shop_queue_bytes, type: gauge, unit: requests")
    (found,) = findings(PAGE.replace("shop_queue_size", "shop_queue_bytes"), spec)
    assert found.code == "contract/wrong-unit"
    assert found.message == "`shop_queue_bytes` is served in bytes, the spec says requests"


def test_an_edge_may_be_written_in_any_way() -> None:
    assert findings(PAGE.replace('le="1.0"', 'le="1"').replace('le="0.1"', 'le="0.10"').replace('le="0.2"', 'le="2e-01"')) == []


def test_a_limit_that_is_interpolated_needs_no_edge() -> None:
    spec = SPEC.replace("    buckets: [50ms, 100ms, 200ms, 1s]\n", "").replace("critical: 200ms}", "critical: 200ms}, interpolate: true")
    assert findings(without('le="0.[12]"'), spec) == []
    (found, _) = findings(without('le="0.[12]"'), spec.replace(", interpolate: true", ""))
    assert found.code == "contract/missing-edge"


def test_a_baseline_needs_its_edges() -> None:
    drift = "{drift: {ks: 0.2, window: 1d, baseline: {50ms: 10%, 0.2: 50%}}}"
    spec = SPEC.replace("    buckets: [50ms, 100ms, 200ms, 1s]\n", "")
    spec = spec.replace("{quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 2m}", drift)
    assert findings(without('le="0.1"'), spec) == []
    (found,) = findings(without('le="0.2"'), spec)
    assert (found.code, spec.splitlines()[found.span.line - 1][found.span.column - 1 :][:3]) == ("contract/missing-edge", "0.2")


def test_an_objective_on_a_quantile_needs_its_edge() -> None:
    threshold = "      latency: {quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 2m}\n"
    spec = SPEC.replace("    buckets: [50ms, 100ms, 200ms, 1s]\n", "").replace(threshold, "")
    spec += "    slos: {fast: {metric: latency, quantile: 0.95, not_above: 100ms, objective: 99%}}\n"
    assert findings(without('le="0.2"'), spec) == []
    (found,) = findings(without('le="0.1"'), spec)
    assert (found.code, found.span.line) == ("contract/missing-edge", spec.count("\n"))
    assert findings(without('le="0.1"'), spec.replace("not_above: 100ms", "not_above: 100ms, interpolate: true")) == []


def test_labels_of_the_page_win_where_the_scrape_honours_them() -> None:
    spec = SPEC.replace("{port: metrics}", "{port: metrics, honor_labels: true}")
    assert findings(PAGE.replace("accuracy{", 'accuracy{pod="x",'), spec) == []


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("release: monitoring", 'release: monitoring, series_labels: {cluster: "eu-1"}'),
        ("release: monitoring}", 'release: monitoring}, grafana: {series_labels: {cluster: "eu-1"}}'),
    ],
)
def test_what_tells_clusters_apart_is_no_label_of_a_page(of: str, said: str) -> None:
    spec = SPEC.replace(of, said)
    assert spec != SPEC
    assert findings(PAGE, spec) == []


def test_what_a_job_pushes_keeps_the_labels_that_it_was_pushed_with() -> None:
    before = "series: shop_accuracy, type: gauge"
    pushed = SPEC.replace(before, f"{before}, where: {{job: nightly}}") + "components: {nightly: {scrape: {job: nightly, pushed: true}}}\n"
    page = PAGE.replace("shop_accuracy{", 'shop_accuracy{job="nightly",instance="",')
    assert findings(page, pushed) == []
    assert {each.code for each in findings(page)} == {"contract/hidden-label"}


def test_a_label_that_is_stored_as_exported_is_looked_for_under_its_own_name() -> None:
    before = "shop_accuracy, type: gauge, unit: ratio, labels: {model: model_name}"
    spec = SPEC.replace(before, before.replace("model_name", "exported_service"))
    assert spec != SPEC
    assert findings(PAGE.replace('accuracy{model_name="', 'accuracy{service="'), spec) == []


def test_a_quantile_of_a_summary_must_be_told() -> None:
    spec = SPEC.replace("    type: histogram\n", "    type: summary\n").replace("    buckets: [50ms, 100ms, 200ms, 1s]\n", "")
    head = without("shop_latency").rstrip("\n") + "\n# TYPE shop_latency_seconds summary\n"
    end = 'shop_latency_seconds_sum{model_name="forecast"} 1\nshop_latency_seconds_count{model_name="forecast"} 1\n'
    assert findings(head + 'shop_latency_seconds{model_name="forecast",quantile="0.95"} 0.1\n' + end, spec) == []
    (found,) = findings(head + 'shop_latency_seconds{model_name="forecast",quantile="0.5"} 0.1\n' + end, spec)
    assert found.code == "contract/missing-quantile"


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("timestamp_seconds", "1790000000000", "a time in milliseconds"),
        ("timestamp_seconds", "1.79e18", "a time in nanoseconds"),
        ("timestamp_seconds", "3600", "a span of time and no time"),
        ("timestamp_milliseconds", "1790000000", "a time in seconds"),
        ("ratio", "93", "no share of one"),
        ("bool", "37", "neither 0 nor 1"),
        ("celsius", "61000", "in thousandths of a degree"),
    ],
)
def test_a_value_that_is_plainly_of_another_unit_is_told(unit: str, value: str, said: str) -> None:
    spec = SPEC.replace("shop_queue_size, type: gauge, unit: requests", f"shop_queue_size, type: gauge, unit: {unit}")
    spec = spec.replace("queue: {above: 100, for: 5m}", "queue: {absent: true, for: 5m}")
    text = PAGE.replace('queue_size{model_name="forecast"} 3.0', f'queue_size{{model_name="forecast"}} {value}')
    (found,) = findings(text, spec)
    assert (found.code, found.severity) == ("contract/wrong-unit", "error")
    assert said in found.message
    assert f"the spec says {unit}" in found.message


@pytest.mark.parametrize(
    ("unit", "value"), [("timestamp_seconds", "0"), ("timestamp_seconds", "1790000000"), ("ratio", "NaN"), ("ratio", "1.2"), ("bool", "1")]
)
def test_a_value_that_may_be_of_the_unit_is_right(unit: str, value: str) -> None:
    spec = SPEC.replace("shop_queue_size, type: gauge, unit: requests", f"shop_queue_size, type: gauge, unit: {unit}")
    spec = spec.replace("queue: {above: 100, for: 5m}", "queue: {absent: true, for: 5m}")
    assert findings(PAGE.replace('queue_size{model_name="forecast"} 3.0', f'queue_size{{model_name="forecast"}} {value}'), spec) == []
