"""Any program that takes a JSON document by HTTP POST."""

from typing import Annotated, ClassVar

from pydantic import Field, JsonValue

from tocsin.section import DurationText
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Reference
from tocsin.spec.receivers.upstream import GO_DURATION, Upstream


class Webhook(HttpIntegration):
    """A POST of the alerts as JSON."""

    STRUCT: ClassVar[str] = "WebhookConfig"

    url: Annotated[Reference, Upstream(resource="urlSecret")]
    """URL to post to, which is a secret as a whole: such URLs carry tokens."""
    max_alerts: Annotated[int | None, Field(ge=0)] = None
    """Most alerts to send in one message; 0 sends all."""
    timeout: Annotated[DurationText | None, GO_DURATION] = None
    """Longest time that one request may take."""
    payload: Annotated[JsonValue, Upstream(form="text")] = None
    """Body to send in place of Alertmanager's own: any structure, its texts being templates."""
