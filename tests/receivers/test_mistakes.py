import json
from typing import Any

import pytest
from pydantic import ValidationError

from receivers.sections import sections, takes_reference, takes_value
from tocsin.schema import spec_schema
from tocsin.section import Section
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.spec.receivers.missing import missing_settings

KEY = {"secret": "a", "key": "b"}
WEBHOOK = {"url": KEY}
SECRETS = [(section, field) for section in sections() for field in section.model_fields if takes_reference(section, field)]


def faults(value: object, section: type[Section] = Receiver) -> list[tuple[tuple[int | str, ...], str]]:
    try:
        section.model_validate(value)
    except ValidationError as error:
        return [(fault["loc"], fault["type"]) for fault in error.errors()]
    return []


@pytest.mark.parametrize(("section", "field"), [pair for pair in SECRETS if not takes_value(*pair)])
@pytest.mark.parametrize("literal", ["hunter2", "", 12])
def test_a_secret_written_out_is_refused_and_not_repeated(section: type[Section], field: str, literal: object) -> None:
    with pytest.raises(ValidationError) as caught:
        section.model_validate({field: literal})
    [fault] = [fault for fault in caught.value.errors() if fault["loc"] == (field,)]
    assert fault["type"] == "security/literal-secret"
    assert f"`{field}`" in fault["msg"]
    assert "hunter2" not in fault["msg"]
    assert "secret" in fault["ctx"]["help"]


def test_there_are_secrets_to_refuse() -> None:
    assert len(SECRETS) > 40


@pytest.mark.parametrize("url", ["http://user:hunter2@proxy.example.com:3128", "http://hunter2@proxy.example.com"])
def test_a_url_with_a_password_is_refused(url: str) -> None:
    assert faults({"webhook": {**WEBHOOK, "http_config": {"proxy_url": url}}}) == [
        (("webhook", "http_config", "proxy_url"), "security/literal-secret")
    ]
    assert faults({"opsgenie": {"api_url": url}}) == [(("opsgenie", "api_url"), "security/literal-secret")]


@pytest.mark.parametrize(
    ("receiver", "place", "code"),
    [
        ({}, (), "receiver/empty"),
        ({"labels": {"team": "ml"}}, (), "receiver/empty"),
        ({"slack": []}, ("slack",), "too_short"),
        ({"discard": True, "slack": {}}, (), "receiver/discards-and-tells"),
        ({"slack": [{}, {"chanel": "#ops"}]}, ("slack", 1, "chanel"), "extra_forbidden"),
        ({"slack": {"url": KEY, "app_token": KEY}}, ("slack",), "receiver/slack-two-ways"),
        ({"slack": {"app_token": KEY, "http_config": {"authorization": {"credentials": KEY}}}}, ("slack",), "receiver/slack-two-ways"),
        ({"slack": {"actions": [{"type": "button", "text": "x"}]}}, ("slack", "actions", 0), "receiver/slack-action"),
        (
            {"slack": {"actions": [{"type": "button", "text": "x", "url": "u", "name": "n"}]}},
            ("slack", "actions", 0),
            "receiver/slack-action",
        ),
        (
            {"slack": {"actions": [{"type": "button", "text": "x", "url": "u", "value": "v"}]}},
            ("slack", "actions", 0),
            "receiver/slack-action",
        ),
        ({"slack": {"timeout": "5 minutes"}}, ("slack", "timeout"), "spec/bad-duration"),
        ({"email": {"to": "on-call"}}, ("email", "to"), "receiver/bad-address"),
        ({"email": {"to": "a@example.com", "smarthost": "smtp.example.com"}}, ("email", "smarthost"), "receiver/bad-smarthost"),
        ({"email": {"to": "a@example.com", "headers": {"Subject": "a", "subject": "b"}}}, ("email",), "receiver/duplicate-header"),
        (
            {"email": {"to": "a@example.com", "headers": {"references": "a"}, "threading": {"thread_by_date": "none"}}},
            ("email",),
            "receiver/threading-header",
        ),
        ({"incidentio": {"url": "https://x"}}, ("incidentio",), "receiver/incidentio-token"),
        (
            {"incidentio": {"url": "https://x", "alert_source_token": KEY, "http_config": {"authorization": {"credentials": KEY}}}},
            ("incidentio",),
            "receiver/incidentio-token",
        ),
        ({"jira": {"project": "A", "issue_type": "B", "api_type": "server"}}, ("jira", "api_type"), "literal_error"),
        ({"opsgenie": {"responders": [{"type": "team"}]}}, ("opsgenie", "responders", 0), "receiver/nameless-responder"),
        ({"opsgenie": {"responders": [{"type": "group", "name": "x"}]}}, ("opsgenie", "responders", 0, "type"), "literal_error"),
        ({"pagerduty": {}}, ("pagerduty",), "receiver/pagerduty-key"),
        ({"pagerduty": {"routing_key": KEY, "service_key": KEY}}, ("pagerduty",), "receiver/pagerduty-key"),
        ({"pushover": {"user_key": KEY}}, ("pushover", "token"), "missing"),
        ({"pushover": {"user_key": KEY, "token": KEY, "html": True, "monospace": True}}, ("pushover",), "receiver/html-and-monospace"),
        ({"sns": {}}, ("sns",), "receiver/sns-target"),
        ({"sns": {"topic_arn": "a", "phone_number": "b"}}, ("sns",), "receiver/sns-target"),
        ({"sns": {"topic_arn": "a", "sigv4": {"external_id": "x"}}}, ("sns", "sigv4"), "receiver/external-id-without-role"),
        ({"sns": {"topic_arn": "a", "sigv4": {"access_key": KEY}}}, ("sns", "sigv4"), "receiver/half-a-key"),
        ({"telegram": {"chat_id": 0}}, ("telegram",), "receiver/telegram-chat"),
        ({"telegram": {"chat_id": "-100"}}, ("telegram", "chat_id"), "security/bad-reference"),
        ({"telegram": {"chat_id": 1, "parse_mode": "MarkdownV2"}}, ("telegram",), "receiver/telegram-markdown"),
        ({"victorops": {"routing_key": "x", "custom_fields": {"entity_id": "y"}}}, ("victorops",), "receiver/victorops-reserved-field"),
        ({"webex": {"room_id": "x"}}, ("webex",), "receiver/webex-token"),
        ({"webhook": {}}, ("webhook", "url"), "missing"),
        ({"webhook": {"url": {"file": "hook"}}}, ("webhook", "url", "file"), "string_pattern_mismatch"),
        ({"wechat": {"message_type": "html"}}, ("wechat", "message_type"), "literal_error"),
        ({"labels": {"0team": "ml"}, "discard": True}, ("labels", "0team", "[key]"), "spec/bad-label"),
    ],
)
def test_what_alertmanager_would_refuse_or_ignore_is_refused_here(receiver: object, place: tuple[int | str, ...], code: str) -> None:
    assert faults(receiver) == [(place, code)]


