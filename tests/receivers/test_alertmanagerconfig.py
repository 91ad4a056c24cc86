import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receivers.amtool import TEMPLATES
from receivers.cases import VERSION, cases, receiver, settings
from receivers.sections import children
from tocsin.lower.receivers import Lowered, to_alertmanagerconfig
from tocsin.lower.receivers.notification_texts import by_name, written_out
from tocsin.section import Section
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.spec.receivers.http_client import HttpClient
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.upstream import resource_name
from tocsin.versions import Version

KEY = {"secret": "a", "key": "b"}
# Names of monitoring.coreos.com/v1alpha1 AlertmanagerConfig as prometheus-operator 0.93 serves it, below each key of a receiver.
KNOWN: dict[str, list[str]] = json.loads((Path(__file__).parent / "alertmanagerconfig_fields.json").read_text(encoding="utf-8"))

# What the resource has and the language leaves out.
LEFT_OUT = {
    "httpConfig": {
        "bearerTokenSecret",  # deprecated: `authorization` says the same
        "proxyURL",  # deprecated: `proxyUrl` is the same
    },
    "pushoverConfigs": {"tokenFile", "userKeyFile"},  # secrets come from Secrets
    "rocketchatConfigs": {
        "actions",
        "actions.msg",
        "actions.text",
        "actions.url",
    },  # the operator writes them so that Alertmanager refuses them
    "telegramConfigs": {"botTokenFile"},
    "webhookConfigs": {"url"},  # a secret by value
}


def lowered(one: Receiver, version: Version = VERSION, shared: AlertmanagerGlobal | None = None) -> Lowered:
    texts = written_out(TEMPLATES.read_text(encoding="utf-8"))
    return to_alertmanagerconfig(one, version=version, settings=shared or AlertmanagerGlobal(), texts=texts)


