"""Webex."""

from typing import ClassVar, Self

from pydantic import model_validator

from tocsin.section import Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Url


class Webex(HttpIntegration):
    """A message in a Webex room. The token of the bot goes into `http_config.authorization`."""

    STRUCT: ClassVar[str] = "WebexConfig"

    room_id: Text
    """Room to write to."""
    message: Text | None = None
    """Body of the message, in Markdown."""
    api_url: Url | None = None
    """Address of the API."""

    @model_validator(mode="after")
    def _has_token(self) -> Self:
        if self.http_config is None or self.http_config.authorization is None:
            remedy = "write `http_config: {authorization: {credentials: {secret: …, key: …}}}`"
            raise mistake("receiver/webex-token", "the Webex receiver has no token", remedy)
        return self
