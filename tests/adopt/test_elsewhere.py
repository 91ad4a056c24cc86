"""Where rules are found besides rule files, and what is said of files that hold something else."""

import pytest

from tocsin.adopt import read

_GROUPS = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]"


def found(text: str) -> list[tuple[str, int]]:
    contents = read("given.yaml", text.encode())
    assert not contents.wrong
    return [(each.name, each.span.line) for each in contents.rules]


@pytest.mark.parametrize("kind", ["PrometheusRule", "AlertingRule", "VMRule", "Rules", "ClusterRules", "GlobalRules"])
def test_objects_whose_spec_is_a_rule_file(kind: str) -> None:
    assert found(f"kind: {kind}\nspec:\n  {_GROUPS}\n") == [("Down", 3)]


def test_rule_files_in_a_configmap_have_the_places_of_their_lines() -> None:
    text = f"""
kind: ConfigMapList
items:
  - kind: ConfigMap
    data:
      prometheus.yml: |
        global: {{}}
      rules.yml: |
        # of the shop
        {_GROUPS}
      other.rules: '{_GROUPS}'
      notes.txt: "groups: none"
"""
    assert found(text) == [("Down", 10), ("Down", 1)]


def test_a_rule_file_in_a_configmap_that_is_no_yaml_is_told() -> None:
    (wrong,) = read("given.yaml", b"kind: ConfigMap\ndata:\n  a.yml: |\n    groups: [\n").wrong
    assert (wrong.code.split("/")[0], wrong.span.file) == ("spec", "given.yaml")


def test_values_of_the_chart_prometheus_and_of_a_release() -> None:
    assert found(f"serverFiles:\n  prometheus.yml: {{}}\n  alerting_rules.yml:\n    {_GROUPS}\n") == [("Down", 4)]
    release = f"kind: HelmRelease\nspec:\n  values:\n    additionalPrometheusRulesMap:\n      a: {{{_GROUPS}}}\n"
    assert found(release) == [("Down", 5)]


def test_a_release_has_a_configuration_of_alertmanager() -> None:
    text = "kind: HelmRelease\nspec: {values: {alertmanager: {config: {route: {receiver: a}, receivers: [{name: a}]}}}}\n"
    assert len(read("given.yaml", text.encode()).configurations) == 1


_CONFIGURATION = "route: {receiver: a}\n    receivers: [{name: a}]\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"kind: ConfigMap\ndata:\n  config.yml: |\n    {_CONFIGURATION}", 4),
        ("config:\n  route: {receiver: a}\n  receivers: [{name: a}]\n", 2),
        ("serverFiles: {}\nalertmanager:\n  config:\n    route: {receiver: a}\n    receivers: [{name: a}]\n", 4),
    ],
)
def test_configurations_of_alertmanager_under_other_names(text: str, line: int) -> None:
    (configuration,) = read("given.yaml", text.encode()).configurations
    assert configuration.value == {"route": {"receiver": "a"}, "receivers": [{"name": "a"}]}
    assert configuration.span(("route",)).line == line


def test_a_configmap_of_something_else_has_no_configuration() -> None:
    (wrong,) = read("given.yaml", b"kind: ConfigMap\ndata: {config.yml: 'route: 1'}\n").wrong
    assert wrong.code == "adopt/no-rules"


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("panels: []", "a dashboard is not taken over", "`dashboards:`"),
        ("version: prometheus/v1\nslos: []", "a document of Sloth is not taken over", "beside the specs"),
        ("kind: SLO\napiVersion: openslo/v1", "a SLO is not taken over", "beside the specs"),
        ("apiVersion: 1\ngroups: [{orgId: 1}]", "a rule group that Grafana evaluates is not taken over", "as a rule"),
        ("version: '3'\nservices: {}", "no rules, no configuration", "name rule files"),
        ("kind: Namespace", "no rules, no configuration", "name rule files"),
        ("- 1", "no rules, no configuration", "name rule files"),
    ],
)
def test_something_else_is_said_where_it_belongs(text: str, message: str, remedy: str) -> None:
    (wrong,) = read("given.yaml", text.encode()).wrong
    assert wrong.code == "adopt/no-rules"
    assert message in wrong.message
    assert remedy in (wrong.help or "")


@pytest.mark.parametrize("text", ["{{- if .Values.on }}\na: 1\n{{- end }}\n", "name: {{ .Release.Name }}\n", "{% if on %}\na: 1\n"])
def test_a_template_is_rendered_first(text: str) -> None:
    (wrong,) = read("given.yaml", text.encode()).wrong
    assert wrong.code == "adopt/template"


def test_what_is_no_yaml_and_no_template_is_said_as_it_is() -> None:
    (wrong,) = read("given.yaml", b"groups: [\n").wrong
    assert wrong.code.startswith("spec/")
