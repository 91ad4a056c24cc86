"""A receiver: everybody who is told about an alert that is routed to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from tocsin.section import LabelName, Section, Text, mistake
from tocsin.spec.receivers.discord import Discord
from tocsin.spec.receivers.incidentio import Incidentio
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.jira import Jira
from tocsin.spec.receivers.mail import Email
from tocsin.spec.receivers.mattermost import Mattermost
from tocsin.spec.receivers.msteams import MsTeams, MsTeamsV2
from tocsin.spec.receivers.one_or_many import one_or_many
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


class Receiver(Section):
    """Who is told, and through what. Each kind takes one mapping, or a list of them."""

    discord: Annotated[Discord | tuple[Discord, ...] | None, one_or_many(Discord)] = None
    """Discord channels."""
    email: Annotated[Email | tuple[Email, ...] | None, one_or_many(Email)] = None
    """Mails."""
    incidentio: Annotated[Incidentio | tuple[Incidentio, ...] | None, one_or_many(Incidentio)] = None
    """incident.io alert sources."""
    jira: Annotated[Jira | tuple[Jira, ...] | None, one_or_many(Jira)] = None
    """Jira projects."""
    mattermost: Annotated[Mattermost | tuple[Mattermost, ...] | None, one_or_many(Mattermost)] = None
    """Mattermost channels."""
    msteams: Annotated[MsTeams | tuple[MsTeams, ...] | None, one_or_many(MsTeams)] = None
    """Microsoft Teams channels, through the retired connectors."""
    msteamsv2: Annotated[MsTeamsV2 | tuple[MsTeamsV2, ...] | None, one_or_many(MsTeamsV2)] = None
    """Microsoft Teams channels, through workflows."""
    opsgenie: Annotated[Opsgenie | tuple[Opsgenie, ...] | None, one_or_many(Opsgenie)] = None
    """Opsgenie integrations."""
    pagerduty: Annotated[Pagerduty | tuple[Pagerduty, ...] | None, one_or_many(Pagerduty)] = None
    """PagerDuty services."""
    pushover: Annotated[Pushover | tuple[Pushover, ...] | None, one_or_many(Pushover)] = None
    """Pushover users and groups."""
    rocketchat: Annotated[Rocketchat | tuple[Rocketchat, ...] | None, one_or_many(Rocketchat)] = None
    """Rocket.Chat channels."""
    slack: Annotated[Slack | tuple[Slack, ...] | None, one_or_many(Slack)] = None
    """Slack channels."""
    sns: Annotated[Sns | tuple[Sns, ...] | None, one_or_many(Sns)] = None
    """Amazon SNS topics, endpoints and telephones."""
    telegram: Annotated[Telegram | tuple[Telegram, ...] | None, one_or_many(Telegram)] = None
    """Telegram chats."""
    victorops: Annotated[Victorops | tuple[Victorops, ...] | None, one_or_many(Victorops)] = None
    """VictorOps teams."""
    webex: Annotated[Webex | tuple[Webex, ...] | None, one_or_many(Webex)] = None
    """Webex rooms."""
    webhook: Annotated[Webhook | tuple[Webhook, ...] | None, one_or_many(Webhook)] = None
    """Programs of your own."""
    wechat: Annotated[Wechat | tuple[Wechat, ...] | None, one_or_many(Wechat)] = None
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
        for kind in sorted(type(self).model_fields.keys() - {"labels", "discard"}):
            found = getattr(self, kind)
            if isinstance(found, Integration):
                yield Placed((kind,), kind, found)
            for index, integration in enumerate(found if isinstance(found, tuple) else ()):
                yield Placed((kind, index), kind, integration)


class Placed(NamedTuple):
    """An integration, its kind, and its place relative to the receiver."""

    route: tuple[str | int, ...]
    kind: str
    integration: Integration
