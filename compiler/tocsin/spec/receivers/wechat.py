"""WeChat Work."""

from typing import ClassVar, Literal

from tocsin.section import Text
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url


class Wechat(HttpIntegration):
    """A message in WeChat Work."""

    STRUCT: ClassVar[str] = "WechatConfig"

    api_secret: MaybeReference = None
    """Secret of the application; `alertmanager.wechat.api_secret` unless given."""
    corp_id: Text | None = None
    """Identifier of the company; `alertmanager.wechat.corp_id` unless given."""
    api_url: Url | None = None
    """Address of the API."""
    agent_id: Text | None = None
    """Identifier of the application that writes."""
    to_user: Text | None = None
    """Users to write to, separated by `|`; `@all` for everybody."""
    to_party: Text | None = None
    """Departments to write to, separated by `|`."""
    to_tag: Text | None = None
    """Tags of people to write to, separated by `|`."""
    message: Text | None = None
    """Body of the message."""
    message_type: Literal["text", "markdown"] | None = None
    """How WeChat reads the body; plain text unless given."""
