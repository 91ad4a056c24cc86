"""A text of a receiver that Go cannot read as a template: Alertmanager takes it, and fails when it has to tell somebody.

Go refuses a text that names a variable or function which there is not. `$labels` and `$value` are those of an alert's own texts; a
notification is about several alerts, and knows their labels and annotations.
https://pkg.go.dev/text/template, https://prometheus.io/docs/alerting/latest/notifications/

Bad (-), good (+):
    receivers:
      chat:
        slack:
          url: {secret: chat, key: url}
  -       text: "{{ range .Alerts }}{{ .Annotations.summary }}"  # error
  +       text: "{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}"
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.receiver_texts import definitions, templates
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield what is wrong with the form of each text."""
    for name, at, template in (*templates(checked), *definitions(checked)):
        for problem, start, end in template.problems:
            yield Finding(
                message=f"{problem}, so that {_lost(name, at)}",
                help="close what is open: `{{ range .Alerts }} … {{ end }}`",
                where=checked,
                at=at,
                within=(start, end),
            )
        for word, start, end in template.words:
            if word.startswith("$") or word in _OF_ALERTS:
                what = "variable" if word.startswith("$") else "function"
                yield Finding(
                    message=f"a notification has no {what} `{word}`, so that {_lost(name, at)}",
                    help=_INSTEAD.get(word) or _INSTEAD["$value" if word in _OF_ALERTS else ""],
                    where=checked,
                    at=at,
                    within=(start, end),
                )


_OF_ALERTS: Final = frozenset({"humanize", "humanize1024", "humanizePercentage", "humanizeTimestamp", "query", "first", "value"})
"""Functions of Prometheus that Alertmanager lacks."""
_INSTEAD: Final = {
    "$labels": "write `.CommonLabels.severity`, or of each alert `{{ range .Alerts }}{{ .Labels.severity }}{{ end }}`",
    "$value": "write it into the alert's `summary:`, and `{{ .CommonAnnotations.summary }}` here",
    "": "declare it before, `{{ $name := .CommonLabels.severity }}`",
}


def _lost(name: str, at: KeyPath) -> str:
    return f"`{name}` {'says nothing' if at[0] == 'templates' else 'tells nobody'}"
