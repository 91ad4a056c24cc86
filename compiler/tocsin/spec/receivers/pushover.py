"""Pushover."""

from typing import Annotated, ClassVar, Self

from pydantic import model_validator

from tocsin.section import DurationText, Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Reference
from tocsin.spec.receivers.upstream import GO_DURATION


class Pushover(HttpIntegration):
    """A push message to a telephone."""

    STRUCT: ClassVar[str] = "PushoverConfig"

    user_key: Reference
    """Key of the user or group who gets the message."""
    token: Reference
    """Token of the registered application."""
    title: Text | None = None
    """Title of the message."""
    message: Text | None = None
    """Body of the message."""
    url: Text | None = None
    """Link shown with the message."""
    url_title: Text | None = None
    """What the link says."""
    device: Text | None = None
    """Device to send to, in place of all of the user's."""
    sound: Text | None = None
    """Sound to play."""
    priority: Text | None = None
    """-2 (silent) to 2 (emergency: repeated until acknowledged)."""
    retry: Annotated[DurationText | None, GO_DURATION] = None
    """How often an emergency is repeated; Pushover wants at least 30s."""
    expire: Annotated[DurationText | None, GO_DURATION] = None
    """When an emergency is no longer repeated."""
    ttl: Annotated[DurationText | None, GO_DURATION] = None
    """When the message is removed from the devices."""
    html: bool | None = None
    """Show the message as HTML."""
    monospace: bool | None = None
    """Show the message in a fixed-width font."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.html and self.monospace:
            raise mistake("receiver/html-and-monospace", "`html` and `monospace` exclude each other", "keep one of them")
        return self
