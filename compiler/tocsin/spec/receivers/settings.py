"""The section `alertmanager`: what all receivers share, Alertmanager's `global` in groups."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tocsin.section import DurationText, Section, Text, mistake
from tocsin.spec.receivers.http_client import HttpClient, Tls
from tocsin.spec.receivers.mail import Address
from tocsin.spec.receivers.reference import HostAndPort, MaybeReference, Url
from tocsin.spec.receivers.upstream import Upstream


class SharedSettings(Section):
    """Settings of one kind of integration, for every receiver that does not say otherwise. `PREFIX` begins their global names."""

    STRUCT: ClassVar[str] = "GlobalConfig"
    PREFIX: ClassVar[str]


class Smtp(SharedSettings):
    """The mail server."""

    PREFIX: ClassVar[str] = "smtp_"

    smarthost: HostAndPort | None = None
    """Mail server that takes the mail, as `host:port`."""
    from_: Annotated[Address | None, Field(alias="from"), Upstream(name="from")] = None
    """Sender."""
    hello: Text | None = None
    """Host name to introduce ourselves with to the mail server."""
    auth_username: Text | None = None
    """User name at the mail server."""
    auth_password: MaybeReference = None
    """Password at the mail server (LOGIN and PLAIN)."""
    auth_secret: MaybeReference = None
    """Secret for CRAM-MD5."""
    auth_identity: Text | None = None
    """Identity for PLAIN, when it is not the user name."""
    require_tls: bool | None = None
    """Refuse to send unencrypted; on unless switched off."""
    force_implicit_tls: bool | None = None
    """Speak TLS from the first byte (true) or start it later (false), whatever the port says."""
    tls_config: Tls | None = None
    """TLS towards the mail server."""


class SharedSlack(SharedSettings):
    """Slack."""

    PREFIX: ClassVar[str] = "slack_"

    url: Annotated[MaybeReference, Upstream(name="api_url")] = None
    """URL of the incoming webhook, a secret as a whole."""
    app_token: MaybeReference = None
    """Token of a Slack app, in place of a webhook."""
    app_url: Url | None = None
    """Address of Slack's API for apps."""

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.url is not None and self.app_token is not None:
            raise mistake(
                "receiver/slack-two-ways", "`url` and `app_token` exclude each other", "keep `url` for a webhook, `app_token` for an app"
            )
        return self


class SharedMattermost(SharedSettings):
    """Mattermost."""

    PREFIX: ClassVar[str] = "mattermost_"

    webhook_url: MaybeReference = None
    """URL of the webhook, a secret as a whole."""


class SharedRocketchat(SharedSettings):
    """Rocket.Chat."""

    PREFIX: ClassVar[str] = "rocketchat_"

    api_url: Url | None = None
    """Address of the server."""
    token: MaybeReference = None
    """Personal access token."""
    token_id: MaybeReference = None
    """User that the token belongs to."""


class SharedTelegram(SharedSettings):
    """Telegram."""

    PREFIX: ClassVar[str] = "telegram_"

    api_url: Url | None = None
    """Address of the API."""
    bot_token: MaybeReference = None
    """Token of the bot."""


class SharedWechat(SharedSettings):
    """WeChat Work."""

    PREFIX: ClassVar[str] = "wechat_"

    api_url: Url | None = None
    """Address of the API."""
    api_secret: MaybeReference = None
    """Secret of the application."""
    corp_id: Annotated[Text | None, Upstream(name="api_corp_id")] = None
    """Identifier of the company."""


class SharedOpsgenie(SharedSettings):
    """Opsgenie."""

    PREFIX: ClassVar[str] = "opsgenie_"

    api_key: MaybeReference = None
    """Key of the API integration."""
    api_url: Url | None = None
    """Address of the API, which differs by region."""


class SharedVictorops(SharedSettings):
    """VictorOps."""

    PREFIX: ClassVar[str] = "victorops_"

    api_key: MaybeReference = None
    """Key of the API."""
    api_url: Url | None = None
    """Address of the API."""


class SharedPagerduty(SharedSettings):
    """PagerDuty."""

    PREFIX: ClassVar[str] = "pagerduty_"

    url: Url | None = None
    """Address of the API, which differs by region."""


class SharedWebex(SharedSettings):
    """Webex."""

    PREFIX: ClassVar[str] = "webex_"

    api_url: Url | None = None
    """Address of the API."""


class SharedJira(SharedSettings):
    """Jira."""

    PREFIX: ClassVar[str] = "jira_"

    api_url: Url | None = None
    """Address of the REST API."""


class AlertmanagerGlobal(Section):
    """What all receivers share."""

    STRUCT: ClassVar[str] = "GlobalConfig"

    resolve_timeout: DurationText | None = None
    """An alert without an end counts as over when it was not repeated for this long. Prometheus always says an end."""
    http_config: HttpClient | None = None
    """HTTP client of every integration that has no `http_config` of its own."""
    smtp: Smtp | None = None
    """The mail server."""
    jira: SharedJira | None = None
    """Jira."""
    mattermost: SharedMattermost | None = None
    """Mattermost."""
    opsgenie: SharedOpsgenie | None = None
    """Opsgenie."""
    pagerduty: SharedPagerduty | None = None
    """PagerDuty."""
    rocketchat: SharedRocketchat | None = None
    """Rocket.Chat."""
    slack: SharedSlack | None = None
    """Slack."""
    telegram: SharedTelegram | None = None
    """Telegram."""
    victorops: SharedVictorops | None = None
    """VictorOps."""
    webex: SharedWebex | None = None
    """Webex."""
    wechat: SharedWechat | None = None
    """WeChat Work."""

    def shared(self, kind: str) -> SharedSettings | None:
        """Return what is shared by the integrations of a receiver's kind, such as `slack`; mails share `smtp`."""
        found = getattr(self, "smtp" if kind == "email" else kind, None)
        return found if isinstance(found, SharedSettings) else None
