"""A receiver: everybody who is told about an alert that is routed to it."""

from collections.abc import Iterator
from typing import Annotated, Self

from msgspec import Struct
from pydantic import Field, model_validator

from tocsin.section import LabelName, Section, Text, mistake
from tocsin.spec.receivers.discord import Discord
from tocsin.spec.receivers.incidentio import Incidentio
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.jira import Jira
from tocsin.spec.receivers.mail import Email
from tocsin.spec.receivers.mattermost import Mattermost
from tocsin.spec.receivers.msteams import MsTeams, MsTeamsV2
from tocsin.spec.receivers.one_or_many import OneOrMany
from tocsin.spec.receivers.opsgenie import Opsgenie
from tocsin.spec.receivers.pagerduty import Pagerduty
from tocsin.spec.receivers.pushover import Pushover
from tocsin.spec.receivers.rocketchat import Rocketchat
from tocsin.spec.receivers.slack import Slack
from tocsin.spec.receivers.sns import Sns
from tocsin.spec.receivers.telegram import Telegram
from tocsin.spec.receivers.victorops import Victorops
from tocsin.spec.receivers.webex import Webex
from tocsin.spec.receivers.webhook import Webhook
from tocsin.spec.receivers.wechat import Wechat


class Placed(Struct, frozen=True):
    """An integration, its kind, and its place relative to the receiver."""

    route: tuple[str | int, ...]
    kind: str
    integration: Integration


class Receiver(Section):
    """Who is told, and through what. Each kind takes one mapping, or a list of them.

    Texts know `<< platform >>`, `<< environment >>`, `<< namespace >>` and `<< owner >>` of the platform; what differs from alert to alert
    Alertmanager fills in: `{{ .CommonLabels.model }}`.
    """

    discord: Annotated[Discord | tuple[Discord, ...] | None, OneOrMany(Discord)] = None
    """Discord channels."""
    email: Annotated[Email | tuple[Email, ...] | None, OneOrMany(Email)] = None
    """Mails."""
    incidentio: Annotated[Incidentio | tuple[Incidentio, ...] | None, OneOrMany(Incidentio)] = None
    """incident.io alert sources."""
    jira: Annotated[Jira | tuple[Jira, ...] | None, OneOrMany(Jira)] = None
    """Jira projects."""
    mattermost: Annotated[Mattermost | tuple[Mattermost, ...] | None, OneOrMany(Mattermost)] = None
    """Mattermost channels."""
    msteams: Annotated[MsTeams | tuple[MsTeams, ...] | None, OneOrMany(MsTeams)] = None
    """Microsoft Teams channels, through the retired connectors."""
    msteamsv2: Annotated[MsTeamsV2 | tuple[MsTeamsV2, ...] | None, OneOrMany(MsTeamsV2)] = None
    """Microsoft Teams channels, through workflows."""
    opsgenie: Annotated[Opsgenie | tuple[Opsgenie, ...] | None, OneOrMany(Opsgenie)] = None
    """Opsgenie integrations."""
    pagerduty: Annotated[Pagerduty | tuple[Pagerduty, ...] | None, OneOrMany(Pagerduty)] = None
    """PagerDuty services."""
    pushover: Annotated[Pushover | tuple[Pushover, ...] | None, OneOrMany(Pushover)] = None
    """Pushover users and groups."""
    rocketchat: Annotated[Rocketchat | tuple[Rocketchat, ...] | None, OneOrMany(Rocketchat)] = None
    """Rocket.Chat channels."""
    slack: Annotated[Slack | tuple[Slack, ...] | None, OneOrMany(Slack)] = None
    """Slack channels."""
    sns: Annotated[Sns | tuple[Sns, ...] | None, OneOrMany(Sns)] = None
    """Amazon SNS topics, endpoints and telephones."""
    telegram: Annotated[Telegram | tuple[Telegram, ...] | None, OneOrMany(Telegram)] = None
    """Telegram chats."""
    victorops: Annotated[Victorops | tuple[Victorops, ...] | None, OneOrMany(Victorops)] = None
    """VictorOps teams."""
    webex: Annotated[Webex | tuple[Webex, ...] | None, OneOrMany(Webex)] = None
    """Webex rooms."""
    webhook: Annotated[Webhook | tuple[Webhook, ...] | None, OneOrMany(Webhook)] = None
    """Programs of your own."""
    wechat: Annotated[Wechat | tuple[Wechat, ...] | None, OneOrMany(Wechat)] = None
    """WeChat Work users, departments and tags."""
    labels: Annotated[dict[LabelName, Text] | None, Field(min_length=1)] = None
    """Labels of the receiver itself, for Alertmanager's own metrics and events."""
    discard: bool | None = None
    """Tell nobody, on purpose: alerts that are routed here only show in Alertmanager."""

    @model_validator(mode="after")
    def _tells_somebody(self) -> Self:
        told = any(True for _ in self.integrations())
        if not told and not self.discard:
            raise mistake(
                "receiver/empty",
                "the receiver tells nobody",
                "add an integration such as `slack: {…}`, or write `discard: true` if that is meant",
            )
        if told and self.discard:
            raise mistake("receiver/discards-and-tells", "the receiver has integrations and `discard: true`", "remove one of the two")
        return self

    def integrations(self) -> Iterator[Placed]:
        """Yield every integration with its kind and its place in the receiver, kinds in alphabetical order."""
        for kind in kinds():
            found = getattr(self, kind)
            if isinstance(found, Integration):
                yield Placed((kind,), kind, found)
            for index, integration in enumerate(found if isinstance(found, tuple) else ()):
                yield Placed((kind, index), kind, integration)


def kinds() -> tuple[str, ...]:
    """Return the kinds of integration that a receiver may have, in alphabetical order."""
    return tuple(sorted(Receiver.model_fields.keys() - {"labels", "discard"}))
