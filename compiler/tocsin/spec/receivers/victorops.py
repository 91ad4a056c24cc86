"""VictorOps, now Splunk On-Call."""

from typing import Annotated, ClassVar, Self

from pydantic import model_validator

from tocsin.section import Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import PAIRS, Upstream

_OWN = frozenset({"routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id", "entity_state"})


class Victorops(HttpIntegration):
    """An incident in VictorOps."""

    STRUCT: ClassVar[str] = "VictorOpsConfig"

    routing_key: Text
    """Key that maps the alert to a team. It is part of VictorOps' configuration, not a secret."""
    api_key: MaybeReference = None
    """Key of the API; `alertmanager.victorops.api_key` unless given."""
    api_url: Annotated[Url | None, Upstream(resource="apiUrl")] = None
    """Address of the API."""
    message_type: Text | None = None
    """`CRITICAL`, `WARNING` or `INFO`; anything else counts as critical."""
    entity_display_name: Text | None = None
    """Title of the incident."""
    state_message: Text | None = None
    """Body of the incident."""
    monitoring_tool: Text | None = None
    """Name of the system that reports."""
    custom_fields: Annotated[dict[str, Text] | None, PAIRS] = None
    """More fields of the incident."""

    @model_validator(mode="after")
    def _fields_are_custom(self) -> Self:
        reserved = sorted(_OWN & (self.custom_fields or {}).keys())
        if reserved:
            raise mistake(
                "receiver/victorops-reserved-field",
                f"`{reserved[0]}` is not a custom field",
                "set it beside `custom_fields`, or choose another name",
            )
        return self
