"""The section `platform.health`: how healthy the platform is as a whole, and who is told when it is not."""

from typing import Annotated

from pydantic import Field

from tocsin.section import DurationText, Guide, Name, Section, Text
from tocsin.section.naming import Link
from tocsin.section.verbatim import Verbatim
from tocsin.threshold import AlertName
from tocsin.threshold.limit import Amounts


class Health(Section):
    """The share of models and components that answer their scrapes and all of their probes, recorded, and an alert when it falls.

    A scrape with `down: null` counts only where `weights` names its model or component, and what is pushed never: nothing of it answers.
    """

    below: Amounts | None = None
    """The share of what counts that must be healthy: one, or one for each severity. Default: everything, or the usual severity."""
    for_: DurationText = Field(default="5m", alias="for")
    """How long it may be less."""
    weights: dict[Name, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """How much a model or component counts; default: 1 each, 0 leaves it out."""
    alert: AlertName = "PlatformUnhealthy"
    """Name of the alert."""
    component: Verbatim | None = None
    """The label `component` of the alert."""
    summary: Text | None = None
    """One line; default: made from the facts."""
    description: Text | None = None
    """A few sentences; default: made from the facts."""
    runbook: Link | None = None
    """URL of the runbook."""
    guide: Guide | None = None
    """What whoever is called should know."""
