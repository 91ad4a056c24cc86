import json
import re
from pathlib import Path
from typing import Any

import pytest

from receivers.amtool import TEMPLATES, render
from receivers.cases import VERSION, cases, leaves, receiver, secret_path, settings
from tocsin.lower.receivers import to_alertmanager, to_alertmanagerconfig
from tocsin.lower.receivers.notification_texts import by_name, written_out
from tocsin.spec.receivers import Receiver

GROUP = Path(__file__).parent / "group.json"
SOURCE = TEMPLATES.read_text(encoding="utf-8")
NAMES = [name for name in re.findall(r'define "([^"]+)"', SOURCE) if not name.endswith((".alert", ".facts"))]
# What Alertmanager 0.25 has, besides Go's own.
FUNCTIONS = {"toUpper", "toLower", "title", "join", "match", "safeHtml", "reReplaceAll", "stringSlice"}
GO = {"and", "define", "else", "end", "eq", "gt", "if", "len", "lt", "ne", "not", "or", "range", "template", "with"}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_renders_whole_and_without_gaps(name: str) -> None:
    text = render(by_name(name), GROUP)
    assert "<no value>" not in text
    assert "<nil>" not in text
    assert not re.search(r"\n\n\n\n", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_written_out_says_the_same(name: str) -> None:
    assert render(written_out(SOURCE)(name), GROUP) == render(by_name(name), GROUP)


@pytest.mark.parametrize("name", ["tocsin.text", "tocsin.markdown", "tocsin.plain", "tocsin.email.html"])
def test_a_body_says_what_happened_where_since_when_and_what_to_do(name: str) -> None:
    text = render(by_name(name), GROUP)
    for said in ("Toxic share", "over 10m.", "2025-01-02 03:04 UTC", "warning", "model toxicity-bert", "production", "pod=api-1"):
        assert said in text
    for link in ("https://runbooks.example.com/ToxicShareHigh", "https://grafana.example.com/d/toxicity"):
        assert link in text
    assert text.index("Toxic share is") < text.index("Resolved") < text.index("Toxic share was high")


def test_the_title_says_status_count_alert_model_and_environment() -> None:
    assert render(by_name("tocsin.title"), GROUP) == "[FIRING:2] ToxicShareHigh toxicity-bert in production"


def test_a_title_of_one_severity_says_it_and_a_resolved_one_no_count(tmp_path: Path) -> None:
    data = group(tmp_path, status="resolved", commonLabels={"alertname": "A", "component": "gateway", "severity": "critical"})
    assert render(by_name("tocsin.title"), data) == "[RESOLVED] A gateway (critical)"


def test_a_title_names_what_is_down_and_not_the_category_that_it_shares(tmp_path: Path) -> None:
    data = group(tmp_path, commonLabels={"alertname": "TargetDown", "component": "databases", "subject": "vectors"})
    assert render(by_name("tocsin.title"), data) == "[FIRING:2] TargetDown vectors"


def test_a_title_says_where_and_by_what_else_its_alerts_are_grouped(tmp_path: Path) -> None:
    grouped = {"alertname": "PSIHigh", "severity": "critical", "feature": "age", "slo": "fast"}
    common = {**grouped, "model": "scorer", "environment": "production", "namespace": "shop", "cluster": "eu-1", "owner": "ml"}
    data = group(tmp_path, groupLabels=grouped, commonLabels=common)
    said = "[FIRING:2] PSIHigh scorer (critical) in production, namespace shop, cluster eu-1, feature age, slo fast"
    assert render(by_name("tocsin.title"), data) == said


def test_a_title_of_a_group_by_all_labels_is_no_list_of_them(tmp_path: Path) -> None:
    labels = {"alertname": "PSIHigh", "model": "scorer", "feature": "age", "owner": "ml"}
    assert render(by_name("tocsin.title"), group(tmp_path, groupLabels=labels, commonLabels=labels)) == "[FIRING:2] PSIHigh scorer"


def test_an_environment_that_nobody_has_named_is_none(tmp_path: Path) -> None:
    data = group(tmp_path, commonLabels={"alertname": "A", "environment": "default", "namespace": "shop"})
    assert render(by_name("tocsin.title"), data) == "[FIRING:2] A, namespace shop"


def test_a_group_of_different_alerts_is_counted(tmp_path: Path) -> None:
    assert render(by_name("tocsin.title"), group(tmp_path, commonLabels={})) == "[FIRING:2] 3 alerts"


@pytest.mark.parametrize(
    ("status", "severity", "color"),
    [
        ("firing", "critical", "danger"),
        ("firing", "warning", "warning"),
        ("firing", "info", "#439FE0"),
        ("firing", None, "danger"),
        ("resolved", "critical", "good"),
    ],
)
def test_the_color_follows_status_and_severity(status: str, severity: str | None, color: str, tmp_path: Path) -> None:
    labels = {"severity": severity} if severity else {}
    assert render(by_name("tocsin.color"), group(tmp_path, status=status, commonLabels=labels)) == color


def test_slack_cannot_mistake_a_text_for_markup() -> None:
    assert "*Toxic share is 41% (&gt; 40%, not &lt; 5%) &amp; rising*" in render(by_name("tocsin.text"), GROUP)


@pytest.mark.parametrize(("status", "said"), [("firing", "alerts that fire"), ("resolved", "alerts that are resolved")])
def test_a_long_group_is_cut_and_says_so(tmp_path: Path, status: str, said: str) -> None:
    alert = json.loads(GROUP.read_text(encoding="utf-8"))["alerts"][0] | {"status": status}
    data = group(tmp_path, alerts=[alert] * 12)
    for name in ("tocsin.text", "tocsin.markdown", "tocsin.plain", "tocsin.email.html"):
        text = render(by_name(name), data)
        assert text.count("Toxic share is") == 10
        assert f"These are 10 of the 12 {said}." in text


def test_a_mail_escapes_what_alerts_say() -> None:
    html = render(by_name("tocsin.email.html"), GROUP, kind="html")
    assert "(&gt; 40%, not &lt; 5%) &amp; rising" in html
    assert 'href="http://prometheus.example.com/graph?g0.expr=x&amp;g0.tab=1"' in html


def test_the_templates_use_only_what_the_oldest_alertmanager_has_and_what_can_be_written_out() -> None:
    actions = re.findall(r"\{\{-?(.*?)-?\}\}", re.sub(r"\{\{/\*.*?\*/\}\}", "", SOURCE, flags=re.DOTALL))
    used = {word for action in actions for word in re.findall(r"(?<![\w.$])[a-zA-Z]\w*", re.sub(r'"[^"]*"', "", action))}
    assert used - GO <= FUNCTIONS
    assert not re.search(r"\$(?!index\b|alert\b)", SOURCE.split("*/}}", 1)[1])
    assert not re.search(r'\{\{-\s*template|template "[^"]+" \S+ -\}\}', SOURCE)


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in cases()} - {"webhook", "incidentio"}))
def test_a_receiver_that_says_nothing_uses_our_texts_and_they_render(kind: str) -> None:
    lowered = to_alertmanager(receiver(kind, "minimal"), version=VERSION, settings=settings(), secret_path=secret_path)
    texts = [leaf for leaf in leaves(lowered.configs) if isinstance(leaf, str) and "{{" in leaf]
    assert any('template "tocsin.' in text for text in texts)
    for text in texts:
        assert "<no value>" not in render(text, GROUP)