@pytest.mark.parametrize(
    ("client", "code"),
    [
        ({"basic_auth": {"username": "a"}, "authorization": {"credentials": KEY}}, "security/two-authentications"),
        ({"authorization": {"type": "basic", "credentials": KEY}}, "security/basic-authorization"),
        ({"proxy_url": "http://proxy", "proxy_from_environment": True}, "receiver/two-proxies"),
        ({"no_proxy": "example.org"}, "receiver/no-proxy-url"),
        ({"proxy_connect_header": {"X-A": [KEY]}}, "receiver/no-proxy-url"),
        ({"proxy_url": "proxy:3128"}, "spec/bad-url"),
        ({"http_headers": {"user-agent": "tocsin"}}, "receiver/reserved-header"),
        ({"http_headers": {"X-A": 3}}, "security/bad-reference"),
        ({"tls_config": {"cert": KEY}}, "security/half-a-certificate"),
        ({"oauth2": {"client_id": "a", "token_url": "login"}}, "spec/bad-url"),
    ],
)
def test_an_http_client_that_alertmanager_would_refuse_is_refused(client: object, code: str) -> None:
    assert [found for _, found in faults({"webhook": {**WEBHOOK, "http_config": client}})] == [code]


def test_one_integration_and_a_list_of_them_are_found_at_their_places() -> None:
    one = Receiver.model_validate({"webhook": WEBHOOK, "slack": [{"channel": "#a"}, {"channel": "#b"}]})
    assert [placed.path for placed in one.integrations()] == [("slack", 0), ("slack", 1), ("webhook",)]


NEEDY: dict[str, dict[str, Any]] = {
    "email": {"to": "a@example.com"},
    "jira": {"project": "A", "issue_type": "B"},
    "mattermost": {},
    "opsgenie": {},
    "rocketchat": {},
    "slack": {},
    "telegram": {"chat_id": 1},
    "victorops": {"routing_key": "a"},
    "wechat": {},
}


@pytest.mark.parametrize("kind", NEEDY)
def test_what_neither_the_receiver_nor_the_shared_settings_give_is_missing(kind: str) -> None:
    receivers = {"ops": Receiver.model_validate({kind: NEEDY[kind]})}
    problems = missing_settings(receivers, AlertmanagerGlobal())
    assert problems
    assert all(problem.path == ("receivers", "ops", kind) and "`ops`" in problem.message for problem in problems)
    assert all("alertmanager: {" in problem.help for problem in problems)


@pytest.mark.parametrize(
    ("kind", "given"), [("slack", {"app_token": KEY}), ("email", {"to": "a@example.com", "from": "b@example.com", "smarthost": "m:25"})]
)
def test_what_the_receiver_gives_is_not_missing(kind: str, given: dict[str, Any]) -> None:
    assert missing_settings({"ops": Receiver.model_validate({kind: given})}, AlertmanagerGlobal()) == []


def test_the_json_schema_knows_one_and_many() -> None:
    schema = json.dumps(json.loads(spec_schema())["$defs"]["Receiver"]["properties"]["slack"])
    assert '{"$ref": "#/$defs/Slack"}, {"items": {"$ref": "#/$defs/Slack"}' in schema
