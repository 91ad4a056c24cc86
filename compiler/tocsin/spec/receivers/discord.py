"""Discord, through a webhook of a channel."""

from typing import Annotated, ClassVar

from tocsin.section import Text
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Reference
from tocsin.spec.receivers.upstream import Upstream


class Discord(HttpIntegration):
    """A message in a Discord channel."""

    STRUCT: ClassVar[str] = "DiscordConfig"

    webhook_url: Annotated[Reference, Upstream(resource="apiURL")]
    """URL of the webhook, which is a secret as a whole."""
    title: Text | None = None
    """Title of the message."""
    message: Text | None = None
    """Body of the embedded message."""
    content: Text | None = None
    """Text beside the embedded message; the place for mentions."""
    username: Text | None = None
    """Name to post under, in place of the webhook's."""
    avatar_url: Text | None = None
    """Picture to post under, in place of the webhook's."""
