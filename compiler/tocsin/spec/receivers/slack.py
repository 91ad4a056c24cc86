"""Slack, through an incoming webhook or an app."""

from typing import Annotated, ClassVar, Self

from pydantic import model_validator

from tocsin.section import DurationText, Items, Section, Text, mistake
from tocsin.spec.receivers.attachment import SlackField
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import GO_DURATION, NOT_IN_RESOURCE, Upstream


class SlackConfirmation(Section):
    """A question before a button does anything."""

    STRUCT: ClassVar[str] = "SlackConfirmationField"

    text: Text
    """The question."""
    title: Text | None = None
    """Title of the question."""
    ok_text: Text | None = None
    """What the button says that goes on."""
    dismiss_text: Text | None = None
    """What the button says that does not."""


class SlackAction(Section):
    """A button below the message: a link (`url`), or an action that a Slack app answers (`name`)."""

    STRUCT: ClassVar[str] = "SlackAction"

    type: Text
    """Kind of action; `button`."""
    text: Text
    """What the button says."""
    url: Text | None = None
    """Where it leads."""
    style: Text | None = None
    """`default`, `primary` or `danger`."""
    name: Text | None = None
    """Name of the action for the app that answers."""
    value: Text | None = None
    """What is sent to that app."""
    confirm: SlackConfirmation | None = None
    """A question before the action."""

    @model_validator(mode="after")
    def _link_or_action(self) -> Self:
        if (self.url is None) == (self.name is None):
            wrong = "neither leads anywhere nor has a name" if self.url is None else "has a `url`, so that Slack never sees its `name`"
            raise mistake(
                "receiver/slack-action", f"the button `{self.text}` {wrong}", "give it `url` for a link, or `name` for an app's action"
            )
        if self.url is not None and (self.value or self.confirm):
            raise mistake(
                "receiver/slack-action",
                f"the button `{self.text}` is a link: it has no `value` or `confirm`",
                "remove them, or write `name` in place of `url`",
            )
        return self


class Slack(HttpIntegration):
    """A message in Slack."""

    STRUCT: ClassVar[str] = "SlackConfig"

    channel: Text | None = None
    """Channel or user, such as `#ops` or `@anna`. Webhooks of today ignore it: their channel is part of their URL."""
    url: Annotated[MaybeReference, Upstream(name="api_url", resource="apiURL")] = None
    """URL of the incoming webhook, a secret as a whole; `alertmanager.slack.url` unless given."""
    app_token: Annotated[MaybeReference, NOT_IN_RESOURCE] = None
    """Token of a Slack app with the scope chat:write, in place of a webhook."""
    app_url: Annotated[Url | None, NOT_IN_RESOURCE] = None
    """Address of Slack's API for apps."""
    username: Text | None = None
    """Name to post under."""
    color: Text | None = None
    """Colour of the bar beside the message: `good`, `warning`, `danger` or a hex code."""
    title: Text | None = None
    """Title of the message."""
    title_link: Text | None = None
    """Where a click on the title leads."""
    pretext: Text | None = None
    """Text above the attachment."""
    text: Text | None = None
    """Body of the attachment, in Slack's own markup."""
    message_text: Text | None = None
    """Text of the message itself, which pop-ups show; the place for mentions."""
    fields: Items[SlackField] = ()
    """Table below the body."""
    short_fields: bool | None = None
    """Fields are short unless they say otherwise."""
    footer: Text | None = None
    """Line below everything."""
    fallback: Text | None = None
    """Plain text for places that cannot show attachments."""
    callback_id: Annotated[Text | None, Upstream(resource="callbackId")] = None
    """Name of the message for the app that answers its buttons."""
    icon_emoji: Text | None = None
    """Emoji to post under."""
    icon_url: Text | None = None
    """Picture to post under."""
    image_url: Text | None = None
    """Picture below the body."""
    thumb_url: Text | None = None
    """Small picture beside the body."""
    link_names: bool | None = None
    """Turn names of users and channels into links."""
    mrkdwn_in: Items[Text] = ()
    """Parts in which Slack's markup counts: `pretext`, `text`, `fields`."""
    actions: Items[SlackAction] = ()
    """Buttons below the message."""
    update_message: bool | None = None
    """Change the message of a group in place of posting again; needs `app_token`."""
    timeout: Annotated[DurationText | None, GO_DURATION] = None
    """Longest time that one request may take."""

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.url is not None and self.app_token is not None:
            raise mistake(
                "receiver/slack-two-ways", "`url` and `app_token` exclude each other", "keep `url` for a webhook, `app_token` for an app"
            )
        if self.app_token is not None and self.http_config is not None and self.http_config.authorization is not None:
            raise mistake("receiver/slack-two-ways", "`app_token` and `http_config.authorization` exclude each other", "keep `app_token`")
        return self
