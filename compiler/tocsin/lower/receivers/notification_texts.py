"""The texts of notifications where a receiver has none: calls of our templates, or the templates written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tocsin.lower.receivers import severity_words
from tocsin.regex import late
from tocsin.spec.receivers.integration import Integration
from tocsin.spec.receivers.mail import Email

Texts = Callable[[str], str]
"""From the name of a template to the Go template text that renders it over a group of alerts."""


def by_name(name: str) -> str:
    """Return the call of a template, for a configuration that loads the template file.

    >>> by_name("tocsin.title")
    '{{ template "tocsin.title" . }}'
    """
    return f'{{{{ template "{name}" . }}}}'


def written_out(source: str) -> Texts:
    """Return what puts the templates of the file `source` in place of their names.

    An AlertmanagerConfig object cannot carry template files, and a name that is not defined fails only when an alert is
    sent. This relies on the rules that the file states: templates are defined at the top level, use no `$` of their own,
    and are called without trim markers. Raises KeyError for a name that the file does not define.
    """
    bodies = definitions(source)

    def text(name: str) -> str:
        return _CALL.sub(_call, bodies[name])

    def _call(match: re.Match[str]) -> str:
        body = text(match["name"])
        return body if match["of"] == "." else f"{{{{ with {match['of']} }}}}{body}{{{{ end }}}}"

    return text


def definitions(source: str) -> dict[str, str]:
    """Return what the file `source` defines, by name."""
    return {match["name"]: _body(match) for match in _DEFINITION.finditer(_COMMENT.sub("", source))}


_COMMENT: Final = late(r"\{\{/\*.*?\*/\}\}", re.DOTALL)
_DEFINITION: Final = late(
    r'\{\{ define "(?P<name>[^"]+)" (?P<left>-?)\}\}(?P<body>.*?)\{\{(?P<right>-?) end \}\}\s*(?=\{\{ define |\Z)', re.DOTALL
)
_CALL: Final = late(r'\{\{ template "(?P<name>[^"]+)" (?P<of>[^ ]+) \}\}')


def _body(match: re.Match[str]) -> str:
    body = match["body"].lstrip() if match["left"] else match["body"]
    return body.rstrip() if match["right"] else body


def with_default_texts(
    kind: str, integration: Integration, texts: Texts, severities: Sequence[str], known: Callable[[str], bool]
) -> Integration:
    """Return the integration with our texts where its author gave none.

    `known` says whether the reader has a field at all: an older Alertmanager must not fail over a text nobody asked for.
    """
    defaults = {field: _rendered(value, texts, severities) for field, value in _DEFAULTS.get(kind, {}).items()}
    missing = {field: value for field, value in defaults.items() if getattr(integration, field) is None and known(field)}
    if isinstance(integration, Email) and integration.text is not None and integration.html is None:
        # Mail programs show the HTML part where there is one, so ours would hide what the author wrote.
        missing["html"] = ""
    if isinstance(integration, Email):
        missing["headers"] = _with_subject(integration.headers or {}, texts("tocsin.email.subject"))
    return integration.model_copy(update=missing)


def _rendered(value: object, texts: Texts, severities: Sequence[str]) -> object:
    if callable(value):
        return _rendered(value(severities), texts, severities)
    if isinstance(value, tuple):
        return "\n".join(texts(name) for name in value)
    if isinstance(value, dict):
        return {key: _rendered(item, texts, severities) for key, item in value.items()}
    return value


def _with_subject(headers: Mapping[str, str], subject: str) -> dict[str, str]:
    given = any(name.lower() == "subject" for name in headers)
    return dict(headers) if given else {"Subject": subject, **headers}


_TITLE: Final = ("tocsin.title",)
_PLAIN: Final = ("tocsin.plain",)
_MARKDOWN: Final = ("tocsin.markdown",)

# Pushover shows 1,024 characters, which three descriptions fill: https://pushover.net/api#limits
_SUMMARIES: Final = "".join(
    f"{{{{ range $index, $alert := .Alerts.{those} }}}}{{{{ if lt $index 5 }}}}{lead}{{{{ with $alert.Annotations.summary }}}}{{{{ . }}}}"
    "{{ else }}{{ $alert.Labels.alertname }}{{ end }}\n{{ end }}{{ end }}"
    for those, lead in (("Firing", ""), ("Resolved", "Resolved: "))
)

# A tuple names templates, to be joined by line breaks; what can be called makes one of the severities; any other value stands for itself.
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "discord": {"title": _TITLE, "message": _MARKDOWN},
    "email": {"html": ("tocsin.email.html",), "text": _PLAIN},
    "jira": {"summary": _TITLE, "description": _PLAIN},
    "mattermost": {"title": _TITLE, "text": _MARKDOWN, "fallback": _TITLE},
    "msteams": {"title": _TITLE, "summary": _TITLE, "text": _MARKDOWN},
    "msteamsv2": {"title": _TITLE, "text": _MARKDOWN},
    "opsgenie": {"message": _TITLE, "description": _PLAIN, "priority": severity_words.opsgenie},
    "pagerduty": {
        "description": _TITLE,
        "details": {"firing": ("tocsin.plain.firing",), "resolved": ("tocsin.plain.resolved",)},
        "severity": severity_words.pagerduty,
    },
    "pushover": {"title": _TITLE, "message": _SUMMARIES, "priority": severity_words.pushover},
    "rocketchat": {"title": _TITLE, "text": _MARKDOWN},
    "slack": {"title": _TITLE, "text": ("tocsin.text",), "fallback": _TITLE, "color": severity_words.slack, "send_resolved": True},
    "sns": {"subject": _TITLE, "message": _PLAIN},
    # Until 0.26 Alertmanager's default was MarkdownV2, which refuses texts that are not escaped for it.
    "telegram": {"message": (*_TITLE, *_PLAIN), "parse_mode": "HTML"},
    "victorops": {
        "entity_display_name": _TITLE,
        "state_message": _PLAIN,
        "message_type": severity_words.victorops,
    },
    "webex": {"message": (*_TITLE, *_MARKDOWN)},
    "wechat": {"message": (*_TITLE, *_PLAIN)},
}
