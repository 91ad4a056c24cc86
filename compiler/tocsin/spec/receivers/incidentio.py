"""incident.io, through an HTTP alert source."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tocsin.section import DurationText, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, TextOrReference
from tocsin.spec.receivers.upstream import GO_DURATION


class Incidentio(HttpIntegration):
    """An alert in incident.io."""

    STRUCT: ClassVar[str] = "IncidentioConfig"
    IN_RESOURCE: ClassVar[bool] = False

    url: TextOrReference
    """URL of the alert source, written out or by reference."""
    alert_source_token: MaybeReference = None
    """Token of the alert source; or authenticate through `http_config.authorization`."""
    max_alerts: Annotated[int | None, Field(ge=0)] = None
    """Most alerts to send in one message; 0 sends all."""
    timeout: Annotated[DurationText | None, GO_DURATION] = None
    """Longest time that one request may take."""

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        by_header = self.http_config is not None and self.http_config.authorization is not None
        if by_header == (self.alert_source_token is not None):
            wrong = "is given twice" if by_header else "is missing"
            raise mistake(
                "receiver/incidentio-token",
                f"the token of the alert source {wrong}",
                "write `alert_source_token: {secret: …, key: …}`, and no `http_config.authorization`",
            )
        return self
