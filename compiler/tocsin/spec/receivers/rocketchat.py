"""Rocket.Chat."""

from typing import Annotated, ClassVar, Literal

from tocsin.section import Items, Section, Text
from tocsin.spec.receivers.attachment import RocketchatField
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import NOT_IN_RESOURCE, Upstream


class RocketchatAction(Section):
    """A button below the message.

    Alertmanager's struct has no YAML names, so that its parser lower-cases the Go names: `imageurl`, not `image_url`.
    """

    STRUCT: ClassVar[str] = "RocketchatAttachmentAction"

    type: Text | None = None
    """Kind of action; `button`."""
    text: Text | None = None
    """What the button says."""
    url: Text | None = None
    """Where it leads."""
    image_url: Annotated[Text | None, Upstream(name="imageurl")] = None
    """Picture on the button."""
    is_webview: Annotated[bool | None, Upstream(name="iswebview")] = None
    """Open the address inside the client."""
    webview_height_ratio: Annotated[Literal["compact", "tall", "full"] | None, Upstream(name="webviewheightratio")] = None
    """Height of that view."""
    msg: Text | None = None
    """Message that the button sends."""
    msg_in_chat_window: Annotated[bool | None, Upstream(name="msginchatwindow")] = None
    """Send that message into the channel."""
    msg_processing_type: Annotated[Literal["sendMessage", "respondWithMessage"] | None, Upstream(name="msgprocessingtype")] = None
    """Send that message, or put it into the input field for the user to complete."""


class Rocketchat(HttpIntegration):
    """A message in Rocket.Chat."""

    STRUCT: ClassVar[str] = "RocketchatConfig"

    api_url: Url | None = None
    """Address of the server."""
    token: MaybeReference = None
    """Personal access token; `alertmanager.rocketchat.token` unless given."""
    token_id: MaybeReference = None
    """User that the token belongs to; `alertmanager.rocketchat.token_id` unless given."""
    channel: Text | None = None
    """Channel or user to write to, such as `#ops` or `@anna`."""
    title: Text | None = None
    """Title of the message."""
    title_link: Text | None = None
    """Where a click on the title leads."""
    text: Text | None = None
    """Body of the message."""
    color: Text | None = None
    """Colour of the bar beside the message."""
    emoji: Text | None = None
    """Emoji to post under."""
    icon_url: Text | None = None
    """Picture to post under."""
    image_url: Text | None = None
    """Picture below the body."""
    thumb_url: Text | None = None
    """Small picture beside the body."""
    link_names: bool | None = None
    """Turn names of users and channels into links."""
    fields: Items[RocketchatField] = ()
    """Table below the body."""
    short_fields: bool | None = None
    """Fields are short unless they say otherwise."""
    # prometheus-operator 0.93 writes the actions of the resource with names that Alertmanager's strict parser refuses,
    # and then Alertmanager loads nothing at all.
    actions: Annotated[Items[RocketchatAction], NOT_IN_RESOURCE] = ()
    """Buttons below the message."""
