"""Mattermost, through an incoming webhook."""

from typing import ClassVar

from tocsin.section import Items, Section, Text
from tocsin.spec.receivers.attachment import MattermostField
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference


class MattermostProps(Section):
    """Properties of the post."""

    STRUCT: ClassVar[str] = "MattermostProps"

    card: Text | None = None
    """Text for the panel beside the channel."""


class MattermostPriority(Section):
    """How loud the post is."""

    STRUCT: ClassVar[str] = "MattermostPriority"

    priority: Text
    """`standard`, `important` or `urgent`; anything else counts as standard."""
    requested_ack: bool | None = None
    """Ask readers to acknowledge; not for standard posts."""
    persistent_notifications: bool | None = None
    """Notify those who are mentioned again and again; for urgent posts only."""


class MattermostMessage(Section):
    """The parts of a message that the post itself and each of its attachments have."""

    title: Text | None = None
    """Title of the attachment."""
    title_link: Text | None = None
    """Where a click on the title leads."""
    text: Text | None = None
    """Body."""
    pretext: Text | None = None
    """Text above the attachment."""
    fallback: Text | None = None
    """Plain text for places that cannot show attachments."""
    color: Text | None = None
    """Colour of the bar beside the attachment."""
    fields: Items[MattermostField] = ()
    """Table below the body."""
    author_name: Text | None = None
    """Author to show."""
    author_link: Text | None = None
    """Where a click on the author leads."""
    author_icon: Text | None = None
    """Picture of the author."""
    image_url: Text | None = None
    """Picture below the body."""
    thumb_url: Text | None = None
    """Small picture beside the body."""
    footer: Text | None = None
    """Line below everything."""
    footer_icon: Text | None = None
    """Picture beside the footer."""


class MattermostAttachment(MattermostMessage):
    """One more attachment."""

    STRUCT: ClassVar[str] = "MattermostAttachment"


class Mattermost(MattermostMessage, HttpIntegration):
    """A post in a Mattermost channel."""

    STRUCT: ClassVar[str] = "MattermostConfig"
    IN_RESOURCE: ClassVar[bool] = False

    webhook_url: MaybeReference = None
    """URL of the webhook; `alertmanager.mattermost.webhook_url` unless given."""
    channel: Text | None = None
    """Channel to post to, in place of the webhook's."""
    username: Text | None = None
    """Name to post under."""
    icon_url: Text | None = None
    """Picture to post under."""
    icon_emoji: Text | None = None
    """Emoji to post under."""
    type: Text | None = None
    """Type of the post; those that plugins define begin with `custom_`."""
    props: MattermostProps | None = None
    """Properties of the post."""
    priority: MattermostPriority | None = None
    """How loud the post is."""
    attachments: Items[MattermostAttachment] = ()
    """Attachments besides the one that the fields above make."""
