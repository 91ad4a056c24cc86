"""Jira, Cloud or Data Center."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, JsonValue

from tocsin.section import DurationText, Items, Section, Text
from tocsin.spec.receivers.integration import HttpIntegration
from tocsin.spec.receivers.reference import Url


class JiraText(Section):
    """A text of an issue, and whether later notifications may change it."""

    STRUCT: ClassVar[str] = "JiraFieldConfig"

    template: Text
    """The text."""
    enable_update: bool | None = None
    """Write the text again when an existing issue is updated; on unless switched off."""


def _text_or_mapping(value: object) -> object:
    return JiraText.model_validate(value) if isinstance(value, dict) else value


TextOfIssue = Annotated[Text | JiraText, BeforeValidator(_text_or_mapping, json_schema_input_type=Text | JiraText)]


class Jira(HttpIntegration):
    """An issue in Jira, found again and updated by the key of its alert group."""

    STRUCT: ClassVar[str] = "JiraConfig"
    IN_RESOURCE: ClassVar[bool] = False

    api_url: Url | None = None
    """Address of Jira's REST API; `alertmanager.jira.api_url` unless given."""
    api_type: Literal["auto", "cloud", "datacenter"] | None = None
    """Which REST API it is; told from the address unless given."""
    project: Text
    """Key of the project."""
    issue_type: Text
    """Type of the issue, such as `Bug`."""
    summary: TextOfIssue | None = None
    """Summary of the issue: a text, or `{template, enable_update}`."""
    description: TextOfIssue | None = None
    """Description of the issue: a text, or `{template, enable_update}`."""
    labels: Items[Text] = ()
    """Labels of the issue."""
    priority: Text | None = None
    """Priority of the issue."""
    reopen_transition: Text | None = None
    """Transition that reopens an issue whose alerts fire again."""
    resolve_transition: Text | None = None
    """Transition that resolves an issue whose alerts are over."""
    wont_fix_resolution: Text | None = None
    """Issues with this resolution are left alone."""
    reopen_duration: DurationText | None = None
    """Reopen an issue only if it was resolved less than this ago; otherwise open a new one."""
    fields: dict[str, JsonValue] | None = None
    """Other fields of the issue, custom ones included."""