def test_what_a_receiver_says_itself_is_kept() -> None:
    said = {
        "slack": {"title": "T", "text": "X", "color": "good", "fallback": "F", "send_resolved": False},
        "email": {"to": "a@b.c", "headers": {"subject": "S"}},
    }
    lowered = to_alertmanager(Receiver.model_validate(said), version=VERSION, settings=settings(), secret_path=secret_path)
    assert lowered.configs["slack_configs"] == (said["slack"],)
    assert lowered.configs["email_configs"][0]["headers"] == {"subject": "S"}


@pytest.mark.parametrize(
    ("severity", "pagerduty", "victorops"), [("critical", "critical", "CRITICAL"), ("info", "info", "INFO"), ("page", "error", "CRITICAL")]
)
def test_severities_become_words_that_the_service_knows(severity: str, pagerduty: str, victorops: str, tmp_path: Path) -> None:
    data = group(tmp_path, commonLabels={"severity": severity})
    both = Receiver.model_validate({"pagerduty": {"routing_key": {"secret": "a", "key": "b"}}, "victorops": {"routing_key": "x"}})
    configs = to_alertmanager(both, version=VERSION, settings=settings(), secret_path=secret_path).configs
    assert render(configs["pagerduty_configs"][0]["severity"], data) == pagerduty
    assert render(configs["victorops_configs"][0]["message_type"], data) == victorops


