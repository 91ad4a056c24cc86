"""Microsoft Teams, through Office 365 connectors (retired) and through Power Automate workflows."""

from typing import Annotated, ClassVar

from tocsin.section import Text
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Reference
from tocsin.spec.receivers.upstream import Upstream


class MsTeams(HttpIntegration):
    """A card through an Office 365 connector. Microsoft retires these; new receivers use `msteamsv2`."""

    STRUCT: ClassVar[str] = "MSTeamsConfig"

    webhook_url: Annotated[Reference, Upstream(resource="webhookUrl")]
    """URL of the connector, which is a secret as a whole."""
    title: Text | None = None
    """Title of the card."""
    summary: Text | None = None
    """Line shown where the card is not, such as in pop-ups."""
    text: Text | None = None
    """Body of the card, in Markdown."""


class MsTeamsV2(HttpIntegration):
    """An adaptive card through a Power Automate workflow."""

    STRUCT: ClassVar[str] = "MSTeamsV2Config"

    webhook_url: Reference
    """URL of the workflow, which is a secret as a whole."""
    title: Text | None = None
    """Title of the card."""
    text: Text | None = None
    """Body of the card, in the Markdown of adaptive cards."""
