from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import Judge
from prove.routing.shop import FILE, SECRET, alert, platform, route, spoilt, written
from tocsin import ir
from tocsin.prove.notifications import NotificationProof, prove_notifications
from tocsin.prove.notifications.texts import texts_of

TITLE = '{{ template "tocsin.title" . }}'
SLACK: Mapping[str, Any] = {"channel": "#pager", "title": TITLE, "text": "{{ range .Alerts }}{{ .Annotations.summary }}. {{ end }}"}
CRITICAL = route("critical", "severity = critical", to="pager")
DEFAULTS = Path(__file__).parents[3] / ".tools" / "share" / "alertmanager"


@pytest.fixture
def amtool(judge: Judge) -> Path:
    return judge("amtool")


def shop(*alerts: ir.Alert, kind: str = "slack", delivery: str = "file", **entry: object) -> ir.Platform:
    """Return a platform whose receiver `pager` has one integration."""
    made = platform(*alerts, routes=(CRITICAL,), alertmanager_delivery=delivery)
    assert made.routing is not None
    configs = {f"{kind}_configs": ({**SLACK, **entry} if kind == "slack" else entry,)}
    pager = replace(made.routing.receivers[1], configs=configs, custom_resource={f"{kind}Configs": configs[f"{kind}_configs"]})
    receivers = (made.routing.receivers[0], pager, made.routing.receivers[2])
    return replace(made, routing=replace(made.routing, receivers=receivers))


def proofs(made: ir.Platform, amtool: Path, texts: Mapping[str, str] | None = None) -> tuple[NotificationProof, ...]:
    return prove_notifications(made, written(made) if texts is None else texts, amtool=amtool, default_templates=DEFAULTS)


def said(proof: NotificationProof) -> dict[str, str]:
    return {text.field: text.text for text in proof.texts}


BY_MODEL = alert("ErrorsHigh", "critical", "sum by (model) (errors) > 1")


def test_a_receiver_is_shown_with_an_alert_that_gets_there(amtool: Path) -> None:
    (proof,) = proofs(shop(alert("Other", "warning"), BY_MODEL), amtool)
    assert (proof.receiver, proof.alert, proof.severity, proof.told, proof.status) == ("pager", "ErrorsHigh", "critical", True, "firing")
    assert proof.at == ("receivers", "pager")
    assert proof.proved
    assert said(proof) == {
        "title": "[FIRING:2] ErrorsHigh (critical), namespace shop-prod",
        "text": "ErrorsHigh of model-1. ErrorsHigh of model-2. ErrorsHigh of model-3. ",
    }


def test_what_is_resolved_is_told_where_it_is_sent(amtool: Path) -> None:
    firing, resolved = proofs(shop(BY_MODEL, send_resolved=True), amtool)
    assert (firing.status, resolved.status) == ("firing", "resolved")
    assert said(resolved)["title"] == "[RESOLVED] ErrorsHigh (critical), namespace shop-prod"


def test_alerts_of_one_group_agree_in_what_they_are_grouped_by(amtool: Path) -> None:
    made = shop(
        alert("A", "critical", "sum by (component, model) (errors) > 1"), text="{{ range .Alerts }}{{ .Labels.component }} {{ end }}"
    )
    assert said(proofs(made, amtool)[0])["text"] == "component-1 component-1 component-1 "
    assert made.routing is not None
    root = replace(made.routing.root, group_by=("...",))
    alone = replace(made, routing=replace(made.routing, root=root))
    assert said(proofs(alone, amtool)[0])["text"] == "component-1 "


def test_the_alert_with_the_longest_texts_is_shown(amtool: Path) -> None:
    (proof,) = proofs(shop(alert("Short", "critical"), alert("LongerName", "critical"), alert("Brief", "critical")), amtool)
    assert proof.alert == "LongerName"


def test_a_receiver_that_nobody_reaches_is_shown_all_the_same(amtool: Path) -> None:
    (proof,) = proofs(shop(alert("A", "warning")), amtool)
    assert (proof.alert, proof.told, proof.proved) == ("A", False, True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Annotations.summary }}", "Annotations.summary ", "slack_configs[0].text: "),
        (".Annotations.summary", ".Nope", "can't evaluate field Nope"),
        ('template "tocsin.title"', 'template "tocsin.nope"', 'template "tocsin.nope" not defined'),
        (TITLE, "{{ .CommonLabels.nope }}", "slack_configs[0].title: the title renders empty"),
        (TITLE, "", "slack_configs[0].title: the title renders empty"),
        (TITLE, '{{ index (dict "a" "b") "c" }}', "renders `<no value>`"),
        (
            TITLE,
            '{{ reReplaceAll "." "0123456789012345678901234567890123456789" .CommonLabels.alertname }}' * 3,
            "1200 characters, and 1024",
        ),
    ],
)
def test_a_text_that_is_not_fit_to_be_sent_is_a_complaint(amtool: Path, old: str, new: str, problem: str) -> None:
    made = shop(BY_MODEL)
    (proof,) = proofs(made, amtool, spoilt(made, FILE, old, new))
    assert not proof.proved
    assert len(proof.complaints) == 1
    assert problem in proof.complaints[0]