@pytest.mark.parametrize(
    ("severity", "pagerduty", "victorops"),
    [("ticket", "warning", "WARNING"), ("page", "critical", "CRITICAL"), ("warning", "warning", "WARNING"), ("", "error", "CRITICAL")],
)
def test_severities_of_a_platform_become_words_by_their_rank(severity: str, pagerduty: str, victorops: str, tmp_path: Path) -> None:
    data = group(tmp_path, commonLabels={"severity": severity} if severity else {})
    both = Receiver.model_validate({"pagerduty": {"routing_key": {"secret": "a", "key": "b"}}, "victorops": {"routing_key": "x"}})
    severities = ["note", "ticket", "page"]
    configs = to_alertmanager(both, version=VERSION, settings=settings(), secret_path=secret_path, severities=severities).configs
    assert render(configs["pagerduty_configs"][0]["severity"], data) == pagerduty
    assert render(configs["victorops_configs"][0]["message_type"], data) == victorops


@pytest.mark.parametrize(
    ("status", "severity", "opsgenie", "pushover"),
    [
        ("firing", "critical", "P1", "2"),
        ("firing", "warning", "P3", "0"),
        ("firing", "info", "P5", "-1"),
        ("firing", "disaster", "P1", "2"),
        ("firing", "severe", "P2", "1"),
        ("firing", None, "P2", "1"),
        ("resolved", "disaster", "P1", "0"),
    ],
)
def test_severities_become_priorities(status: str, severity: str | None, opsgenie: str, pushover: str, tmp_path: Path) -> None:
    data = group(tmp_path, status=status, commonLabels={"severity": severity} if severity else {})
    key = {"secret": "a", "key": "b"}
    both = Receiver.model_validate({"opsgenie": {"api_key": key}, "pushover": {"user_key": key, "token": key}})
    severities = ["info", "warning", "severe", "critical", "disaster"]
    configs = to_alertmanager(both, version=VERSION, settings=settings(), secret_path=secret_path, severities=severities).configs
    assert render(configs["opsgenie_configs"][0]["priority"], data) == opsgenie
    assert render(configs["pushover_configs"][0]["priority"], data) == pushover


@pytest.mark.parametrize(
    ("status", "severity", "color"),
    [
        ("firing", "note", "#439FE0"),
        ("firing", "ticket", "warning"),
        ("firing", "page", "danger"),
        ("firing", "info", "#439FE0"),
        ("resolved", "ticket", "good"),
    ],
)
def test_a_severity_of_a_platform_has_the_color_of_its_rank(status: str, severity: str, color: str, tmp_path: Path) -> None:
    slack = receiver("slack", "minimal")
    lowered = to_alertmanager(slack, version=VERSION, settings=settings(), secret_path=secret_path, severities=["note", "ticket", "page"])
    [entry] = lowered.configs["slack_configs"]
    assert render(entry["color"], group(tmp_path, status=status, commonLabels={"severity": severity})) == color


def test_a_resource_carries_texts_that_render_alone() -> None:
    lowered = to_alertmanagerconfig(receiver("slack", "minimal"), version=VERSION, settings=settings(), texts=written_out(SOURCE))
    [entry] = lowered.configs["slackConfigs"]
    assert render(entry["text"], GROUP) == render(by_name("tocsin.text"), GROUP)


def test_a_template_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        written_out(SOURCE)("tocsin.nothing")


def group(folder: Path, **changes: Any) -> Path:  # noqa: ANN401 -- any part of a group
    file = folder / "group.json"
    file.write_text(json.dumps(json.loads(GROUP.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    return file
