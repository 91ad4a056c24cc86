"""Opsgenie."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, model_validator

from tocsin.section import Items, Section, Text, mistake
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import MaybeReference, Url
from tocsin.spec.receivers.upstream import PAIRS


class OpsgenieResponder(Section):
    """Who is to answer."""

    STRUCT: ClassVar[str] = "OpsGenieConfigResponder"

    type: Literal["team", "teams", "user", "escalation", "schedule"]
    """What the responder is; `teams` takes a comma-separated list of names."""
    id: Text | None = None
    """Identifier of the responder."""
    name: Text | None = None
    """Name of a team, an escalation or a schedule."""
    username: Text | None = None
    """Name of a user."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.id or self.name or self.username):
            raise mistake(
                "receiver/nameless-responder", f"the responder of type `{self.type}` is nobody", "add its `name`, `username` or `id`"
            )
        return self


def _priority(text: str) -> str:
    if "{{" not in text and "<<" not in text and text not in _PRIORITIES:
        listed = ", ".join(f"`{each}`" for each in _PRIORITIES)
        raise mistake("receiver/bad-priority", f"`{text}` is no priority of Opsgenie", f"one of {listed}, or a template that gives one")
    return text


# https://docs.opsgenie.com/docs/alert-api#create-alert
_PRIORITIES: Final = ("P1", "P2", "P3", "P4", "P5")


class Opsgenie(HttpIntegration):
    """An alert in Opsgenie."""

    STRUCT: ClassVar[str] = "OpsGenieConfig"

    api_key: MaybeReference = None
    """Key of the API integration; `alertmanager.opsgenie.api_key` unless given."""
    api_url: Url | None = None
    """Address of the API, which differs by region."""
    message: Text | None = None
    """Title of the alert; Opsgenie cuts it after 130 characters."""
    description: Text | None = None
    """Body of the alert."""
    source: Text | None = None
    """Where the alert comes from."""
    details: Annotated[dict[str, Text] | None, PAIRS] = None
    """Properties of the alert; all common labels are there already."""
    entity: Text | None = None
    """What the alert is about."""
    actions: Text | None = None
    """Actions that may be taken, separated by commas."""
    tags: Text | None = None
    """Tags, separated by commas."""
    note: Text | None = None
    """Additional note."""
    priority: Annotated[Text, AfterValidator(_priority)] | None = None
    """`P1` (highest) to `P5`."""
    responders: Items[OpsgenieResponder] = ()
    """Who is to answer."""
    update_alerts: bool | None = None
    """Update message and description of an alert that is open already."""
