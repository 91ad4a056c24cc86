import base64

import pytest
from msgspec.structs import replace

from tocsin import ir
from verify.small_files import ALERTMANAGER, TEMPLATE
from verify.small_nodes import PLATFORM, ROUTING
from verify.small_world import World

FILE = "alertmanager/alertmanager.yaml"
PAGER = ("receivers", "pager")
CRITICAL = ("routing", "routes", "critical")
LADDER = ("routing", "inhibit", "ladder")


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("receiver: pager", "receiver: nobody", 'undefined receiver "nobody"', CRITICAL),
        ("[nights]", "[days]", "days", CRITICAL),
        ("      - api_url_file", "      - nope: 1\n        api_url_file", "field nope not found", PAGER),
        ("      receiver: pager", "      receiver: pager\n      group_wait: 5x", 'unknown unit "x" in duration "5x"', CRITICAL),
        ('"06:00"', '"26:00"', "26:00", ("routing", "intervals", "nights")),
        ("group_by: [alertname]", "group_by: [alertname, '...']", "wildcard group_by", ("routing",)),
        ("name: operations", "name: pager", "not unique", PAGER),
        ('severity="critical"\']\n      rec', 'severity=~"("\']\n      rec', "error parsing regexp", CRITICAL),
    ],
)
def test_what_amtool_refuses_is_shown_where_the_spec_says_it(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change(FILE, old, new)
    complaint = next(complaint for complaint in world.complaints() if said in complaint.message)
    assert complaint.judge == "amtool"
    assert complaint.at == at


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("{{ .Annotations.summary }}", "{{ .Annotations.summary ", "unexpected", PAGER),
        ('"tocsin.title"', '"tocsin.nope"', 'template "tocsin.nope" not defined', PAGER),
        (".Annotations.summary", ".Nope", "can't evaluate field Nope", PAGER),
        ("{{ .Annotations.summary }}", '{{ index (dict "a" "b") "c" }}', "renders `<no value>`", PAGER),
        ("'{{ template \"tocsin.title\" . }}'", "'{{ .CommonLabels.nope }}'", "title: the title renders empty", PAGER),
        ("'{{ template \"tocsin.title\" . }}'", '""', "title: the title renders empty", PAGER),
    ],
)
def test_a_text_that_cannot_be_rendered_is_shown_at_its_receiver(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change(FILE, old, new)
    complaint = world.complaint()
    assert said in complaint.message
    assert complaint.at == at


def test_a_text_sees_firing_and_resolved_alerts_of_the_platform(world: World) -> None:
    text = '{{ if and (eq (len .Alerts.Firing) 2) (eq (len .Alerts.Resolved) 1) (eq .CommonLabels.alertname "FraudDown") }}fine{{ end }}'
    world.change(FILE, '{{ template "tocsin.title" . }}', text.replace("'", "''"))
    assert world.complaints() == ()


def test_a_default_template_may_be_used(world: World) -> None:
    world.change(FILE, '{{ template "tocsin.title" . }}', '{{ template "slack.default.title" . }}')
    assert world.complaints() == ()


def test_a_text_may_look_like_an_option(world: World) -> None:
    world.change(FILE, '{{ template "tocsin.title" . }}', "--{{ .Status }}")
    assert world.complaints() == ()


def test_a_broken_template_file_is_one_complaint(world: World) -> None:
    world.write("alertmanager/templates/tocsin.tmpl", '{{ define "tocsin.title" }}{{ .Status ')
    complaints = [complaint for complaint in world.complaints() if complaint.message.startswith("tocsin.tmpl: ")]
    assert len(complaints) == 1
    assert "unclosed action" in complaints[0].message


def test_a_template_file_that_was_not_written_is_reported(world: World) -> None:
    world.change(FILE, "templates/tocsin.tmpl", "templates/other.tmpl")
    assert "no template file matches `templates/other.tmpl`" in world.complaint().message


def test_a_template_file_that_alertmanager_would_not_read_is_reported(world: World) -> None:
    world.change(FILE, "templates:\n  - templates/tocsin.tmpl\n", "")
    assert world.complaint().message == "nothing in `templates` names tocsin.tmpl"


@pytest.mark.parametrize(
    ("old", "new", "said", "at"),
    [
        ("    - matchers: ['severity=\"critical\"']\n      receiver", "    - receiver", "has no matchers", CRITICAL),
        ("    - matchers: ['severity=\"critical\"']\n", "    - matchers: [severity=critical]\n", "read differently", CRITICAL),
        ("  - source_matchers: ['severity=\"critical\"']\n    target", "  - target", "no source matchers", LADDER),
        ("    target_matchers: ['severity=\"warning\"']\n", "", "no target matchers", LADDER),
        ("['severity=\"warning\"']", "[severity=warning]", "read differently", LADDER),
        ("api_url_file: /etc/alertmanager/secrets/slack/url", "api_url: https://hooks.example/x", "a secret in plain text", PAGER),
        ("- name: pager\n", "- name: pager\n    opsgenie_configs: [{api_key: abc}]\n", "a secret in plain text", PAGER),
        ("templates:", "global: {slack_api_url: https://x.example}\ntemplates:", "a secret in plain text", ("routing",)),
    ],
)
def test_what_amtool_misses_is_found(world: World, old: str, new: str, said: str, at: tuple[str, ...]) -> None:
    world.change(FILE, old, new)
    complaint = world.complaint()
    assert said in complaint.message
    assert complaint.at == at


def test_a_receiver_that_tells_nobody_must_be_meant(world: World) -> None:
    told = replace(ROUTING.receivers[0], configs={"email_configs": ({"to": "a@example.com"},)})
    world.platform = replace(PLATFORM, routing=replace(ROUTING, receivers=(told, ROUTING.receivers[1])))
    complaint = world.complaint()
    assert "`operations` tells nobody" in complaint.message
    assert complaint.at == ("receivers", "operations")


def test_a_crash_of_amtool_is_a_complaint(world: World) -> None:
    world.change(FILE, 'channel: "#pager"', 'channel: "#pager"\n        update_message: true')
    complaints = world.complaints()
    assert any("panic" in complaint.message for complaint in complaints)
    assert any("update_message" in complaint.message and complaint.at == PAGER for complaint in complaints)


@pytest.mark.parametrize("field", ["stringData", "data"])
def test_the_configuration_in_a_secret_is_judged_too(world: World, field: str) -> None:
    world.platform = _delivered(world.platform)
    text = ALERTMANAGER.replace("templates/tocsin.tmpl", "/etc/alertmanager/config/tocsin.tmpl").replace(
        "receiver: pager", "receiver: nobody"
    )
    _write_secret(world, text, TEMPLATE, field=field)
    complaint = world.complaint()
    assert complaint.path == "generated/prod/shop/alertmanager/secret.yaml"
    assert complaint.at == CRITICAL
    assert world.verdict().counts["amtool"]["configurations"] == 2


def test_a_secret_without_its_template_is_reported(world: World) -> None:
    world.platform = _delivered(world.platform)
    _write_secret(world, ALERTMANAGER.replace("templates/tocsin.tmpl", "/etc/alertmanager/config/tocsin.tmpl"), None)
    assert any("no template file matches `/etc/alertmanager/config/tocsin.tmpl`" in complaint.message for complaint in world.complaints())


def test_a_secret_as_it_should_be_has_no_complaint(world: World) -> None:
    world.platform = _delivered(world.platform)
    _write_secret(world, ALERTMANAGER.replace("templates/tocsin.tmpl", "/etc/alertmanager/config/tocsin.tmpl"), TEMPLATE)
    assert world.complaints() == ()


def test_the_texts_of_a_custom_resource_are_rendered(world: World) -> None:
    cluster = replace(world.platform.cluster, alertmanager_delivery="alertmanagerconfig")
    world.platform = replace(world.platform, cluster=cluster)
    world.write("alertmanager/alertmanagerconfig.yaml", CUSTOM_RESOURCE.replace("{{ .Status }}", "{{ .Nope }}"))
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - alertmanager/alertmanagerconfig.yaml\n")
    complaint = world.complaint()
    assert complaint.message.startswith("receivers[0].slackConfigs[0].title")
    assert complaint.at == PAGER


def test_a_platform_without_routing_has_no_configuration(world: World) -> None:
    world.platform = replace(world.platform, routing=None)
    assert world.complaint().message == "the spec has no routing"


def _delivered(platform: ir.Platform) -> ir.Platform:
    return replace(platform, cluster=replace(platform.cluster, alertmanager_delivery="secret"))


def _write_secret(world: World, text: str, template: str | None, *, field: str = "stringData") -> None:
    keys = {"alertmanager.yaml": text} | ({} if template is None else {"tocsin.tmpl": template})
    lines = [OPAQUE, f"{field}:\n"]
    for key, value in keys.items():
        lines.append(f"  {key}: ")
        shown = (
            base64.b64encode(value.encode()).decode()
            if field == "data"
            else "|\n" + "".join(f"    {line}\n" for line in value.splitlines())
        )
        lines.append(shown.rstrip("\n") + "\n")
    world.write("alertmanager/secret.yaml", "".join(lines))
    world.change("kustomization.yaml", "resources:\n", "resources:\n  - alertmanager/secret.yaml\n")


OPAQUE = """\
apiVersion: v1
kind: Secret
metadata:
  name: alertmanager
  namespace: monitoring
"""

CUSTOM_RESOURCE = """\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata:
  name: shop
  namespace: shop
spec:
  route:
    receiver: pager
  receivers:
    - name: pager
      slackConfigs:
        - apiURL:
            name: slack
            key: url
          title: '{{ .Status }}'
"""
