"""Parts of a chat message that several services took over from Slack."""

from typing import ClassVar

from tocsin.section import Section, Text


class AttachmentField(Section):
    """A titled value in a table below the message."""

    title: Text
    """Heading of the value."""
    value: Text
    """The value."""
    short: bool | None = None
    """Short enough to stand beside another field."""


class SlackField(AttachmentField):
    """A titled value in a Slack message."""

    STRUCT: ClassVar[str] = "SlackField"


class MattermostField(AttachmentField):
    """A titled value in a Mattermost message."""

    STRUCT: ClassVar[str] = "MattermostField"


class RocketchatField(AttachmentField):
    """A titled value in a Rocket.Chat message."""

    STRUCT: ClassVar[str] = "RocketchatAttachmentField"
