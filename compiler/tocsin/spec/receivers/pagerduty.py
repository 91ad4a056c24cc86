"""PagerDuty."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, JsonValue, model_validator

from tocsin.section import DurationText, Items, Section, Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import GO_DURATION, PAIRS, Upstream


class PagerdutyLink(Section):
    """A link shown with the incident."""

    STRUCT: ClassVar[str] = "PagerdutyLink"

    href: Text
    """Where it leads."""
    # The resource's field for the text of a link is really called `alt`.
    text: Annotated[Text | None, Upstream(resource="alt")] = None
    """What it says."""


class PagerdutyImage(Section):
    """A picture shown with the incident."""

    STRUCT: ClassVar[str] = "PagerdutyImage"

    src: Text
    """Address of the picture; must be HTTPS."""
    alt: Text | None = None
    """What it shows."""
    href: Text | None = None
    """Where a click leads."""


class Pagerduty(HttpIntegration):
    """An incident in PagerDuty."""

    STRUCT: ClassVar[str] = "PagerdutyConfig"

    routing_key: MaybeReference = None
    """Key of an integration of type Events API v2."""
    service_key: MaybeReference = None
    """Key of an integration of type Prometheus or Events API v1."""
    url: Url | None = None
    """Address of the API, which differs by region."""
    client: Text | None = None
    """Name of the system that reports."""
    client_url: Annotated[Text | None, Upstream(resource="clientURL")] = None
    """Address of the system that reports."""
    description: Text | None = None
    """Title of the incident."""
    severity: Text | None = None
    """`critical`, `error`, `warning` or `info`; PagerDuty refuses any other."""
    source: Text | None = None
    """What is affected; the client unless given."""
    component: Text | None = None
    """Component that is affected."""
    group: Text | None = None
    """Group that the component belongs to."""
    class_: Annotated[Text | None, Field(alias="class"), Upstream(name="class", resource="class")] = None
    """Kind of incident."""
    details: Annotated[dict[str, JsonValue] | None, PAIRS] = None
    """Table shown with the incident. Structures in it need Alertmanager 0.30."""
    links: Annotated[Items[PagerdutyLink], Upstream(resource="pagerDutyLinkConfigs")] = ()
    """Links shown with the incident."""
    images: Annotated[Items[PagerdutyImage], Upstream(resource="pagerDutyImageConfigs")] = ()
    """Pictures shown with the incident."""
    timeout: Annotated[DurationText | None, GO_DURATION] = None
    """Longest time that one request may take."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.routing_key is None) == (self.service_key is None):
            wrong = "has no key" if self.routing_key is None else "has both `routing_key` and `service_key`"
            remedy = "give `routing_key` for an integration of type Events API v2, `service_key` for one of type Prometheus"
            raise mistake("receiver/pagerduty-key", f"the PagerDuty receiver {wrong}", remedy)
        return self
