"""A receiver: everybody who is told about an alert that is routed to it."""

from collections.abc import Iterator
from typing import Annotated, Self

from msgspec import Struct
from pydantic import Field, model_validator

from tocsin.section import LabelName, Section, Text, mistake
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.kind import Kind

_OneOrMany = Integration | tuple[Integration, ...] | None


class Placed(Struct, frozen=True):
    """An integration, its kind, and its place relative to the receiver."""

    path: tuple[str | int, ...]
    kind: str
    integration: Integration


class Receiver(Section):
    """Who is told, and through what. Each kind takes one mapping, or a list of them.

    Texts know `<< platform >>`, `<< environment >>`, `<< namespace >>` and `<< owner >>` of the platform; what differs from alert to alert
    Alertmanager fills in: `{{ .CommonLabels.model }}`.
    """

    discord: Annotated[_OneOrMany, Kind("discord", "Discord")] = None
    """Discord channels."""
    email: Annotated[_OneOrMany, Kind("mail", "Email")] = None
    """Mails."""
    incidentio: Annotated[_OneOrMany, Kind("incidentio", "Incidentio")] = None
    """incident.io alert sources."""
    jira: Annotated[_OneOrMany, Kind("jira", "Jira")] = None
    """Jira projects."""
    mattermost: Annotated[_OneOrMany, Kind("mattermost", "Mattermost")] = None
    """Mattermost channels."""
    msteams: Annotated[_OneOrMany, Kind("msteams", "MsTeams")] = None
    """Microsoft Teams channels, through the retired connectors."""
    msteamsv2: Annotated[_OneOrMany, Kind("msteams", "MsTeamsV2")] = None
    """Microsoft Teams channels, through workflows."""
    opsgenie: Annotated[_OneOrMany, Kind("opsgenie", "Opsgenie")] = None
    """Opsgenie integrations."""
    pagerduty: Annotated[_OneOrMany, Kind("pagerduty", "Pagerduty")] = None
    """PagerDuty services."""
    pushover: Annotated[_OneOrMany, Kind("pushover", "Pushover")] = None
    """Pushover users and groups."""
    rocketchat: Annotated[_OneOrMany, Kind("rocketchat", "Rocketchat")] = None
    """Rocket.Chat channels."""
    slack: Annotated[_OneOrMany, Kind("slack", "Slack")] = None
    """Slack channels."""
    sns: Annotated[_OneOrMany, Kind("sns", "Sns")] = None
    """Amazon SNS topics, endpoints and telephones."""
    telegram: Annotated[_OneOrMany, Kind("telegram", "Telegram")] = None
    """Telegram chats."""
    victorops: Annotated[_OneOrMany, Kind("victorops", "Victorops")] = None
    """VictorOps teams."""
    webex: Annotated[_OneOrMany, Kind("webex", "Webex")] = None
    """Webex rooms."""
    webhook: Annotated[_OneOrMany, Kind("webhook", "Webhook")] = None
    """Programs of your own."""
    wechat: Annotated[_OneOrMany, Kind("wechat", "Wechat")] = None
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
