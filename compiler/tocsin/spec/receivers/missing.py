"""What a receiver needs and neither it nor the shared settings give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from tocsin.spec.receivers.problem import Problem
from tocsin.spec.receivers.receiver import Placed, Receiver
from tocsin.spec.receivers.settings import AlertmanagerGlobal
from tocsin.spec.receivers.slack import Slack


def missing_settings(receivers: Mapping[str, Receiver], settings: AlertmanagerGlobal) -> list[Problem]:
    """Return a problem for everything without which Alertmanager refuses the whole configuration.

    Routes are relative to the spec and begin with `receivers`. The needs are those that Alertmanager checks once its
    global settings are merged: https://github.com/prometheus/alertmanager/blob/v0.33.1/config/config.go
    """
    return [
        Problem(("receivers", name, *placed.path), code, f"the receiver `{name}` {fault}", remedy)
        for name, receiver in receivers.items()
        for placed in receiver.integrations()
        for code, fault, remedy in (*_unmet(placed, settings), *_authorized_twice(placed, settings))
    ]


class Need(Struct, frozen=True):
    """One of `fields` must be given, by the integration or by the settings that its kind shares."""

    fields: tuple[str, ...]
    noun: str
    help: str


def _need(group: str, field: str, noun: str, value: str, *others: str) -> Need:
    return Need(
        (field, *others),
        noun,
        f"write `alertmanager: {{{group}: {{{field.rstrip('_')}: {value}}}}}`, or `{field.rstrip('_')}` at the receiver",
    )


_REFERENCE: Final = "{secret: …, key: …}"

NEEDS: Final[dict[str, tuple[Need, ...]]] = {
    "email": (
        _need("smtp", "smarthost", "mail server", "smtp.example.com:587"),
        _need("smtp", "from_", "sender", "alerts@example.com"),
    ),
    "jira": (_need("jira", "api_url", "address of Jira", "https://example.atlassian.net/rest/api/3"),),
    "mattermost": (_need("mattermost", "webhook_url", "webhook", _REFERENCE),),
    "opsgenie": (_need("opsgenie", "api_key", "Opsgenie key", _REFERENCE),),
    "rocketchat": (
        _need("rocketchat", "token", "Rocket.Chat token", _REFERENCE),
        _need("rocketchat", "token_id", "user of the Rocket.Chat token", _REFERENCE),
    ),
    "slack": (_need("slack", "url", "webhook or app token", _REFERENCE, "app_token"),),
    "telegram": (_need("telegram", "bot_token", "bot token", _REFERENCE),),
    "victorops": (_need("victorops", "api_key", "VictorOps key", _REFERENCE),),
    "wechat": (
        _need("wechat", "api_secret", "WeChat secret", _REFERENCE),
        _need("wechat", "corp_id", "WeChat company", "…"),
    ),
}


def _unmet(placed: Placed, settings: AlertmanagerGlobal) -> Iterator[tuple[str, str, str]]:
    shared = settings.shared(placed.kind)
    for need in NEEDS.get(placed.kind, ()):
        given = (getattr(place, field, None) for place in (placed.integration, shared) for field in need.fields)
        if all(value is None for value in given):
            yield f"receiver/missing-{need.fields[0].rstrip('_').replace('_', '-')}", f"has no {need.noun}", need.help


def _authorized_twice(placed: Placed, settings: AlertmanagerGlobal) -> Iterator[tuple[str, str, str]]:
    """Yield that an app's token, its own or the shared one, meets an `authorization` of the requests: it would be another of these.

    A receiver with `http_config` has nothing of the shared one. With an `authorization` there it does not take the shared token.
    """
    slack, shared = placed.integration, settings.slack
    if not isinstance(slack, Slack):
        return
    client = slack.http_config or settings.http_config
    spared = slack.url is not None and slack.http_config is not None
    token = slack.app_token or (shared.app_token if shared is not None and not spared else None)
    if token is not None and client is not None and client.authorization is not None:
        if slack.http_config is None:
            whose, remedy = "of `alertmanager.http_config`", "write `http_config: {}` at the receiver, in place of the shared one"
        else:
            whose, remedy = "of its own", "remove `authorization`, or give the receiver the `url` of a webhook"
        yield "receiver/slack-two-ways", f"has an `authorization` {whose}, and the app token of Slack is one too", remedy
