"""Telegram, through a bot."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from tocsin.section import Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, NumberOrReference, Url
from tocsin.spec.receivers.upstream import Upstream


class Telegram(HttpIntegration):
    """A message in a Telegram chat."""

    STRUCT: ClassVar[str] = "TelegramConfig"

    chat_id: Annotated[NumberOrReference, Upstream(resource="chatID", form="plain")]
    """Chat to write to: its number, or a reference to it. Groups have negative numbers."""
    bot_token: MaybeReference = None
    """Token of the bot; `alertmanager.telegram.bot_token` unless given."""
    message_thread_id: int | None = None
    """Topic inside the chat."""
    message: Text | None = None
    """Body of the message."""
    parse_mode: Literal["HTML", "Markdown", "MarkdownV2"] | None = None
    """How Telegram reads the message; HTML unless given."""
    disable_notifications: bool | None = None
    """Deliver without a sound."""
    api_url: Url | None = None
    """Address of the API."""

    @model_validator(mode="after")
    def _message_fits(self) -> Self:
        if self.chat_id == 0:
            raise mistake("receiver/telegram-chat", "`0` is no chat", "ask the bot's getUpdates for the number of the chat")
        # Alertmanager escapes what it puts into HTML, but not into Markdown, where one `_` in a label makes Telegram refuse the message.
        if self.parse_mode in ("Markdown", "MarkdownV2") and self.message is None:
            remedy = "leave `parse_mode` out, or write a `message` whose labels are escaped"
            raise mistake("receiver/telegram-markdown", f"the default message is not {self.parse_mode}", remedy)
        return self
