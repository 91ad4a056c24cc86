import json
from collections.abc import Iterator

import pytest

from receivers.sections import children, sections, takes_reference, takes_value
from tocsin.folders import DATA
from tocsin.section import Section
from tocsin.spec.receivers.settings import SharedSettings
from tocsin.spec.receivers.upstream import alertmanager_name
from tocsin.versions import alertmanager_since

FIELDS = json.loads((DATA / "catalog/alertmanager_fields.json").read_text(encoding="utf-8"))

BY_VALUE = "a secret, which is given by reference only"
NO_MANAGER = "names a secret of a secret manager, which Alertmanager has none of"
BEARER = "deprecated: `authorization` says the same"

LEFT_OUT = {
    "Authorization": {"credentials": BY_VALUE, "credentials_ref": NO_MANAGER},
    "BasicAuth": {"password": BY_VALUE, "password_ref": NO_MANAGER, "username_ref": NO_MANAGER},
    "DiscordConfig": {"webhook_url": BY_VALUE},
    "EmailConfig": {"auth_password": BY_VALUE, "auth_secret": BY_VALUE},
    "GlobalConfig": {
        "mattermost_webhook_url": BY_VALUE,
        "opsgenie_api_key": BY_VALUE,
        "rocketchat_token": BY_VALUE,
        "rocketchat_token_id": BY_VALUE,
        "slack_api_url": BY_VALUE,
        "slack_app_token": BY_VALUE,
        "smtp_auth_password": BY_VALUE,
        "smtp_auth_secret": BY_VALUE,
        "telegram_bot_token": BY_VALUE,
        "victorops_api_key": BY_VALUE,
        "wechat_api_secret": BY_VALUE,
    },
    "HTTPClientConfig": {"bearer_token": BEARER, "bearer_token_file": BEARER},
    "IncidentioConfig": {"alert_source_token": BY_VALUE},
    "MSTeamsConfig": {"webhook_url": BY_VALUE},
    "MSTeamsV2Config": {"webhook_url": BY_VALUE},
    "MattermostConfig": {"webhook_url": BY_VALUE},
    "OAuth2": {
        "client_certificate_key": BY_VALUE,
        "client_certificate_key_ref": NO_MANAGER,
        "client_secret": BY_VALUE,
        "client_secret_ref": NO_MANAGER,
    },
    "OpsGenieConfig": {"api_key": BY_VALUE},
    "PagerdutyConfig": {"routing_key": BY_VALUE, "service_key": BY_VALUE},
    "PushoverConfig": {"token": BY_VALUE, "user_key": BY_VALUE},
    "RocketchatConfig": {"token": BY_VALUE, "token_id": BY_VALUE},
    "SigV4Config": {"access_key": BY_VALUE, "secret_key": BY_VALUE},
    "SlackConfig": {"api_url": BY_VALUE, "app_token": BY_VALUE},
    "TLSConfig": {
        "ca": "certificates are given by reference, like their keys",
        "ca_ref": NO_MANAGER,
        "cert": "certificates are given by reference, like their keys",
        "cert_ref": NO_MANAGER,
        "key": BY_VALUE,
        "key_ref": NO_MANAGER,
    },
    "TelegramConfig": {"bot_token": BY_VALUE},
    "ThreadingConfig": {"enabled": "the section being there says so"},
    "VictorOpsConfig": {"api_key": BY_VALUE},
    "WebhookConfig": {"url": BY_VALUE},
    "WechatConfig": {"api_secret": BY_VALUE},
}

STRUCTS = sorted({getattr(section, "STRUCT", "GlobalConfig") for section in sections()})


@pytest.mark.parametrize("struct", STRUCTS)
def test_every_field_of_alertmanager_is_in_the_language_or_left_out_for_a_reason(struct: str) -> None:
    covered = {name for section in sections() if getattr(section, "STRUCT", None) == struct for name in upstream_names(section)}
    assert FIELDS[struct].keys() - covered == LEFT_OUT.get(struct, {}).keys()


@pytest.mark.parametrize("struct", STRUCTS)
def test_the_language_has_no_field_that_alertmanager_lacks(struct: str) -> None:
    written = {name for section in sections() if getattr(section, "STRUCT", None) == struct for name in upstream_names(section)}
    assert {name for name in written if alertmanager_since(struct, name) is None} == set()


def test_every_receiver_kind_of_alertmanager_is_in_the_language() -> None:
    known = {section.STRUCT for section in sections() if hasattr(section, "STRUCT")}
    kinds = {name.removesuffix("_configs") for name in FIELDS["Receiver"] if name.endswith("_configs")}
    assert len(kinds) == 18
    assert {struct.removesuffix("Config").lower() for struct in known} >= kinds


def upstream_names(section: type[Section]) -> Iterator[str]:
    prefix = section.PREFIX if issubclass(section, SharedSettings) else ""
    for field in section.model_fields:
        if any(issubclass(child, SharedSettings) for child in children(section, field)):
            continue  # a group of ours: Alertmanager's names have its prefix
        name = prefix + alertmanager_name(section, field)
        if takes_value(section, field):
            yield name
        if takes_reference(section, field) and alertmanager_since(section.STRUCT, f"{name}_file"):  # type: ignore[attr-defined]  # all of these have one
            yield f"{name}_file"