def test_one_broken_text_does_not_hide_the_others(amtool: Path) -> None:
    (proof,) = proofs(shop(BY_MODEL, text="{{ .Nope }}"), amtool)
    assert said(proof) == {"text": "", "title": "[FIRING:2] ErrorsHigh (critical), namespace shop-prod"}


def test_texts_that_are_rendered_together_keep_their_variables_and_spaces(amtool: Path) -> None:
    (proof,) = proofs(shop(BY_MODEL, fallback=" {{- $x := 1 }} {{ $x }} ", pretext="{{ $x := 2 }}{{ $x }} {{- ` `}}"), amtool)
    assert (said(proof)["fallback"], said(proof)["pretext"]) == (" 1 ", "2 ")


def test_a_custom_resource_has_no_template_files(amtool: Path) -> None:
    made = shop(BY_MODEL, delivery="alertmanagerconfig")
    (proof,) = proofs(made, amtool)
    assert proof.complaints[0].startswith("slackConfigs[0].title: ")
    (proof,) = proofs(shop(BY_MODEL, delivery="alertmanagerconfig", title="{{ .Status }}"), amtool)
    assert said(proof)["title"] == "firing"


def test_a_subject_is_one_line(amtool: Path) -> None:
    (proof,) = proofs(shop(BY_MODEL, kind="email", to="a@example.com", headers={"Subject": "{{ .Status }}\nBcc: b@example.com"}), amtool)
    assert proof.complaints == ("email_configs[0].headers.Subject: a subject cannot have a line break",)


def test_a_short_message_is_shorter_than_one_to_a_topic(amtool: Path) -> None:
    entry = {"subject": "S", "message": "{{ .Status }}" + "x" * 1600}
    assert proofs(shop(BY_MODEL, kind="sns", topic_arn="t", **entry), amtool)[0].proved
    (complaint,) = proofs(shop(BY_MODEL, kind="sns", phone_number="1", **entry), amtool)[0].complaints
    assert complaint == "sns_configs[0].message: 1606 bytes, and 1600 are shown"


def test_without_routing_or_alerts_there_is_nothing_to_show(amtool: Path) -> None:
    assert proofs(replace(shop(BY_MODEL), routing=None), amtool) == ()
    assert proofs(shop(), amtool) == ()


def test_the_texts_of_both_forms_of_a_receiver_are_found() -> None:
    plain = {"victorops_configs": [{"entity_display_name": "T", "custom_fields": {"a": "{{ .Status }}"}, "routing_key": "k"}]}
    resource = {"victoropsConfigs": [{"entityDisplayName": "T", "customFields": [{"key": "a", "value": "{{ .Status }}"}]}]}
    found = [[(text.kind, text.field, text.template) for text in texts_of(receiver)] for receiver in (plain, resource)]
    assert found[0] == [("victorops", "custom_fields.a", "{{ .Status }}"), ("victorops", "entity_display_name", "T")]
    assert sorted(found[1]) == found[0]


@pytest.mark.parametrize(("delivery", "file", "folder"), [("file", FILE, "templates"), ("secret", SECRET, "/etc/alertmanager/config")])
def test_templates_that_the_configuration_does_not_read_are_missed(delivery: str, file: str, folder: str, amtool: Path) -> None:
    made = shop(BY_MODEL, delivery=delivery)
    assert [proof.complaints for proof in proofs(made, amtool)] == [()]
    (proof,) = proofs(made, amtool, spoilt(made, file, f"{folder}/*.tmpl", "elsewhere/*.tmpl"))
    assert 'template "tocsin.title" not defined' in proof.complaints[0]


@pytest.mark.parametrize(
    ("kind", "field", "text", "sent"),
    [
        ("webhook", "payload", TITLE, "a list"),
        ("webhook", "payload", "{{ (index .Alerts 0).Labels.alertname }}: {{ .Status }}", "a mapping"),
        ("pagerduty", "details", TITLE, "a list"),
        ("jira", "fields", TITLE, "a list"),
        ("webhook", "payload", f"Alert {TITLE}", ""),
        ("webhook", "payload", "{{ .Status | toJson }}", ""),
        ("webhook", "payload", "[{{ .Status }}]", ""),
        ("webhook", "payload", "{{ len .Alerts }}", ""),
        ("webhook", "payload", "{{ .Status }}: [", ""),
        ("slack", "title", TITLE, ""),
    ],
)
def test_what_alertmanager_reads_again_stays_a_text(amtool: Path, kind: str, field: str, text: str, sent: str) -> None:
    entry: dict[str, Any] = {field: text if kind == "slack" else {"about": text}}
    (proof, *_) = proofs(shop(BY_MODEL, kind=kind, **entry), amtool)
    complaints = [each for each in proof.complaints if "reads it again" in each]
    assert [f"sends {sent}:" in each for each in complaints] == ([True] if sent else [])