def problems(given: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    return [(problem.path, problem.code) for problem in lowered(Receiver.model_validate(given)).problems]


@pytest.mark.parametrize("key", KNOWN)
def test_every_field_of_the_resource_is_in_the_language_or_left_out_for_a_reason(key: str) -> None:
    section = HttpClient if key == "httpConfig" else kind_of(key)
    ours = {path for path in paths(section) if not path.startswith("httpConfig.")}
    assert set(KNOWN[key]) - ours == LEFT_OUT.get(key, set())
    assert ours - set(KNOWN[key]) == set()


def test_the_fields_of_the_resource_are_all_known() -> None:
    assert len(KNOWN) == 16


def kind_of(key: str) -> type[Integration]:
    [kind] = children(Receiver, key.removesuffix("Configs"))[:1]
    assert issubclass(kind, Integration)
    assert kind.IN_RESOURCE
    return kind


def paths(section: type[Section], before: str = "") -> Iterator[str]:
    for field in section.model_fields:
        name = resource_name(section, field)
        if name is not None:
            yield before + name
            for child in children(section, field):
                yield from paths(child, f"{before}{name}.")


@pytest.mark.parametrize(("kind", "name"), cases())
def test_every_example_becomes_fields_of_the_resource_or_a_problem(kind: str, name: str) -> None:
    found = lowered(receiver(kind, name), shared=settings())
    for key, entries in found.configs.items():
        for entry in entries:
            assert entry.keys() <= set(KNOWN[key])
    if name == "minimal" and kind not in ("jira", "incidentio", "mattermost"):
        assert found.problems == ()


@pytest.mark.parametrize("kind", ["incidentio", "jira", "mattermost"])
def test_kinds_that_the_resource_lacks_are_a_problem(kind: str) -> None:
    found = lowered(receiver(kind, "minimal"))
    assert [problem.code for problem in found.problems] == ["receiver/kind-not-in-alertmanagerconfig"]
    assert found.configs == {}


@pytest.mark.parametrize(
    ("given", "place", "code"),
    [
        ({"webhook": {"url": {"file": "/hook"}}}, ("webhook", "url"), "receiver/file-in-alertmanagerconfig"),
        ({"slack": [{}, {"app_token": KEY}]}, ("slack", 1, "app_token"), "receiver/field-not-in-alertmanagerconfig"),
        ({"rocketchat": {"actions": [{"text": "x"}]}}, ("rocketchat", "actions"), "receiver/field-not-in-alertmanagerconfig"),
        ({"telegram": {"chat_id": KEY}}, ("telegram", "chat_id"), "receiver/no-reference-here"),
        ({"webhook": {"url": KEY, "payload": {"a": 1}}}, ("webhook", "payload"), "receiver/text-needed"),
        ({"pagerduty": {"routing_key": KEY, "details": {"a": [1]}}}, ("pagerduty", "details", "a"), "receiver/text-needed"),
        ({"slack": {"url": KEY, "update_message": True}}, ("slack", "update_message"), "receiver/update-needs-app-token"),
        ({"discard": True, "labels": {"team": "ml"}}, ("labels",), "receiver/field-not-in-alertmanagerconfig"),
        (
            {"webhook": {"url": KEY, "http_config": {"basic_auth": {"username": "a"}}}},
            ("webhook", "http_config", "basic_auth", "username"),
            "receiver/reference-needed",
        ),
    ],
)
def test_what_the_resource_cannot_say_is_a_problem(given: dict[str, Any], place: tuple[int | str, ...], code: str) -> None:
    assert problems(given) == [(place, code)]


def test_what_the_operator_would_silently_drop_is_a_problem() -> None:
    found = lowered(receiver("slack", "full"), Version(0, 30))
    assert [problem.path for problem in found.problems] == [("slack", "message_text")]


def test_secrets_become_selectors_and_texts_stand_alone() -> None:
    found = lowered(receiver("slack", "minimal"), shared=settings())
    [entry] = found.configs["slackConfigs"]
    assert entry["apiURL"] == {"name": "alertmanager-slack", "key": "webhook"}
    assert "template" not in json.dumps(found.configs)


def test_shared_settings_are_written_into_the_integration() -> None:
    [entry] = lowered(receiver("email", "minimal"), shared=settings()).configs["emailConfigs"]
    assert entry["smarthost"] == "smtp.example.com:587"
    assert entry["authPassword"] == {"name": "alertmanager-smtp", "key": "password"}
    assert entry["tlsConfig"] == {"serverName": "mail.example.com"}
    assert {"key": "Subject", "value": written_out(TEMPLATES.read_text(encoding="utf-8"))("tocsin.email.subject")} in entry["headers"]


def test_a_receivers_own_way_into_slack_beats_the_shared_one() -> None:
    [entry] = lowered(receiver("slack", "full"), shared=settings("app")).configs["slackConfigs"]
    assert entry["apiURL"] == {"name": "alertmanager-slack", "key": "webhook"}


def test_shapes_of_the_resource_that_differ_from_alertmanagers() -> None:
    paged = lowered(receiver("pagerduty", "full")).configs["pagerdutyConfigs"][0]
    assert paged["pagerDutyLinkConfigs"] == [{"href": "https://example.com", "alt": "Runbook"}]
    assert paged["details"][0] == {"key": "model", "value": "{{ .CommonLabels.model }}"}
    mailed = lowered(receiver("email", "full")).configs["emailConfigs"][0]
    assert mailed["threading"] == {"threadByDate": "Daily"}
    assert mailed["tlsConfig"]["ca"] == {"secret": {"name": "alertmanager-smtp", "key": "ca.crt"}}
    assert mailed["tlsConfig"]["keySecret"] == {"name": "alertmanager-smtp", "key": "tls.key"}


def test_a_name_in_place_of_a_text_is_what_a_template_file_needs() -> None:
    assert by_name("tocsin.title") == '{{ template "tocsin.title" . }}'
